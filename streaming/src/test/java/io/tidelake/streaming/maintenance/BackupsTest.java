package io.tidelake.streaming.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidelake.schema.table.BackfillCommit;
import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.table.RetentionCommit;
import io.tidelake.schema.table.StreamCommit;
import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.streaming.maintenance.backup.Backups;
import io.tidelake.streaming.maintenance.backup.Backups.Backup;
import io.tidelake.streaming.maintenance.rollup.Rollup;
import io.tidelake.streaming.maintenance.rollup.RollupRun;
import io.tidelake.streaming.sink.BackfillCommitter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupsTest {

  private static final LocalDate DATE = LocalDate.of(2026, 8, 29);
  private static final Instant NOW = Instant.parse("2026-08-30T04:00:00Z");

  @TempDir Path folder;

  private MaintainedLake lake;

  @BeforeEach
  void openLake() {
    lake = new MaintainedLake(folder, 5);
  }

  @Test
  void anAgeBelowZeroPrunesNothing() throws Exception {
    lake.append(lake.events(DATE, 10));
    backups(NOW).create("kept");

    assertThatThrownBy(() -> backups(NOW).prune(Duration.ofDays(-1)))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(backups(NOW).list()).extracting(Backups.Backup::name).containsExactly("kept");
  }

  @Test
  void whetherARollBackCanBeDoneIsToldWithoutDoingIt() throws Exception {
    lake.append(lake.events(DATE, 10));
    backups(NOW).create("there");
    lake.append(lake.events(DATE, 10));

    assertThat(backups(NOW).requireReturn("there", TopicPositions.NONE).name()).isEqualTo("there");
    assertThatThrownBy(() -> backups(NOW).requireReturn("nowhere", TopicPositions.NONE))
        .hasMessageContaining("nowhere");

    assertThat(lake.read(LakeTables.RAW_EVENTS)).hasSize(20);
  }

  @Test
  void aBackupIsRestoredAsItWasWhateverHappenedSince() throws Exception {
    List<MaintainedLake.Event> events = lake.events(DATE, 80);
    lake.append(events);
    rollUp(lake);
    Backup backup = backups(NOW).create(null);
    assertThat(backup.name()).isEqualTo("backup-20260830T040000Z");
    lake.replace(DATE, lake.events(DATE, 30));
    lake.append(lake.events(DATE.plusDays(1), 40));
    for (LakeTable table : List.of(LakeTables.RAW_EVENTS, LakeTables.BEHAVIOR_1M)) {
      lake.compact(table);
      expire(lake.table(table));
    }

    backups(NOW).restore(backup.name(), "restored");

    MaintainedLake restored = lake.in("restored");
    assertThat(restored.read(LakeTables.RAW_EVENTS)).hasSize(events.size());
    assertThat(StreamCommit.positions(restored.table(LakeTables.RAW_EVENTS)))
        .isEqualTo(backup.positions());
    restored.assertRolledUp(events);
    // It lives on by itself, and deletes nothing of the original.
    List<MaintainedLake.Event> more = restored.events(DATE, 20);
    restored.append(more);
    rollUp(restored);
    events.addAll(more);
    restored.assertRolledUp(events);
    assertThat(restored.table(LakeTables.RAW_EVENTS).location())
        .isNotEqualTo(lake.table(LakeTables.RAW_EVENTS).location());
    assertThatThrownBy(() -> expire(restored.table(LakeTables.RAW_EVENTS)))
        .hasMessageContaining("GC is disabled");
  }

  @Test
  void theTablesThemselvesAreRolledBackAndGoOnFromThere() throws Exception {
    List<MaintainedLake.Event> events = lake.events(DATE, 80);
    lake.append(events);
    rollUp(lake);
    Backup backup = backups(NOW).create("good");
    lake.append(lake.events(DATE, 20));
    lake.replace(DATE, lake.events(DATE, 30));
    lake.append(lake.events(DATE.plusDays(1), 40));
    rollUp(lake);
    for (LakeTable table : List.of(LakeTables.RAW_EVENTS, LakeTables.BEHAVIOR_1M)) {
      lake.compact(table);
      expire(lake.table(table));
    }
    lake.table(LakeTables.RAW_EVENTS).updateProperties().set(BackfillCommit.STATE, "more").commit();

    assertThat(backups(NOW).rollBack("good", TopicPositions.NONE)).isEqualTo(backup);

    assertThat(lake.read(LakeTables.RAW_EVENTS)).hasSize(events.size());
    for (LakeTable table : LakeTables.OF_STREAM) {
      assertThat(StreamCommit.positions(lake.table(table))).isEqualTo(backup.positions());
    }
    assertThat(lake.table(LakeTables.RAW_EVENTS).properties())
        .doesNotContainKey(BackfillCommit.STATE);
    lake.assertRolledUp(events);
    rollUp(lake);
    lake.assertRolledUp(events);
    // The same again changes nothing.
    backups(NOW).rollBack("good", TopicPositions.NONE);
    lake.assertRolledUp(events);
    List<MaintainedLake.Event> more = lake.events(DATE, 20);
    lake.append(more);
    rollUp(lake);
    events.addAll(more);
    lake.assertRolledUp(events);
    assertThat(backups(NOW).list()).extracting(Backup::name).containsExactly("good");
  }

  @Test
  void tablesThatWereEmptyAreEmptiedByRollingBack() throws Exception {
    List<MaintainedLake.Event> events = lake.events(DATE, 50);
    lake.append(events);
    backups(NOW).create("early");
    lake.append(lake.events(DATE, 50));
    rollUp(lake);

    backups(NOW).rollBack("early", TopicPositions.NONE);

    assertThat(lake.read(LakeTables.BEHAVIOR_1H)).isEmpty();
    assertThat(lake.read(LakeTables.RAW_EVENTS)).hasSize(events.size());
    rollUp(lake);
    lake.assertRolledUp(events);
  }

  /** The catalog denies what it did at the only try, after which Iceberg cleans up. */
  @Test
  void aTableThatIsEmptiedUnheardStaysReadable() throws Exception {
    lake.append(lake.events(DATE, 50));
    backups(NOW).create("early");
    rollUp(lake);
    lake.table(LakeTables.BEHAVIOR_1H)
        .updateProperties()
        .set("commit.retry.num-retries", "0")
        .commit();
    long full = lake.table(LakeTables.BEHAVIOR_1H).currentSnapshot().snapshotId();
    Catalog deaf =
        FaultyCatalog.unheard(
            lake.catalog(),
            LakeTables.BEHAVIOR_1H,
            metadata -> metadata.currentSnapshot().snapshotId() != full);

    new Backups(deaf, LakeTables.NAMESPACE, Clock.fixed(NOW, ZoneOffset.UTC))
        .rollBack("early", TopicPositions.NONE);

    assertThat(lake.read(LakeTables.BEHAVIOR_1H)).isEmpty();
  }

  /** Nothing is in the source that they had not covered before they were emptied. */
  @Test
  void rollupsThatWereEmptiedAreMadeAnewThoughNothingCameSince() throws Exception {
    List<MaintainedLake.Event> events = lake.events(DATE, 50);
    lake.append(events);
    backups(NOW).create("early");
    rollUp(lake);

    backups(NOW).rollBack("early", TopicPositions.NONE);

    assertThat(lake.read(LakeTables.BEHAVIOR_1H)).isEmpty();
    rollUp(lake);
    lake.assertRolledUp(events);
  }

  @Test
  void filesCanBeLoadedAgainIntoTablesThatWereEmptied() throws Exception {
    lake.append(lake.events(DATE, 10));
    backups(NOW).create("early");
    for (LakeTable table : LakeTables.OF_STREAM) {
      load(table, 10);
    }
    assertThat(BackfillCommitter.marks(lake.table(LakeTables.QUARANTINE))).containsKey("file");

    // Twice, since what empties a table is a commit of its own.
    for (int i = 0; i < 2; i++) {
      backups(NOW).rollBack("early", TopicPositions.NONE);
      for (LakeTable table : LakeTables.OF_STREAM) {
        assertThat(BackfillCommitter.marks(lake.table(table))).as(table.name()).isEmpty();
      }
    }
    for (LakeTable table : LakeTables.OF_STREAM) {
      load(table, 10);
      assertThat(BackfillCommitter.marks(lake.table(table))).as(table.name()).containsKey("file");
    }
  }

  @Test
  void aQuarantineThatIsAheadIsNotBackedUp() throws Exception {
    lake.append(lake.events(DATE, 10));
    load(LakeTables.QUARANTINE, 10);
    assertThatThrownBy(() -> backups(NOW).create("half"))
        .hasMessageContaining("a backfill is under way");
    load(LakeTables.BEHAVIOR_1M, 10);
    load(LakeTables.RAW_EVENTS, 10);
    backups(NOW).create("whole");
    lake.advance(LakeTables.QUARANTINE, 0);
    backups(NOW).create("at-the-same-record");
    lake.advance(LakeTables.QUARANTINE, 5);
    backups(NOW).create("before-the-newest");
    for (String tag : List.of("whole", "at-the-same-record", "before-the-newest")) {
      lake.table(LakeTables.QUARANTINE).manageSnapshots().removeTag(tag).commit();
    }
    expire(lake.table(LakeTables.QUARANTINE));
    assertThatThrownBy(() -> backups(NOW).create("without-it"))
        .hasMessageContaining("quarantine is ahead of raw_events")
        .hasMessageContaining("try again");
    lake.append(lake.events(DATE, 10));
    assertThat(backups(NOW).create("later").snapshots()).containsKey("quarantine");
  }

  @Test
  void whatRetentionDroppedSinceIsNotSaidToBeDroppedInWhatIsRestored() throws Exception {
    lake.append(lake.events(DATE, 10));
    backups(NOW).create("whole");
    Clock later = Clock.fixed(NOW.plus(Duration.ofDays(100)), ZoneOffset.UTC);
    Maintenance maintenance =
        new Maintenance(lake.catalog(), LakeTables.NAMESPACE, MaintainedLake.ZONE, later);
    maintenance.run(new Maintenance.Scope(LakeTables.ALL, false, false));
    assertThat(lake.read(LakeTables.RAW_EVENTS)).isEmpty();
    assertThat(lake.table(LakeTables.RAW_EVENTS).properties())
        .containsEntry(RetentionCommit.RECORDS, "10");
    backups(NOW).create("dropped");

    backups(NOW).restore("whole", "restored");
    backups(NOW).restore("dropped", "emptied");
    backups(NOW).rollBack("whole", TopicPositions.NONE);

    for (Table whole :
        List.of(
            lake.table(LakeTables.RAW_EVENTS),
            lake.table(LakeTables.BEHAVIOR_1M),
            lake.in("restored").table(LakeTables.RAW_EVENTS))) {
      assertThat(whole.properties())
          .doesNotContainKeys(RetentionCommit.BEFORE, RetentionCommit.RECORDS);
    }
    assertThat(lake.in("emptied").table(LakeTables.RAW_EVENTS).properties())
        .containsEntry(RetentionCommit.RECORDS, "10");
    assertThat(MaintenanceRuns.recompute(lake.catalog(), DATE, DATE, false).get(DATE))
        .containsEntry("behavior_1m", 0L);
    backups(NOW).rollBack("dropped", TopicPositions.NONE);
    assertThat(lake.table(LakeTables.RAW_EVENTS).properties())
        .containsEntry(RetentionCommit.RECORDS, "10");
  }

  /** As an UPDATE of a table leaves it until the next compaction. */
  @Test
  void rowsThatAreDeletedAreDeletedInACopyToo() throws Exception {
    lake.append(lake.events(DATE, 20));
    lake.append(lake.events(DATE.plusDays(1), 20));
    lake.deleteFirstRows(LakeTables.RAW_EVENTS, DATE);
    List<Object> left = offsets(lake);
    assertThat(left).hasSize(39);
    backups(NOW).create("whole");

    backups(NOW).restore("whole", "restored");

    MaintainedLake restored = lake.in("restored");
    assertThat(offsets(restored)).isEqualTo(left);
    assertThat(restored.hasDeletes(LakeTables.RAW_EVENTS)).isTrue();
    restored.append(restored.events(DATE, 5));
    assertThat(offsets(restored)).hasSize(44);
  }

  private static List<Object> offsets(MaintainedLake lake) throws Exception {
    return lake.read(LakeTables.RAW_EVENTS).stream()
        .map(row -> row.getField("kafka_offset"))
        .sorted()
        .toList();
  }

  @Test
  void theFilesOfACopyHaveTheirBounds() throws Exception {
    lake.append(lake.events(DATE, 10));
    backups(NOW).create("whole");

    backups(NOW).restore("whole", "restored");

    Table copy = lake.in("restored").table(LakeTables.RAW_EVENTS);
    try (CloseableIterable<FileScanTask> files =
        copy.newScan()
            .filter(Expressions.greaterThan("kafka_offset", 9L))
            .includeColumnStats()
            .planFiles()) {
      assertThat(files).as("none has an offset beyond 9").isEmpty();
    }
  }

  /** As a backfill commits that loads the lines of a file before this one, all of them empty. */
  private void load(LakeTable table, long nextLine) {
    Table loaded = lake.table(table);
    BackfillCommitter.append(
        loaded,
        List.of(),
        BackfillCommitter.marks(loaded),
        Map.of("file", new BackfillCommit.Mark(nextLine, 0)),
        "file 1-" + (nextLine - 1));
  }

  @Test
  void nothingIsRolledBackToWhereKafkaDoesNotReach() throws Exception {
    lake.append(lake.events(DATE, 10));
    backups(NOW).create("old");
    lake.append(lake.events(DATE, 10));
    assertThatThrownBy(() -> backups(NOW).rollBack("old", TopicPositions.of(Map.of(0, 15L, 1, 2L))))
        .hasMessageContaining("Kafka has deleted 7 records")
        .hasMessageContaining("--into");
    assertThat(lake.read(LakeTables.RAW_EVENTS)).hasSize(20);
    lake.table(LakeTables.BEHAVIOR_1M).manageSnapshots().removeTag("old").commit();
    expire(lake.table(LakeTables.BEHAVIOR_1M));
    assertThatThrownBy(() -> backups(NOW).rollBack("old", TopicPositions.NONE))
        .hasMessageContaining("its tag old was removed");
    assertThat(lake.read(LakeTables.RAW_EVENTS)).hasSize(20);
  }

  @Test
  void rollupsThatStandBehindAreMadeAnewInTheCopy() throws Exception {
    List<MaintainedLake.Event> events = lake.events(DATE, 50);
    lake.append(events);
    rollUp(lake);
    List<MaintainedLake.Event> more = lake.events(DATE, 50);
    lake.append(more);
    backups(NOW).create("nightly");
    rollUp(lake);

    backups(NOW).restore("nightly", "restored");

    MaintainedLake restored = lake.in("restored");
    rollUp(restored);
    events.addAll(more);
    restored.assertRolledUp(events);
  }

  @Test
  void aBackupMayBearTheNameOfAnything() throws Exception {
    lake.append(lake.events(DATE, 10));
    List<String> names = List.of("dropped", "files", "pending", "tidelake-backup");
    for (String name : names) {
      backups(NOW).create(name);
    }
    assertThat(backups(NOW).list())
        .extracting(Backup::name)
        .containsExactlyInAnyOrderElementsOf(names);

    backups(NOW).rollBack("pending", TopicPositions.NONE);
    backups(NOW.plusSeconds(4_000)).prune(Duration.ofHours(1));

    assertThat(backups(NOW).list()).isEmpty();
    assertThat(lake.table(LakeTables.RAW_EVENTS).refs()).doesNotContainKeys("files", "pending");
  }

  @Test
  void backupsAreListedAndPrunedByAge() throws Exception {
    lake.append(lake.events(DATE, 10));
    backups(NOW).create("old");
    lake.append(lake.events(DATE, 10));
    backups(NOW.plusSeconds(3_600)).create("new");
    assertThat(backups(NOW).list()).extracting(Backup::name).containsExactly("new", "old");
    assertThat(lake.table(LakeTables.BEHAVIOR_1M).refs()).containsKeys("old", "new");

    List<Backup> pruned = backups(NOW.plusSeconds(4_000)).prune(Duration.ofHours(1));

    assertThat(pruned).extracting(Backup::name).containsExactly("old");
    assertThat(backups(NOW).list()).extracting(Backup::name).containsExactly("new");
    assertThat(lake.table(LakeTables.BEHAVIOR_1M).refs())
        .containsKey("new")
        .doesNotContainKey("old");
  }

  @Test
  void whatWasStoppedOnItsWayIsPrunedAndItsNameFreeAgain() throws Exception {
    lake.append(lake.events(DATE, 10));
    Backup whole = backups(NOW).create("nightly");
    stopOnTheWay(whole);
    // One of other tools.
    Table rawEvents = lake.table(LakeTables.RAW_EVENTS);
    rawEvents
        .manageSnapshots()
        .createTag("audit", rawEvents.currentSnapshot().snapshotId())
        .createTag("backup-before-migration", rawEvents.currentSnapshot().snapshotId())
        .commit();

    assertThat(backups(NOW).list()).isEmpty();
    assertThatThrownBy(() -> backups(NOW.plusSeconds(300)).create("nightly"))
        .hasMessageContaining("was begun at 2026-08-30T04:00:00Z");
    assertThat(backups(NOW.plusSeconds(300)).prune(Duration.ofHours(1))).isEmpty();
    assertThat(lake.table(LakeTables.BEHAVIOR_1M).refs()).containsKey("nightly");

    assertThat(backups(NOW.plusSeconds(4_000)).create("nightly").snapshots())
        .isEqualTo(whole.snapshots());

    stopOnTheWay(whole);
    assertThat(backups(NOW.plusSeconds(4_000)).prune(Duration.ofHours(1))).isEmpty();
    for (LakeTable table : LakeTables.ALL) {
      assertThat(lake.table(table).refs()).as(table.name()).doesNotContainKey("nightly");
    }
    assertThat(lake.table(LakeTables.RAW_EVENTS).refs())
        .containsKeys("audit", "backup-before-migration");
    assertThat(lake.table(LakeTables.RAW_EVENTS).properties().keySet())
        .noneMatch(property -> property.startsWith("tidelake.backup."));
  }

  /** As a kill leaves it between the last tag and the property that says that it is complete. */
  private void stopOnTheWay(Backup backup) {
    lake.table(LakeTables.RAW_EVENTS)
        .updateProperties()
        .remove("tidelake.backup." + backup.name())
        .set("tidelake.backup." + backup.name() + ".pending", backup.madeAt().toString())
        .commit();
  }

  @Test
  void whatCannotBeBackedUpOrRestoredIsSaid() throws Exception {
    lake.append(lake.events(DATE, 10));
    backups(NOW).create("one");
    assertThatThrownBy(() -> backups(NOW).create("one")).hasMessageContaining("give another name");
    assertThatThrownBy(() -> backups(NOW).create("a b")).hasMessageContaining("is no name");
    assertThatThrownBy(() -> backups(NOW).restore("two", "restored"))
        .hasMessageContaining("there is no backup two: give one of [one]");
    assertThatThrownBy(() -> backups(NOW).restore("one", LakeTables.NAMESPACE))
        .hasMessageContaining("give another namespace");
    lake.table(LakeTables.RAW_EVENTS).updateProperties().set(BackfillCommit.STATE, "half").commit();
    lake.append(lake.events(DATE, 10));
    lake.table(LakeTables.BEHAVIOR_1M).newAppend().set(BackfillCommit.STATE, "whole").commit();
    assertThatThrownBy(() -> backups(NOW).create("three")).hasMessageContaining("backfill");
  }

  private Backups backups(Instant now) {
    return new Backups(lake.catalog(), LakeTables.NAMESPACE, Clock.fixed(now, ZoneOffset.UTC));
  }

  private static void expire(Table table) {
    table.expireSnapshots().expireOlderThan(Long.MAX_VALUE).retainLast(1).commit();
  }

  private static void rollUp(MaintainedLake lake) throws Exception {
    for (Rollup rollup : Rollup.ALL) {
      new RollupRun(
              rollup, lake.table(rollup.source()), lake.table(rollup.target()), MaintainedLake.ZONE)
          .run();
    }
  }
}
