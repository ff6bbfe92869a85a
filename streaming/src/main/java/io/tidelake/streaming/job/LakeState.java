package io.tidelake.streaming.job;

import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.table.StreamCommit;
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

  static LiveStart read(Lake lake) throws IOException {
    try (Lake.Connection tables = lake.connect()) {
      // The last one to be committed is read first: the others then cover at least as much.
      Table rawEvents = tables.load(LakeTables.RAW_EVENTS);
      Table behavior1m = tables.load(LakeTables.BEHAVIOR_1M);
      Table quarantine = tables.load(LakeTables.QUARANTINE);
      LakePositions positions =
          new LakePositions(
              StreamCommit.positions(rawEvents),
              StreamCommit.positions(behavior1m),
              StreamCommit.positions(quarantine));
      return new LiveStart(
          positions,
          new LakeBaseline(lake, positions.rawEvents(), snapshot(rawEvents), snapshot(quarantine)));
    }
  }

  private static @Nullable Long snapshot(Table table) {
    Snapshot snapshot = table.currentSnapshot();
    return snapshot == null ? null : snapshot.snapshotId();
  }
}
