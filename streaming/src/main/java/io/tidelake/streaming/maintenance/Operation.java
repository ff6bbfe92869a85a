package io.tidelake.streaming.maintenance;

/** What a run can do to a table, in the order in which it does it to all of them. */
enum Operation {
  /** Dates that are too old are dropped first, so that rollups take them off in the same run. */
  RETENTION,
  ROLLUP,
  COMPACTION,
  MANIFESTS,
  EXPIRY,
  ORPHANS;

  /** As in {@code maintenance_runs}. */
  String title() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
