package io.tidelake.streaming.job;

import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.table.StreamCommit;
import io.tidelake.streaming.sink.Lake;
import java.io.IOException;
import org.apache.iceberg.Table;

/**
 * Keeps a lake that is filled with {@code --raw-only} apart from all others: what all tables cover
 * is what {@code raw_events} says, so a job that counts would never count the events of one that
 * does not.
 */
final class RawOnlyLake {

  private RawOnlyLake() {}

  /**
   * Marks an empty lake for a job that does not count.
   *
   * @throws IllegalStateException for a lake that belongs to a job of the other kind
   */
  static void require(boolean rawOnly, Lake lake) throws IOException {
    try (Lake.Connection tables = lake.connect()) {
      Table rawEvents = tables.load(LakeTables.RAW_EVENTS);
      boolean marked = rawEvents.properties().containsKey(StreamCommit.RAW_ONLY);
      if (marked && !rawOnly) {
        throw new IllegalStateException(
            "Table %s was filled by a job with --raw-only, and this one would never count those events: use another namespace (--namespace), or purge the lake"
                .formatted(rawEvents.name()));
      }
      if (rawOnly && !marked) {
        if (rawEvents.currentSnapshot() != null) {
          throw new IllegalStateException(
              "Table %s was filled by a job that counts events, and this one with --raw-only would not: use another namespace (--namespace)"
                  .formatted(rawEvents.name()));
        }
        rawEvents.updateProperties().set(StreamCommit.RAW_ONLY, "true").commit();
      }
    }
  }
}
