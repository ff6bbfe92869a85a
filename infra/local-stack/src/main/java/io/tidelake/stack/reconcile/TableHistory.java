package io.tidelake.stack.reconcile;

import io.tidelake.schema.topic.TopicPositions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots of a table's main branch, newest first, and how far each covers the event topic and
 * the files that were loaded beside it.
 *
 * @param complete whether the first snapshot ever is among them
 */
record TableHistory(String table, List<State> states, boolean complete) {

  /**
   * A snapshot as the catalog tells of it.
   *
   * @param positions null for a commit of others than the stream
   * @param backfilled of which lines of files the table holds with this commit, as one word; null
   *     for a commit of others than a backfill
   * @param backfilledBefore the same before the commit
   */
  record Snapshot(
      long id,
      @Nullable Long parent,
      Instant committedAt,
      @Nullable TopicPositions positions,
      @Nullable String checkpoint,
      @Nullable String job,
      @Nullable String backfilled,
      @Nullable String backfilledBefore) {

    /** A commit that is not of a backfill. */
    Snapshot(
        long id,
        @Nullable Long parent,
        Instant committedAt,
        @Nullable TopicPositions positions,
        @Nullable String checkpoint,
        @Nullable String job) {
      this(id, parent, committedAt, positions, checkpoint, job, null, null);
    }
  }

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
   * @param backfilled which lines of files are in it, as one word; empty: none
   */
  record State(
      long id,
      Instant committedAt,
      TopicPositions positions,
      Instant coveredAt,
      @Nullable String checkpoint,
      @Nullable String job,
      String backfilled) {}

  /** The table has never had a row. */
  static TableHistory empty(String table) {
    return new TableHistory(table, List.of(), true);
  }

  /** A table that has no properties of a backfill. */
  static TableHistory of(
      String table, List<Snapshot> snapshots, long current, @Nullable TopicPositions property) {
    return of(table, snapshots, current, property, "");
  }

  /**
   * @param snapshots newest first, those of other branches too; the oldest may be missing
   * @param current the id of the newest snapshot of the main branch
   * @param property the positions in the table's properties, which stand in for those of a commit
   *     that has expired
   * @param backfilledProperty the same of a backfill; empty: none
   */
  static TableHistory of(
      String table,
      List<Snapshot> snapshots,
      long current,
      @Nullable TopicPositions property,
      String backfilledProperty) {
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
    String backfilled = backfilledAtFirst(chain, backfilledProperty);
    List<State> states = new ArrayList<>();
    for (int i = chain.size() - 1; i >= 0; i--) {
      Snapshot snapshot = chain.get(i);
      State before = states.isEmpty() ? null : states.getFirst();
      if (snapshot.backfilled() != null) {
        backfilled = snapshot.backfilled();
      }
      if (snapshot.positions() != null) {
        states.addFirst(
            new State(
                snapshot.id(),
                snapshot.committedAt(),
                snapshot.positions(),
                snapshot.committedAt(),
                snapshot.checkpoint(),
                snapshot.job(),
                backfilled));
      } else if (before != null) {
        states.addFirst(
            new State(
                snapshot.id(),
                snapshot.committedAt(),
                before.positions(),
                before.coveredAt(),
                before.checkpoint(),
                before.job(),
                backfilled));
      } else if (complete) {
        // Before the stream wrote anything.
        states.addFirst(inherited(snapshot, TopicPositions.NONE, backfilled));
      } else if (!anyOfStream && property != null) {
        // Its commit has expired, and nothing of the stream came since.
        states.addFirst(inherited(snapshot, property, backfilled));
      }
      // Else its positions have expired: it can't be compared.
    }
    return new TableHistory(table, List.copyOf(states), complete);
  }

  private static State inherited(Snapshot snapshot, TopicPositions positions, String backfilled) {
    return new State(
        snapshot.id(),
        snapshot.committedAt(),
        positions,
        snapshot.committedAt(),
        null,
        null,
        backfilled);
  }

  /** What the oldest known snapshot held of files, or rather what was there before it. */
  private static String backfilledAtFirst(List<Snapshot> newestFirst, String property) {
    return newestFirst.reversed().stream()
        .filter(snapshot -> snapshot.backfilled() != null)
        .findFirst()
        .map(snapshot -> Objects.requireNonNullElse(snapshot.backfilledBefore(), ""))
        .orElse(property);
  }

  /** The state of the whole table as it is now; empty if it has none. */
  Optional<State> newest() {
    return states.stream().findFirst();
  }
}
