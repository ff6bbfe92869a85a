package io.tidelake.query.history;

import io.tidelake.query.platform.BusinessTime;
import io.tidelake.query.platform.LakeSnapshots;
import io.tidelake.query.scope.Dimension;
import io.tidelake.query.trino.Sql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Events by value of a dimension, out of the coarsest tables that hold the range, in memory where
 * they are held there; always what the minutes alone would give.
 */
@Component
class CellCounts {

  private static final String HOURLY = "behavior_1h";
  private static final String DAILY = "behavior_1d";

  private record Key(String value, String group) {}

  private final Answers answers;
  private final LakeSnapshots snapshots;
  private final BusinessTime times;
  private final Cubes cubes;

  CellCounts(Answers answers, LakeSnapshots snapshots, BusinessTime times, Cubes cubes) {
    this.answers = answers;
    this.cubes = cubes;
    this.snapshots = snapshots;
    this.times = times;
  }

  /**
   * @param pin of {@code behavior_1m}
   * @return in no order; values without events are left out
   */
  List<Statistic> of(Pin pin, Dimension dimension, @Nullable Bucket groupBy, Scope scope) {
    Long snapshot = pin.snapshot();
    if (snapshot == null || scope.range().isEmpty()) {
      return List.of();
    }
    Map<String, Object> question = new HashMap<>(scope.filters().parameters());
    question.put("dimension", dimension.parameter());
    question.put("group", groupBy == null ? "none" : groupBy.parameter());
    question.put("zone", times.zone().getId());
    RangePlan plan = plan(pin, snapshot, scope.range(), groupBy);
    List<CompletableFuture<List<Statistic>>> parts = new ArrayList<>();
    if (plan.minutesOnly()) {
      Sql minutes = SqlFile.CELLS_ALL_MINUTES.sql().at("minutes_snapshot", snapshot);
      parts.add(ask(question, List.of(minutes), scope.range().parameters()));
    } else {
      List<Sql> rolledUp = new ArrayList<>();
      if (plan.readsDays() && plan.daily() != null) {
        long days = plan.daily().snapshot();
        cubes
            .count(
                Cubes.Table.DAYS, days, plan.daysPart(), dimension, groupBy, scope.filters(), true)
            .ifPresentOrElse(
                known -> parts.add(CompletableFuture.completedFuture(known)),
                () -> rolledUp.add(SqlFile.CELLS_DAYS.sql().at("days_snapshot", days)));
      }
      if (plan.readsHours() && plan.hourly() != null) {
        long hours = plan.hourly().snapshot();
        cubes
            .count(
                Cubes.Table.HOURS,
                hours,
                plan.hoursPart(),
                dimension,
                groupBy,
                scope.filters(),
                // For the few hours before and after whole days it is not worth it.
                !plan.readsDays())
            .ifPresentOrElse(
                known -> parts.add(CompletableFuture.completedFuture(known)),
                () -> rolledUp.add(SqlFile.CELLS_HOURS.sql().at("hours_snapshot", hours)));
      }
      if (!rolledUp.isEmpty()) {
        // Apart from the minutes, which change with every commit: these stay known.
        parts.add(ask(question, rolledUp, plan.rolledUp()));
      }
      if (plan.readsMinutes()) {
        Sql minutes = SqlFile.CELLS_MINUTES.sql().at("minutes_snapshot", snapshot);
        parts.add(ask(question, List.of(minutes), plan.minutes()));
      }
    }
    return sum(parts);
  }

  private RangePlan plan(Pin pin, long snapshot, TimeRange range, @Nullable Bucket groupBy) {
    Span all = new Span(range.from(), range.to());
    boolean byHour = !all.hours().isEmpty();
    boolean byDay = groupBy != Bucket.HOUR && !all.days(times.zone()).isEmpty();
    CompletableFuture<@Nullable Rollup> hourly =
        byHour ? rollup(HOURLY, pin, snapshot) : CompletableFuture.completedFuture(null);
    CompletableFuture<@Nullable Rollup> daily =
        byDay ? rollup(DAILY, pin, snapshot) : CompletableFuture.completedFuture(null);
    return RangePlan.of(range, times.zone(), Answers.join(hourly), Answers.join(daily));
  }

  /** On a thread of its own: each is a request to the catalog. */
  private CompletableFuture<@Nullable Rollup> rollup(String table, Pin pin, long snapshot) {
    return CompletableFuture.supplyAsync(
        () -> Rollup.of(snapshots.state(table), pin.table(), snapshot).orElse(null),
        task -> Thread.ofVirtual().name("rollup-state").start(task));
  }

  private CompletableFuture<List<Statistic>> ask(
      Map<String, Object> question, List<Sql> rows, Map<String, Object> where) {
    Map<String, Object> parameters = new HashMap<>(question);
    parameters.putAll(where);
    return answers.begin(
        SqlFile.DIMENSION_COUNTS.sql().from("cells", rows),
        parameters,
        (row, number) ->
            new Statistic(row.getString("value"), row.getString("bucket"), row.getLong("events")));
  }

  private static List<Statistic> sum(List<CompletableFuture<List<Statistic>>> parts) {
    Map<Key, Long> sums = new HashMap<>();
    for (CompletableFuture<List<Statistic>> part : parts) {
      for (Statistic statistic : Answers.join(part)) {
        sums.merge(
            new Key(statistic.value(), statistic.group()), statistic.count(), Math::addExact);
      }
    }
    List<Statistic> statistics = new ArrayList<>();
    sums.forEach(
        (key, count) -> {
          // Deltas may take back what others brought.
          if (count != 0) {
            statistics.add(new Statistic(key.value(), key.group(), count));
          }
        });
    return statistics;
  }
}
