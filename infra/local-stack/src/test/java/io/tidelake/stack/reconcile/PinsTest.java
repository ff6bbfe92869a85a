package io.tidelake.stack.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.stack.reconcile.TableHistory.Snapshot;
import io.tidelake.stack.reconcile.TableHistory.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PinsTest {

  private static final TableHistory EMPTY = TableHistory.empty("quarantine");

  @Test
  void tablesOfOneCheckpointGoTogether() {
    Pins pins = pins(table().commit(1, 10), table().commit(0, 10), EMPTY);
    assertThat(pins.positions()).isEqualTo(at(10));
    assertThat(pins.rawEvents().id()).isEqualTo(101);
    assertThat(pins.quarantine()).isNull();
  }

  @Test
  void whileACheckpointIsBeingCommittedTheOneBeforeIsTaken() {
    Pins pins =
        pins(
            table().commit(2, 10),
            table().commit(1, 10).commit(4, 20),
            table().commit(0, 10).commit(3, 20).history());
    assertThat(pins.positions()).isEqualTo(at(10));
    assertThat(pins.behavior1m().positions()).isEqualTo(at(10));
    assertThat(pins.quarantine().positions()).isEqualTo(at(10));
  }

  @Test
  void aTableWithoutRowsSinceStandsBehind() {
    Pins pins =
        pins(
            table().commit(2, 10).commit(5, 20).commit(8, 30),
            table().commit(1, 10).commit(4, 20).commit(7, 30),
            table().commit(0, 10).history());
    assertThat(pins.positions()).isEqualTo(at(30));
    assertThat(pins.quarantine().positions()).isEqualTo(at(10));
  }

  @Test
  void aTableThatWasCommittedForTheFirstTimeLaterWasEmpty() {
    Pins pins = pins(table().commit(2, 10), table().commit(1, 10), table().commit(5, 20).history());
    assertThat(pins.quarantine()).isNull();
  }

  @Test
  void aCompactionKeepsThePositions() {
    Pins pins = pins(table().commit(2, 10).maintain(9), table().commit(1, 10).maintain(10), EMPTY);
    assertThat(pins.positions()).isEqualTo(at(10));
    assertThat(pins.rawEvents().committedAt()).isEqualTo(second(9));
    assertThat(pins.behavior1m().committedAt()).isEqualTo(second(10));
    assertThat(pins.rawEvents().checkpoint()).isEqualTo("checkpoint at 10");
  }

  @Test
  void aTableAheadAfterAStartFromNothingIsNotTakenUntilTheOthersCaughtUp() {
    // behavior_1m was committed up to 20, then all state was lost; raw_events went on from 10.
    TableHistory ahead = table().commit(1, 10).commit(3, 20).history();
    assertThat(Pins.newest(table().commit(2, 10).commit(6, 15).history(), ahead, EMPTY))
        .map(Pins::positions)
        .contains(at(10));
    assertThat(Pins.newest(table().commit(6, 15).history(), ahead, EMPTY)).isEmpty();
    assertThat(Pins.newest(table().commit(6, 15).commit(9, 20).history(), ahead, EMPTY))
        .map(Pins::positions)
        .contains(at(20));
  }

  @Test
  void expiredCommitsAreKnownByTheProperty() {
    TableHistory raw =
        TableHistory.of(
            "raw_events", List.of(new Snapshot(7, 6L, second(50), null, null, null)), 7, at(10));
    Pins pins = Pins.newest(raw, table().commit(1, 10).history(), EMPTY).orElseThrow();
    assertThat(pins.positions()).isEqualTo(at(10));
    assertThat(pins.rawEvents().checkpoint()).isNull();
  }

  @Test
  void aSnapshotOfAnotherBranchIsNoState() {
    TableHistory raw =
        TableHistory.of(
            "raw_events",
            List.of(
                new Snapshot(3, 1L, second(5), at(30), "3", "job"),
                new Snapshot(2, 1L, second(4), at(20), "2", "job"),
                new Snapshot(1, null, second(2), at(10), "1", "job")),
            2,
            null);
    assertThat(raw.states()).extracting(State::id).containsExactly(2L, 1L);
  }

  @Test
  void whileABackfillIsBeingCommittedTheStateBeforeItIsTaken() {
    Pins pins =
        pins(
            table().commit(2, 10).commit(5, 20),
            table().commit(1, 10).commit(4, 20).backfill(6, "", "files"),
            EMPTY);
    assertThat(pins.positions()).isEqualTo(at(20));
    assertThat(pins.rawEvents().id()).isEqualTo(105);
    assertThat(pins.behavior1m().id()).isEqualTo(104);
  }

  @Test
  void afterABackfillBothTablesHoldIt() {
    Pins pins =
        pins(
            table().commit(2, 10).backfill(7, "", "files").commit(9, 20),
            table().commit(1, 10).backfill(6, "", "files").commit(8, 20),
            EMPTY);
    assertThat(pins.rawEvents().id()).isEqualTo(109);
    assertThat(pins.behavior1m().id()).isEqualTo(108);
    assertThat(pins.rawEvents().backfilled()).isEqualTo("files");
  }

  @Test
  void aBackfillThatWasStoppedHalfWayIsNotComparedWhateverTheStreamDoesOnTop() {
    Pins pins =
        pins(
            table().commit(2, 10).commit(9, 20),
            table().commit(1, 10).backfill(6, "", "files").commit(8, 20),
            EMPTY);
    assertThat(pins.positions()).isEqualTo(at(10));
    assertThat(pins.behavior1m().id()).isEqualTo(101);
  }

  @Test
  void filesAloneNeedNoStream() {
    Pins pins = pins(table().backfill(2, "", "files"), table().backfill(1, "", "files"), EMPTY);
    assertThat(pins.positions()).isEqualTo(TopicPositions.NONE);
    assertThat(pins.rawEvents().backfilled()).isEqualTo("files");
  }

  @Test
  void expiredBackfillsAreKnownByTheirSuccessorOrTheProperty() {
    TableHistory before =
        TableHistory.of(
            "raw_events",
            List.of(
                new Snapshot(9, 8L, second(9), null, null, null, "both", "first"),
                new Snapshot(8, 7L, second(8), at(20), "2", "job"),
                new Snapshot(7, 6L, second(7), at(10), "1", "job")),
            9,
            null);
    assertThat(before.states())
        .extracting(State::backfilled)
        .containsExactly("both", "first", "first");
    TableHistory property =
        TableHistory.of(
            "raw_events",
            List.of(new Snapshot(8, 7L, second(8), at(20), "2", "job")),
            8,
            null,
            "first");
    assertThat(property.states()).extracting(State::backfilled).containsExactly("first");
  }

  @Test
  void noTableHasRows() {
    Pins pins = Pins.newest(EMPTY, EMPTY, EMPTY).orElseThrow();
    assertThat(pins.positions()).isEqualTo(TopicPositions.NONE);
  }

  private static Pins pins(Table raw, Table cells, TableHistory quarantine) {
    return Pins.newest(raw.history(), cells.history(), quarantine).orElseThrow();
  }

  private static Table table() {
    return new Table();
  }

  private static TopicPositions at(long offset) {
    return TopicPositions.of(Map.of(0, offset, 1, offset / 2));
  }

  private static Instant second(long second) {
    return Instant.ofEpochSecond(second);
  }

  /** A table as the stream fills it. */
  private static final class Table {
    private final List<Snapshot> snapshots = new ArrayList<>();

    Table commit(long second, long offset) {
      return add(second, at(offset), "checkpoint at " + offset);
    }

    Table maintain(long second) {
      return add(second, null, null);
    }

    Table backfill(long second, String before, String after) {
      Long parent = snapshots.isEmpty() ? null : snapshots.getFirst().id();
      snapshots.addFirst(
          new Snapshot(100 + second, parent, second(second), null, null, null, after, before));
      return this;
    }

    TableHistory history() {
      return TableHistory.of("table", snapshots, snapshots.getFirst().id(), null);
    }

    private Table add(
        long second, @Nullable TopicPositions positions, @Nullable String checkpoint) {
      Long parent = snapshots.isEmpty() ? null : snapshots.getFirst().id();
      snapshots.addFirst(
          new Snapshot(100 + second, parent, second(second), positions, checkpoint, "job"));
      return this;
    }
  }
}
