package io.tidelake.query.history;

import io.tidelake.query.platform.BusinessTime;
import io.tidelake.query.scope.Dimension;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Events by business date and action over a range of time: whole dates out of memory where they are
 * held there, others and the ends of the range out of the lake.
 */
@Component
class DailyActions {

  /**
   * @param date business date
   * @param totalActions events
   * @param provinceCount different provinces among them
   * @param avgAgeCount mean of {@code age_count} over the rows that {@code /api/user_stats} lists
   *     for this date and action in the range, with two decimals
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Row(
      String date, String actionType, long totalActions, long provinceCount, double avgAgeCount) {}

  private record Day(LocalDate date, WindowDay.Sums sums) {}

  private static final Comparator<Day> ORDER =
      Comparator.comparing(Day::date)
          .reversed()
          .thenComparing((Day day) -> day.sums().events(), Comparator.reverseOrder())
          .thenComparing(day -> day.sums().action());

  private final Answers answers;
  private final WindowDays windowDays;
  private final BusinessTime times;

  DailyActions(Answers answers, WindowDays windowDays, BusinessTime times) {
    this.answers = answers;
    this.windowDays = windowDays;
    this.times = times;
  }

  /**
   * @param pin of {@code behavior_1m}
   * @param limit rows wanted, of the newest date and the largest count first
   */
  List<Row> of(Pin pin, Scope scope, long limit, Locale locale) {
    Long snapshot = pin.snapshot();
    if (snapshot == null || scope.range().isEmpty()) {
      return List.of();
    }
    ZoneId zone = times.zone();
    Span all = new Span(scope.range().from(), scope.range().to());
    Span whole = all.days(zone);
    List<Day> days = new ArrayList<>();
    Set<LocalDate> ends = new TreeSet<>();
    if (whole.isEmpty()) {
      ends.add(all.firstDay(zone));
      ends.add(all.lastDay(zone));
    } else {
      WindowDays.Answer answer =
          windowDays.actions(
              pin.table(),
              snapshot,
              whole.firstDay(zone),
              whole.lastDay(zone),
              scope.filters(),
              limit);
      answer
          .actions()
          .forEach((date, found) -> found.forEach(sums -> days.add(new Day(date, sums))));
      for (List<LocalDate> dates : answer.missing()) {
        days.addAll(read(snapshot, scope, dates));
      }
      windowDays.hold(answer);
      for (Span end : List.of(new Span(all.from(), whole.from()), new Span(whole.to(), all.to()))) {
        if (!end.isEmpty()) {
          ends.add(end.firstDay(zone));
        }
      }
    }
    if (!ends.isEmpty()) {
      days.addAll(read(snapshot, scope, ends));
    }
    return days.stream().sorted(ORDER).limit(limit).map(day -> row(day, locale)).toList();
  }

  private List<Day> read(long snapshot, Scope scope, Collection<LocalDate> dates) {
    Map<String, Object> parameters = scope.parameters();
    parameters.put("days", List.copyOf(dates));
    return answers.to(
        SqlFile.DAYS_BY_ACTION.sql().at("snapshot", snapshot),
        parameters,
        (row, number) ->
            new Day(
                row.getObject("dt", LocalDate.class),
                new WindowDay.Sums(
                    row.getInt("action"),
                    row.getLong("total_actions"),
                    row.getInt("province_count"),
                    row.getLong("windows"),
                    row.getLong("age_events"))));
  }

  private static Row row(Day day, Locale locale) {
    WindowDay.Sums sums = day.sums();
    double mean = (double) sums.ageEvents() / sums.windows();
    return new Row(
        day.date().toString(),
        Dimension.ACTION.label(sums.action(), locale),
        sums.events(),
        sums.provinces(),
        Math.round(mean * 100) / 100.0);
  }
}
