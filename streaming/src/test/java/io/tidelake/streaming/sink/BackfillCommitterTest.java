package io.tidelake.streaming.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidelake.schema.table.BackfillCommit;
import io.tidelake.schema.table.BackfillCommit.Mark;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.table.StreamCommit;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackfillCommitterTest {

  private static final long TIME = 1_788_004_800_000L;
  private static final Map<String, Mark> NOTHING = Map.of();
  private static final Map<String, Mark> TO_10 = Map.of("a", new Mark(11, TIME));
  private static final Map<String, Mark> TO_20 = Map.of("a", new Mark(21, TIME));

  @TempDir Path folder;

  private final SlowCatalog catalog = new SlowCatalog();
  private Lake lake;
  private Table table;

  @BeforeEach
  void createTables() {
    lake = TestTables.create(folder);
    table = catalog.wrap(lake).connect().load(LakeTables.RAW_EVENTS);
  }

  @Test
  void rowsAndMarksComeTogether() throws Exception {
    assertThat(append(table, "one", NOTHING, TO_10)).isTrue();
    assertThat(append(table, "two", TO_10, TO_20)).isTrue();

    assertThat(files()).containsExactlyInAnyOrder("one", "two");
    assertThat(BackfillCommitter.marks(table)).isEqualTo(TO_20);
    assertThat(BackfillCommit.states(table))
        .extracting(BackfillCommit.SnapshotState::state)
        .containsExactly(BackfillCommit.state(TO_20), BackfillCommit.state(TO_10));
  }

  @Test
  void aCommitWhoseAnswerIsLostIsFoundInTheTable() throws Exception {
    catalog.loseNextAnswer();
    assertThat(append(table, "one", NOTHING, TO_10)).isTrue();

    assertThat(append(table, "one", NOTHING, TO_10)).isFalse();
    assertThat(files()).containsExactly("one");
  }

  @Test
  void aCommitOfWhichNobodyKnowsIsNotMadeTwice() throws Exception {
    Table unsure = catalog.wrap(lake.connect().load(LakeTables.RAW_EVENTS));
    catalog.loseNextAnswer();
    assertThatThrownBy(() -> append(unsure, "one", NOTHING, TO_10))
        .isInstanceOf(CommitStateUnknownException.class);

    assertThat(append(unsure, "one", NOTHING, TO_10)).isFalse();
    assertThat(files()).containsExactly("one");
  }

  @Test
  void commitsOfTheStreamInBetweenDoNoHarm() throws Exception {
    catalog.beforeNextCommit(
        "raw_events",
        () ->
            lake.connect()
                .load(LakeTables.RAW_EVENTS)
                .newAppend()
                .appendFile(TestTables.file(LakeTables.RAW_EVENTS, "streamed"))
                .set(StreamCommit.POSITIONS, "{\"0\":7}")
                .commit());
    assertThat(append(table, "one", NOTHING, TO_10)).isTrue();

    assertThat(files()).containsExactlyInAnyOrder("streamed", "one");
    assertThat(StreamCommit.positions(table).offset(0)).isEqualTo(7);
  }

  @Test
  void anotherFileLoadedInBetweenIsFoundAtTheNextLook() throws Exception {
    Map<String, Mark> other = Map.of("b", new Mark(5, TIME));
    catalog.beforeNextCommit("raw_events", () -> append(direct(), "other", NOTHING, other));
    assertThatThrownBy(() -> append(table, "one", NOTHING, TO_10)).hasMessageContaining("landed");
    assertThat(files()).containsExactly("other");

    assertThat(append(table, "one", NOTHING, TO_10)).isTrue();
    assertThat(files()).containsExactlyInAnyOrder("other", "one");
    assertThat(BackfillCommitter.marks(table)).containsOnlyKeys("a", "b");
  }

  @Test
  void twoLoadsOfOneFileDoNotBothSucceed() throws Exception {
    catalog.beforeNextCommit("raw_events", () -> append(direct(), "other", NOTHING, TO_10));
    assertThatThrownBy(() -> append(table, "one", NOTHING, TO_20)).hasMessageContaining("landed");
    assertThatThrownBy(() -> append(table, "one", NOTHING, TO_20))
        .isInstanceOf(BackfillConflictException.class);
    assertThat(files()).containsExactly("other");
  }

  @Test
  void linesReceivedAtAnotherTimeAreNotTheSame() {
    append(table, "one", NOTHING, TO_10);
    Map<String, Mark> later = Map.of("a", new Mark(11, TIME + 1));
    assertThatThrownBy(() -> append(table, "two", NOTHING, later))
        .isInstanceOf(BackfillConflictException.class);
  }

  @Test
  void aTableThatWasRolledBackClaimsNothing() {
    table.newAppend().appendFile(TestTables.file(LakeTables.RAW_EVENTS, "before")).commit();
    long before = table.currentSnapshot().snapshotId();
    append(table, "one", NOTHING, TO_10);
    table.manageSnapshots().rollbackTo(before).commit();

    assertThatThrownBy(() -> BackfillCommitter.marks(table))
        .hasMessageContaining("was rolled back behind a backfill");
  }

  @Test
  void aLoadWithATagIsNoRollbackThoughWhatCameNextHasExpired() throws Exception {
    append(table, "one", NOTHING, TO_10);
    table.manageSnapshots().createTag("backup", table.currentSnapshot().snapshotId()).commit();
    table.newAppend().appendFile(TestTables.file(LakeTables.RAW_EVENTS, "streamed")).commit();
    table.newAppend().appendFile(TestTables.file(LakeTables.RAW_EVENTS, "more")).commit();
    table.expireSnapshots().expireOlderThan(Long.MAX_VALUE).retainLast(1).commit();

    assertThat(BackfillCommitter.marks(table)).isEqualTo(TO_10);
    assertThat(append(table, "two", TO_10, TO_20)).isTrue();
  }

  @Test
  void afterARollBackOfMarksTooTheSameIsLoadedAgain() {
    table.newAppend().appendFile(TestTables.file(LakeTables.RAW_EVENTS, "before")).commit();
    long before = table.currentSnapshot().snapshotId();
    append(table, "one", NOTHING, TO_10);
    table.manageSnapshots().setCurrentSnapshot(before).commit();
    table
        .updateProperties()
        .remove(BackfillCommit.STATE)
        .remove(BackfillCommit.FILE_PREFIX + "a")
        .commit();

    assertThat(append(table, "again", NOTHING, TO_10)).isTrue();
    assertThat(BackfillCommitter.marks(table)).isEqualTo(TO_10);
  }

  @Test
  void marksOutliveTheirSnapshots() {
    append(table, "one", NOTHING, TO_10);
    TestTables.expireEverySnapshotOfTheStream(lake, LakeTables.RAW_EVENTS);

    assertThat(BackfillCommitter.marks(table)).isEqualTo(TO_10);
    assertThat(append(table, "one", NOTHING, TO_10)).isFalse();
  }

  private Table direct() {
    return lake.connect().load(LakeTables.RAW_EVENTS);
  }

  private static boolean append(
      Table table, String file, Map<String, Mark> expected, Map<String, Mark> target) {
    return BackfillCommitter.append(
        table, List.of(TestTables.file(LakeTables.RAW_EVENTS, file)), expected, target, "log.csv");
  }

  private List<String> files() throws Exception {
    return TestTables.files(lake, LakeTables.RAW_EVENTS);
  }
}
