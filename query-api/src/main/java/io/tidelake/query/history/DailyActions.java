package io.tidelake.query.history;

import io.tidelake.query.scope.Dimension;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/** Events by business date and action over a range of time. */
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

  private record Day(
      LocalDate date, int action, long totalActions, long provinceCount, double avgAgeCount) {}

  private final Answers answers;

  DailyActions(Answers answers) {
    this.answers = answers;
  }

  List<Row> of(Pin pin, Scope scope, long limit, Locale locale) {
    Long snapshot = pin.snapshot();
    if (snapshot == null || scope.range().isEmpty()) {
      return List.of();
    }
    Map<String, Object> parameters = scope.parameters();
    parameters.put("limit", limit);
    return answers
        .to(
            SqlFile.DAYS_BY_ACTION.sql().at("snapshot", snapshot),
            parameters,
            (row, number) ->
                new Day(
                    row.getObject("dt", LocalDate.class),
                    row.getInt("action"),
                    row.getLong("total_actions"),
                    row.getLong("province_count"),
                    row.getDouble("avg_age_count")))
        .stream()
        .map(
            day ->
                new Row(
                    day.date().toString(),
                    Dimension.ACTION.label(day.action(), locale),
                    day.totalActions(),
                    day.provinceCount(),
                    Math.round(day.avgAgeCount() * 100) / 100.0))
        .toList();
  }
}
