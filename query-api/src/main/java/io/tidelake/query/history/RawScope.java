package io.tidelake.query.history;

import io.tidelake.query.platform.BusinessTime;
import io.tidelake.query.platform.LakeSnapshots;
import io.tidelake.query.trino.Sql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What must be read to answer a question about events themselves: whole hours out of an hourly
 * rollup where one serves, the events otherwise.
 */
@Component
class RawScope {

  /**
   * @param rows selects that together hold the scope
   * @param parameters theirs
   * @param method {@code rollup} if one of them is of a rollup, else {@code raw}
   */
  record Reading(List<Sql> rows, Map<String, Object> parameters, String method) {}

  /**
   * The files that a question is put together from.
   *
   * @param hours out of the rollup
   * @param events what that leaves of a range
   * @param allEvents a range without rollup
   */
  record Sources(SqlFile hours, SqlFile events, SqlFile allEvents) {}

  private final LakeSnapshots snapshots;
  private final BusinessTime times;

  RawScope(LakeSnapshots snapshots, BusinessTime times) {
    this.snapshots = snapshots;
    this.times = times;
  }

  /**
   * @param snapshot of {@code raw_events}, which {@code pin} is of
   * @param rollup the hourly rollup; null if the filters need the events
   */
  Reading of(Pin pin, long snapshot, Scope scope, Sources sources, @Nullable String rollup) {
    Span all = new Span(scope.range().from(), scope.range().to());
    @Nullable Rollup hourly =
        rollup == null || all.hours().isEmpty()
            ? null
            : Rollup.of(snapshots.state(rollup), pin.table(), snapshot).orElse(null);
    RangePlan plan = RangePlan.of(scope.range(), times.zone(), hourly, null);
    Map<String, Object> parameters = new HashMap<>(scope.filters().parameters());
    if (hourly == null || plan.minutesOnly()) {
      parameters.putAll(scope.range().parameters());
      return new Reading(
          List.of(sources.allEvents().sql().at("minutes_snapshot", snapshot)), parameters, "raw");
    }
    List<Sql> rows = new ArrayList<>();
    rows.add(sources.hours().sql().at("hours_snapshot", hourly.snapshot()));
    parameters.putAll(plan.rolledUp());
    if (plan.readsMinutes()) {
      rows.add(sources.events().sql().at("minutes_snapshot", snapshot));
      parameters.putAll(plan.minutes());
    }
    return new Reading(rows, parameters, "rollup");
  }
}
