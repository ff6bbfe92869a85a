package io.tidelake.streaming.job;

import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.table.StreamCommit;
import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.streaming.function.LakePositions;
import io.tidelake.streaming.pipeline.LiveStart;
import io.tidelake.streaming.sink.Lake;
import io.tidelake.streaming.source.LakeBaseline;
import java.io.IOException;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/** What the lake holds when the job is submitted. */
final class LakeState {

  private LakeState() {}

  /**
   * @throws IllegalStateException if a stream wrote a table and did not say how far
   */
  static LiveStart read(Lake lake) throws IOException {
    try (Lake.Connection tables = lake.connect()) {
      // The last one to be committed is read first: the others then cover at least as much.
      Table rawEvents = tables.load(LakeTables.RAW_EVENTS);
      Table behavior1m = tables.load(LakeTables.BEHAVIOR_1M);
      Table quarantine = tables.load(LakeTables.QUARANTINE);
      LakePositions positions =
          new LakePositions(positions(rawEvents), positions(behavior1m), positions(quarantine));
      return new LiveStart(
          positions,
          new LakeBaseline(lake, positions.rawEvents(), snapshot(rawEvents), snapshot(quarantine)));
    }
  }

  private static TopicPositions positions(Table table) {
    TopicPositions positions = StreamCommit.positions(table);
    Snapshot snapshot = table.currentSnapshot();
    while (positions.equals(TopicPositions.NONE) && snapshot != null) {
      if (snapshot.summary().containsKey(StreamCommit.JOB_ID)) {
        throw new IllegalStateException(
            "Table %s was written by a version of the job that did not note how far it had read: going on would repeat its rows. Start with an empty namespace (--namespace), or purge the lake"
                .formatted(table.name()));
      }
      snapshot = snapshot.parentId() == null ? null : table.snapshot(snapshot.parentId());
    }
    return positions;
  }

  private static @Nullable Long snapshot(Table table) {
    Snapshot snapshot = table.currentSnapshot();
    return snapshot == null ? null : snapshot.snapshotId();
  }
}
