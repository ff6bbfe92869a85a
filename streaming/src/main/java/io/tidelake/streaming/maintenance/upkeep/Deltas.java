package io.tidelake.streaming.maintenance.upkeep;

import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.streaming.maintenance.rows.Accumulator;
import io.tidelake.streaming.maintenance.rows.Sketches;
import io.tidelake.streaming.maintenance.rows.Sums;
import java.util.Optional;
import java.util.Set;

/** Which tables hold several rows of one thing that can be put together, and how. */
final class Deltas {

  private static final Set<LakeTable> CUBES =
      Set.of(LakeTables.BEHAVIOR_1M, LakeTables.BEHAVIOR_1H, LakeTables.BEHAVIOR_1D);

  private Deltas() {}

  /** Empty for a table whose rows stand for themselves. */
  static Optional<Accumulator> accumulator(LakeTable table) {
    if (CUBES.contains(table)) {
      return Optional.of(new Sums(table, Set.of("events", "late_events")));
    }
    if (table.equals(LakeTables.HOT_ITEMS_1H)) {
      return Optional.of(new Sums(table, Set.of("events")));
    }
    if (table.equals(LakeTables.VISITORS_1H)) {
      return Optional.of(new Sketches(table, "sketch"));
    }
    return Optional.empty();
  }
}
