package io.tidelake.streaming.maintenance.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.table.RollupCommit;
import io.tidelake.streaming.maintenance.MaintainedLake;
import io.tidelake.streaming.maintenance.MaintainedLake.Event;
import io.tidelake.streaming.maintenance.rows.Accumulator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollupRunTest {

  private static final LocalDate FIRST = LocalDate.of(2026, 8, 29);

  @TempDir Path folder;

  private MaintainedLake lake;
  private final List<Event> events = new ArrayList<>();

  @BeforeEach
  void openLake() {
    lake = new MaintainedLake(folder, 7);
  }

  @Test
  void anEmptyLakeNeedsNothing() throws Exception {
    for (Rollup rollup : Rollup.ALL) {
      assertThat(run(rollup).kind()).isEqualTo(RollupPlan.Kind.NOTHING);
      assertThat(lake.table(rollup.target()).currentSnapshot()).isNull();
    }
  }

  @Test
  void whatIsAddedIsAddedOnce() throws Exception {
    append(FIRST, 100);
    assertThat(runAll()).containsOnly(RollupPlan.Kind.BUILD);
    lake.assertRolledUp(events);
    assertThat(runAll()).containsOnly(RollupPlan.Kind.NOTHING);
    append(FIRST, 50);
    append(FIRST.plusDays(1), 50);
    append(FIRST, 10);
    assertThat(runAll()).containsOnly(RollupPlan.Kind.ADD);
    lake.assertRolledUp(events);
    for (Rollup rollup : Rollup.ALL) {
      assertThat(RollupCommit.covered(lake.table(rollup.target())))
          .hasValue(lake.table(rollup.source()).currentSnapshot().snapshotId());
      assertThat(lake.table(rollup.target()).properties()).containsKey(RollupCommit.COVERED);
    }
  }

  @Test
  void onlyTheFilesOfNewSnapshotsAreRead() throws Exception {
    append(FIRST, 1_000);
    runAll();
    long[] rows = {0};
    append(FIRST, 7);
    Rollup counting = watched(Rollup.ALL.get(3), () -> rows[0]++);
    run(counting);
    assertThat(rows[0]).isEqualTo(7);
    runAll();
    lake.assertRolledUp(events);
  }

  @Test
  void compactionOfTheSourceChangesNothing() throws Exception {
    append(FIRST, 100);
    append(FIRST, 100);
    runAll();
    append(FIRST, 100);
    lake.compact(LakeTables.RAW_EVENTS);
    lake.compact(LakeTables.BEHAVIOR_1M);
    assertThat(runAll()).containsOnly(RollupPlan.Kind.ADD);
    lake.assertRolledUp(events);
    lake.compact(LakeTables.RAW_EVENTS);
    lake.compact(LakeTables.BEHAVIOR_1M);
    assertThat(runAll()).containsOnly(RollupPlan.Kind.ADVANCE);
    assertThat(runAll()).containsOnly(RollupPlan.Kind.NOTHING);
    lake.assertRolledUp(events);
  }

  @Test
  void whatIsDeletedOrReplacedIsTakenOff() throws Exception {
    append(FIRST, 100);
    append(FIRST.plusDays(1), 100);
    append(FIRST.plusDays(40), 100);
    runAll();
    delete(FIRST);
    List<Event> replacement = lake.events(FIRST.plusDays(1), 30);
    lake.replace(FIRST.plusDays(1), replacement);
    events.removeIf(event -> event.date().equals(FIRST.plusDays(1)));
    events.addAll(replacement);
    append(FIRST.plusDays(1), 20);
    append(FIRST.plusDays(2), 20);
    assertThat(runAll()).containsOnly(RollupPlan.Kind.ADD);
    lake.assertRolledUp(events);
  }

  @Test
  void aRollupWhoseSnapshotHasExpiredIsMadeAnewAtOnce() throws Exception {
    append(FIRST, 100);
    runAll();
    append(FIRST, 100);
    append(FIRST.plusDays(1), 100);
    for (Rollup rollup : Rollup.ALL) {
      lake.table(rollup.source())
          .expireSnapshots()
          .expireOlderThan(Long.MAX_VALUE)
          .retainLast(1)
          .commit();
    }
    assertThat(runAll()).containsOnly(RollupPlan.Kind.BUILD);
    lake.assertRolledUp(events);
    for (Rollup rollup : Rollup.ALL) {
      assertThat(lake.table(rollup.target()).snapshots()).as("one commit each").hasSize(2);
    }
  }

  @Test
  void ofTwoRunsAtOnceOneIsRefused() throws Exception {
    append(FIRST, 10);
    for (Rollup rollup : Rollup.ALL) {
      boolean[] first = {true};
      Rollup interrupted =
          watched(
              rollup,
              () -> {
                if (first[0]) {
                  first[0] = false;
                  run(rollup);
                }
              });
      assertThatThrownBy(() -> run(interrupted))
          .isInstanceOf(RolledUpMeanwhileException.class)
          .hasMessageContaining(rollup.target().name());
    }
    lake.assertRolledUp(events);
  }

  @Test
  void aRunThatDiesLeavesTheRollupAsItWas() throws Exception {
    append(FIRST, 10);
    runAll();
    append(FIRST, 10);
    for (Rollup rollup : Rollup.ALL) {
      Rollup dying =
          watched(
              rollup,
              () -> {
                throw new IllegalStateException("killed");
              });
      assertThatThrownBy(() -> run(dying)).hasMessage("killed");
    }
    lake.assertRolledUp(events.subList(0, 10));
    runAll();
    lake.assertRolledUp(events);
  }

  @Test
  void memoryIsBoundedByWritingACellInParts() throws Exception {
    append(FIRST, 500);
    append(FIRST.plusDays(1), 500);
    for (Rollup rollup : Rollup.ALL) {
      new RollupRun(
              rollup,
              lake.table(rollup.source()),
              lake.table(rollup.target()),
              MaintainedLake.ZONE,
              20)
          .run();
    }
    lake.assertRolledUp(events);
  }

  @Test
  void aDateIsComparedInAsManyPartsAsFitTheMemory() throws Exception {
    append(FIRST, 500);
    runAll();
    for (Rollup rollup : Rollup.ALL) {
      assertThat(inSmallMemory(rollup).recount(FIRST)).as(rollup.target().name()).isZero();
      Table target = lake.table(rollup.target());
      long rows = lake.read(rollup.target()).size();
      target.newDelete().deleteFromRowFilter(Expressions.alwaysTrue()).commit();

      assertThat(inSmallMemory(rollup).recount(FIRST)).as(rollup.target().name()).isEqualTo(rows);
    }
    lake.assertRolledUp(events);
  }

  /** A rollup that was added to often has many rows of a cell. */
  @Test
  void aDateOfManyRowsOfFewCellsIsReadAFewTimes() throws Exception {
    List<Event> same = lake.events(FIRST, 50);
    for (int i = 0; i < 40; i++) {
      lake.append(same);
      events.addAll(same);
      runAll();
    }
    Rollup hotItems = Rollup.ALL.get(3);
    assertThat(lake.read(hotItems.target()).size()).isGreaterThan(40 * 100);
    long[] rows = {0};

    assertThat(inSmallMemory(watched(hotItems, () -> rows[0]++)).recount(FIRST)).isZero();

    assertThat(rows[0]).as("each of 2,000 events").isBetween(2_000L, 4 * 2_000L);
    Table target = lake.table(hotItems.target());
    target.newDelete().deleteFile(lake.files(hotItems.target()).get(0)).commit();
    assertThat(inSmallMemory(hotItems).recount(FIRST)).isBetween(100L, 150L);
    lake.assertRolledUp(events);
  }

  private RollupRun inSmallMemory(Rollup rollup) {
    return new RollupRun(
        rollup, lake.table(rollup.source()), lake.table(rollup.target()), MaintainedLake.ZONE, 20);
  }

  @Test
  void aRandomHistoryIsFollowed() throws Exception {
    Random random = new Random(11);
    for (int step = 0; step < 40; step++) {
      LocalDate date = FIRST.plusDays(random.nextInt(4));
      switch (random.nextInt(8)) {
        case 0 -> delete(date);
        case 1 -> {
          lake.compact(LakeTables.RAW_EVENTS);
          lake.compact(LakeTables.BEHAVIOR_1M);
        }
        case 2 -> {
          List<Event> replacement = lake.events(date, 5);
          lake.replace(date, replacement);
          events.removeIf(event -> event.date().equals(date));
          events.addAll(replacement);
        }
        case 3, 4 -> {
          runAll();
          lake.assertRolledUp(events);
        }
        default -> append(date, 1 + random.nextInt(20));
      }
    }
    runAll();
    lake.assertRolledUp(events);
  }

  private void append(LocalDate date, int count) throws IOException {
    List<Event> added = lake.events(date, count);
    lake.append(added);
    events.addAll(added);
  }

  private void delete(LocalDate date) {
    for (var name : List.of(LakeTables.RAW_EVENTS, LakeTables.BEHAVIOR_1M)) {
      Table table = lake.table(name);
      table
          .newDelete()
          .deleteFromRowFilter(Expressions.equal("dt", (int) date.toEpochDay()))
          .commit();
    }
    events.removeIf(event -> event.date().equals(date));
  }

  private List<RollupPlan.Kind> runAll() throws IOException {
    List<RollupPlan.Kind> kinds = new ArrayList<>();
    for (Rollup rollup : Rollup.ALL) {
      kinds.add(run(rollup).kind());
    }
    return kinds;
  }

  private RollupPlan run(Rollup rollup) throws IOException {
    return new RollupRun(
            rollup, lake.table(rollup.source()), lake.table(rollup.target()), MaintainedLake.ZONE)
        .run();
  }

  private interface Watcher {
    void rowRead() throws IOException;
  }

  /** The same rollup, telling of each row that it reads. */
  private static Rollup watched(Rollup rollup, Watcher watcher) {
    return new Rollup(
        rollup.target(),
        rollup.source(),
        rollup.columns(),
        rollup.subtracts(),
        zone -> {
          Counter counter = rollup.counter().apply(zone);
          return new Counter() {
            @Override
            public void add(RowData row, int sign) {
              try {
                watcher.rowRead();
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
              counter.add(row, sign);
            }

            @Override
            public Accumulator counted() {
              return counter.counted();
            }
          };
        });
  }
}
