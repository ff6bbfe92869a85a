package io.tidelake.streaming.maintenance;

import io.tidelake.streaming.maintenance.upkeep.Figures;
import io.tidelake.streaming.maintenance.upkeep.Work;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a run on one table: a row of {@code maintenance_runs}.
 *
 * @param cost as planned; null if not even that worked
 * @param before null in a dry run
 * @param after null in a dry run, and if the table could not be read any more
 * @param deletedFiles taken off the object store
 * @param freedBytes of them
 * @param snapshot the newest that the operation made, whoever committed beside it; null: none
 */
record RunLine(
    String table,
    Operation operation,
    Instant started,
    Duration took,
    Outcome outcome,
    String reason,
    Work.@Nullable Cost cost,
    @Nullable Figures before,
    @Nullable Figures after,
    long deletedFiles,
    long freedBytes,
    @Nullable Long snapshot) {

  enum Outcome {
    /** To be done, but this is a dry run. */
    PLANNED,
    DONE,
    /** The table moved under every try; the next run tries again. */
    CONFLICT,
    FAILED;

    /** As in {@code maintenance_runs}. */
    String title() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
