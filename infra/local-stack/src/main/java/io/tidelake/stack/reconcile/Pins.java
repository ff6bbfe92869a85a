package io.tidelake.stack.reconcile;

import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.stack.reconcile.TableHistory.State;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots of the three tables that hold the same records of the topic, and of which the first two
 * hold the same lines of files. A null state is a table that has no rows yet.
 *
 * @param positions what they cover
 */
record Pins(
    @Nullable State rawEvents,
    @Nullable State behavior1m,
    @Nullable State quarantine,
    TopicPositions positions) {

  /**
   * The newest snapshots that go together. The stream commits quarantine, {@code behavior_1m} and
   * last {@code raw_events}; a table without rows since is left out. So what {@code raw_events}
   * says holds for all, unless another table was ahead of it at that moment (after a start from
   * nothing, while the tables catch up with each other).
   *
   * @return empty if there is no such set
   */
  static Optional<Pins> newest(
      TableHistory rawEvents, TableHistory behavior1m, TableHistory quarantine) {
    for (State raw : rawEvents.states()) {
      Optional<Match> cells =
          match(behavior1m, raw).flatMap(match -> sameFiles(behavior1m, match, raw));
      Optional<Match> rejected = match(quarantine, raw);
      if (cells.isPresent() && rejected.isPresent()) {
        return Optional.of(
            new Pins(raw, cells.get().state(), rejected.get().state(), raw.positions()));
      }
    }
    if (rawEvents.complete() && rawEvents.states().isEmpty() && behavior1m.states().isEmpty()) {
      return Optional.of(new Pins(null, null, null, TopicPositions.NONE));
    }
    return Optional.empty();
  }

  /** The same, if all that came since up to the newest state of quarantine was rejected. */
  Pins withQuarantine(State newest) {
    return new Pins(rawEvents, behavior1m, newest, positions.max(newest.positions()));
  }

  /** Whether this holds the newest state of the table. */
  boolean newestOf(TableHistory history) {
    return history.newest().map(State::positions).orElse(TopicPositions.NONE).equals(positions);
  }

  private record Match(@Nullable State state) {}

  private static Optional<Match> match(TableHistory history, State raw) {
    State newer = null;
    for (State state : history.states()) {
      if (raw.positions().covers(state.positions())) {
        boolean exact = state.positions().equals(raw.positions());
        return exact || !coversMore(newer, raw) ? Optional.of(new Match(state)) : Optional.empty();
      }
      newer = state;
    }
    return history.complete() && !coversMore(newer, raw)
        ? Optional.of(new Match(null))
        : Optional.empty();
  }

  /**
   * The newest state with the same positions that holds the same lines of files: a backfill commits
   * cells and events one after the other too.
   */
  private static Optional<Match> sameFiles(TableHistory cells, Match match, State raw) {
    State found = match.state();
    if (found == null) {
      return raw.backfilled().isEmpty() ? Optional.of(match) : Optional.empty();
    }
    Optional<State> same =
        cells.states().stream()
            .dropWhile(state -> state.id() != found.id())
            .takeWhile(state -> state.positions().equals(found.positions()))
            .filter(state -> state.backfilled().equals(raw.backfilled()))
            .findFirst();
    if (same.isPresent()) {
      return same.map(Match::new);
    }
    // Before the first commit of all there was nothing of either.
    boolean onlyFiles = found.positions().equals(TopicPositions.NONE);
    return onlyFiles && cells.complete() && raw.backfilled().isEmpty()
        ? Optional.of(new Match(null))
        : Optional.empty();
  }

  /** Whether the state, newer than the raw one, was there already when the latter was committed. */
  private static boolean coversMore(@Nullable State newer, State raw) {
    return newer != null && !newer.coveredAt().isAfter(raw.coveredAt());
  }
}
