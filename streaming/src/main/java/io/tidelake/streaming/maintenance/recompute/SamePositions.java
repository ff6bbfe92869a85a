package io.tidelake.streaming.maintenance.recompute;

import io.tidelake.schema.table.BackfillCommit;
import io.tidelake.schema.table.BackfillCommit.Mark;
import io.tidelake.schema.table.BackfillCommit.SnapshotState;
import io.tidelake.schema.table.StreamCommit;
import io.tidelake.schema.topic.TopicPositions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots of two tables that hold the same records of the stream and the same lines of files.
 *
 * @param events of {@code raw_events}
 * @param minutes of {@code behavior_1m}
 * @param positions every record of the topic before these is in them
 * @param backfilled which lines of files are in them, see {@link BackfillCommit#STATE}
 */
public record SamePositions(
    long events, long minutes, TopicPositions positions, String backfilled) {

  /** What a snapshot holds. */
  private record Content(TopicPositions positions, String backfilled) {}

  /** The newest pair; empty if the tables share no content in the history that they have. */
  public static Optional<SamePositions> newest(Table rawEvents, Table behavior1m) {
    Map<Content, Long> minutes = byContent(behavior1m);
    for (Map.Entry<Content, Long> events : byContent(rawEvents).entrySet()) {
      Long same = minutes.get(events.getKey());
      if (same != null) {
        return Optional.of(
            new SamePositions(
                events.getValue(),
                same,
                events.getKey().positions(),
                events.getKey().backfilled()));
      }
    }
    return Optional.empty();
  }

  /** Why there is no such pair, and the way out. */
  public static String whyNone(Table rawEvents, Table behavior1m) {
    Map<String, Mark> events = BackfillCommit.marks(rawEvents.properties());
    Map<String, Mark> minutes = BackfillCommit.marks(behavior1m.properties());
    List<String> unfinished =
        minutes.keySet().stream()
            .filter(file -> nextLine(events, file) != nextLine(minutes, file))
            .toList();
    if (state(rawEvents).equals(state(behavior1m)) && unfinished.isEmpty()) {
      return "raw_events and behavior_1m have no snapshots that hold the same records: try again in some seconds; an empty lake has none";
    }
    return "raw_events and behavior_1m have no snapshots any more that hold the same lines of files, since a backfill is under way or was stopped: load the file again%s (./tidelake backfill --csv FILE), which goes on where it was"
        .formatted(
            unfinished.isEmpty()
                ? ""
                : ", the one of SHA-256 %s by sha256sum".formatted(String.join(", ", unfinished)));
  }

  private static String state(Table table) {
    return table.properties().getOrDefault(BackfillCommit.STATE, "");
  }

  private static long nextLine(Map<String, Mark> marks, String file) {
    Mark mark = marks.get(file);
    return mark == null ? 1 : mark.nextLine();
  }

  /** The newest snapshot of each content, the newest first. */
  private static Map<Content, Long> byContent(Table table) {
    List<SnapshotState> states = BackfillCommit.states(table);
    boolean ofStream =
        states.stream()
            .anyMatch(each -> each.snapshot().summary().containsKey(StreamCommit.POSITIONS));
    boolean complete =
        !states.isEmpty() && states.get(states.size() - 1).snapshot().parentId() == null;
    Map<Content, Long> newest = new LinkedHashMap<>();
    for (int i = 0; i < states.size(); i++) {
      // What others commit on top has the positions of the commit of the stream below.
      @Nullable TopicPositions positions = positions(states, i);
      if (positions == null && !ofStream) {
        positions = StreamCommit.positions(table);
      } else if (positions == null && complete) {
        positions = TopicPositions.NONE;
      }
      if (positions != null) {
        newest.putIfAbsent(
            new Content(positions, states.get(i).state()), states.get(i).snapshot().snapshotId());
      }
    }
    return newest;
  }

  private static @Nullable TopicPositions positions(List<SnapshotState> states, int from) {
    for (SnapshotState each : states.subList(from, states.size())) {
      Snapshot snapshot = each.snapshot();
      String positions = snapshot.summary().get(StreamCommit.POSITIONS);
      if (positions != null) {
        return TopicPositions.parse(positions);
      }
    }
    return null;
  }
}
