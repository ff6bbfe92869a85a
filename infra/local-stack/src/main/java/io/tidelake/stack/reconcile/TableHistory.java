package io.tidelake.stack.reconcile;

import io.tidelake.schema.topic.TopicPositions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots of a table's main branch, newest first, and how far each covers the event topic.
 *
 * @param complete whether the first snapshot ever is among them
 */
record TableHistory(String table, List<State> states, boolean complete) {

  /**
   * A snapshot as the catalog tells of it.
   *
   * @param positions null for a commit of others than the stream
   */
  record Snapshot(
      long id,
      @Nullable Long parent,
      Instant committedAt,
      @Nullable TopicPositions positions,
      @Nullable String checkpoint,
      @Nullable String job) {}

  /**
   * A snapshot and what it holds of the topic, which it may have from a commit of the stream before
   * it.
   *
   * @param id of the snapshot
   * @param committedAt when the snapshot was made
   * @param positions everything before these is in it
   * @param coveredAt when the stream made the commit that these positions come from
   * @param checkpoint of that commit; null if unknown
   * @param job of that commit; null if unknown
   */
  record State(
      long id,
      Instant committedAt,
      TopicPositions positions,
      Instant coveredAt,
      @Nullable String checkpoint,
      @Nullable String job) {}

  /** The table has never had a row. */
  static TableHistory empty(String table) {
    return new TableHistory(table, List.of(), true);
  }

  /**
   * @param snapshots newest first, those of other branches too; the oldest may be missing
   * @param current the id of the newest snapshot of the main branch
   * @param property the positions in the table's properties, which stand in for those of a commit
   *     that has expired
   */
  static TableHistory of(
      String table, List<Snapshot> snapshots, long current, @Nullable TopicPositions property) {
    Map<Long, Snapshot> byId = new HashMap<>();
    snapshots.forEach(snapshot -> byId.put(snapshot.id(), snapshot));
    List<Snapshot> chain = new ArrayList<>();
    Snapshot next = byId.get(current);
    while (next != null) {
      chain.add(next);
      next = next.parent() == null ? null : byId.get(next.parent());
    }
    boolean complete = !chain.isEmpty() && chain.getLast().parent() == null;
    boolean anyOfStream = chain.stream().anyMatch(snapshot -> snapshot.positions() != null);
    List<State> states = new ArrayList<>();
    for (int i = chain.size() - 1; i >= 0; i--) {
      Snapshot snapshot = chain.get(i);
      State before = states.isEmpty() ? null : states.getFirst();
      if (snapshot.positions() != null) {
        states.addFirst(
            new State(
                snapshot.id(),
                snapshot.committedAt(),
                snapshot.positions(),
                snapshot.committedAt(),
                snapshot.checkpoint(),
                snapshot.job()));
      } else if (before != null) {
        states.addFirst(
            new State(
                snapshot.id(),
                snapshot.committedAt(),
                before.positions(),
                before.coveredAt(),
                before.checkpoint(),
                before.job()));
      } else if (complete) {
        // Before the stream wrote anything.
        states.addFirst(inherited(snapshot, TopicPositions.NONE));
      } else if (!anyOfStream && property != null) {
        // Its commit has expired, and nothing of the stream came since.
        states.addFirst(inherited(snapshot, property));
      }
      // Else its positions have expired: it can't be compared.
    }
    return new TableHistory(table, List.copyOf(states), complete);
  }

  private static State inherited(Snapshot snapshot, TopicPositions positions) {
    return new State(
        snapshot.id(), snapshot.committedAt(), positions, snapshot.committedAt(), null, null);
  }

  /** The state of the whole table as it is now; empty if it has none. */
  Optional<State> newest() {
    return states.stream().findFirst();
  }
}
