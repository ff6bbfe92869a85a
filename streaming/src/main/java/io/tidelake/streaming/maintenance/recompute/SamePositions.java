package io.tidelake.streaming.maintenance.recompute;

import io.tidelake.schema.table.StreamCommit;
import io.tidelake.schema.topic.TopicPositions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * Snapshots of two tables that hold the same records of the stream.
 *
 * @param events of {@code raw_events}
 * @param minutes of {@code behavior_1m}
 */
record SamePositions(long events, long minutes) {

  /** The newest pair; empty if the tables share no positions in the history that they have. */
  static Optional<SamePositions> newest(Table rawEvents, Table behavior1m) {
    Map<TopicPositions, Long> minutes = byPositions(behavior1m);
    for (Map.Entry<TopicPositions, Long> events : byPositions(rawEvents).entrySet()) {
      for (Map.Entry<TopicPositions, Long> candidate : minutes.entrySet()) {
        if (candidate.getKey().equals(events.getKey())) {
          return Optional.of(new SamePositions(events.getValue(), candidate.getValue()));
        }
      }
    }
    return Optional.empty();
  }

  /** The newest snapshot of each positions, the newest first. */
  private static Map<TopicPositions, Long> byPositions(Table table) {
    Map<TopicPositions, Long> newest = new LinkedHashMap<>();
    Long pending = null;
    Snapshot snapshot = table.currentSnapshot();
    while (snapshot != null) {
      // What others commit on top has the positions of the commit of the stream below.
      pending = pending == null ? Long.valueOf(snapshot.snapshotId()) : pending;
      String positions = snapshot.summary().get(StreamCommit.POSITIONS);
      if (positions != null) {
        newest.putIfAbsent(TopicPositions.parse(positions), pending);
        pending = null;
      }
      snapshot = snapshot.parentId() == null ? null : table.snapshot(snapshot.parentId());
    }
    if (newest.isEmpty() && pending != null) {
      newest.put(StreamCommit.positions(table), pending);
    }
    return newest;
  }
}
