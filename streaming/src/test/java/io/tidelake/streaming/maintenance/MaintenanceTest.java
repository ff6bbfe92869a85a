package io.tidelake.streaming.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidelake.schema.table.HealthReason;
import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.table.MaintenancePolicy;
import io.tidelake.schema.table.RetentionCommit;
import io.tidelake.schema.table.StreamCommit;
import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.streaming.maintenance.MaintainedLake.Event;
import io.tidelake.streaming.maintenance.Maintenance.Scope;
import io.tidelake.streaming.maintenance.upkeep.Figures;
import io.tidelake.streaming.maintenance.upkeep.OrphanSearch;
import io.tidelake.streaming.maintenance.upkeep.TableHealth;
import io.tidelake.streaming.maintenance.upkeep.Work;
import io.tidelake.streaming.sink.BackfilledRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ReachableFileUtil;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaintenanceTest {

  private static final Clock CLOCK = Clock.systemUTC();

  private static final LocalDate TODAY = LocalDate.now(CLOCK.withZone(MaintainedLake.ZONE));

  private static final Pattern PARTITION = Pattern.compile("/dt=(\\d{4}-\\d{2}-\\d{2})/");

  @TempDir Path folder;

  private MaintainedLake lake;
  private final List<Event> events = new ArrayList<>();

  @BeforeEach
  void openLake() {
    lake = new MaintainedLake(folder, 3);
  }

  @Test
  void anEmptyLakeNeedsNothing() throws Exception {
    assertThat(run()).isEmpty();
    assertThat(maintenance().health(LakeTables.ALL)).allMatch(health -> health.score() == 100);
  }

  @Test
  void closedDatesBecomeOneFileWithOneRowACell() throws Exception {
    for (int i = 0; i < 6; i++) {
      append(TODAY.minusDays(2), 40);
      append(TODAY, 5);
    }
    append(TODAY, 5);
    List<RunLine> lines = run();
    assertThat(lines).allMatch(line -> line.outcome() == RunLine.Outcome.DONE);
    for (LakeTable table : List.of(LakeTables.RAW_EVENTS, LakeTables.BEHAVIOR_1M)) {
      assertThat(filesOf(table, TODAY.minusDays(2))).hasSize(1);
      assertThat(filesOf(table, TODAY)).as("too few to be worth it").hasSize(7);
    }
    List<Object> cells = new ArrayList<>();
    for (Record row : lake.read(LakeTables.BEHAVIOR_1M)) {
      if (row.getField("dt").equals(TODAY.minusDays(2))) {
        cells.add(
            List.of(
                row.getField("window_start"),
                row.getField("action"),
                row.getField("age_range"),
                row.getField("gender"),
                row.getField("province")));
      }
    }
    assertThat(new HashSet<>(cells)).hasSameSizeAs(cells);
    assertHoldsEverything();
    assertNothingIsLeftToDo();
  }

  @Test
  void whatIsLateForACompactedDateIsAddedOnce() throws Exception {
    LocalDate closed = TODAY.minusDays(2);
    for (int i = 0; i < 6; i++) {
      append(closed, 40);
    }
    run();
    assertThat(filesOf(LakeTables.BEHAVIOR_1M, closed)).hasSize(1);
    // Of cells that the compacted file has, and of others.
    List<Event> late = new ArrayList<>(events.subList(0, 10));
    late.addAll(lake.events(closed, 10));
    lake.append(late);
    events.addAll(late);

    run();

    assertHoldsEverything();
    for (LakeTable table : List.of(LakeTables.RAW_EVENTS, LakeTables.BEHAVIOR_1M)) {
      assertThat(filesOf(table, closed)).as(table.name()).hasSizeBetween(1, 2);
    }
    assertNothingIsLeftToDo();
    assertHoldsEverything();
  }

  @Test
  void aDateThatIsWrittenIsCompactedByTiers() throws Exception {
    for (int i = 0; i < 25; i++) {
      append(TODAY, 3);
    }
    run();
    assertThat(filesOf(LakeTables.RAW_EVENTS, TODAY)).hasSizeLessThan(5);
    append(TODAY, 3);
    assertThat(run())
        .as("one small file is left alone")
        .noneMatch(
            line ->
                line.operation() == Operation.COMPACTION
                    && !line.table().equals("maintenance_runs"));
    assertHoldsEverything();
  }

  @Test
  void whatTheStreamSaysOfItselfSurvives() throws Exception {
    for (int i = 0; i < 4; i++) {
      append(TODAY.minusDays(1), 10);
    }
    TopicPositions before = StreamCommit.positions(lake.table(LakeTables.RAW_EVENTS));
    set("snapshot-max-age", "PT0S", "snapshot-min-count", "1");
    run();
    run();
    for (LakeTable name : List.of(LakeTables.RAW_EVENTS, LakeTables.BEHAVIOR_1M)) {
      Table table = lake.table(name);
      assertThat(StreamCommit.positions(table)).isEqualTo(before);
      assertThat(StreamCommit.newest(table)).as("kept for the checkpoint").isPresent();
      assertThat(table.snapshots()).hasSizeLessThan(4);
    }
  }

  @Test
  void oldDatesGoWithTheirFilesThoughTheStreamIsQuiet() throws Exception {
    for (int days = 0; days < 120; days += 10) {
      append(TODAY.minusDays(days), 5);
    }
    TopicPositions before = StreamCommit.positions(lake.table(LakeTables.RAW_EVENTS));
    set("snapshot-max-age", "PT0S");
    run();
    run();
    events.removeIf(event -> event.date().isBefore(TODAY.minusDays(90)));
    assertHoldsEverything();
    for (String table : List.of("raw_events", "behavior_1m", "visitors_1h", "hot_items_1h")) {
      assertThat(dataFiles(table))
          .as(table)
          .isNotEmpty()
          .noneMatch(path -> path.contains("dt=" + TODAY.minusDays(110)));
    }
    for (LakeTable name : List.of(LakeTables.RAW_EVENTS, LakeTables.BEHAVIOR_1M)) {
      Table table = lake.table(name);
      assertThat(StreamCommit.newest(table).orElseThrow().summary())
          .as("said once more, by no commit of data")
          .containsEntry(StreamCommit.POSITIONS, before.toJson())
          .containsEntry(StreamCommit.JOB_ID, "test");
      assertThat(StreamCommit.newest(table).orElseThrow().operation()).isEqualTo("replace");
      long newest = table.currentSnapshot().snapshotId();
      run();
      assertThat(lake.table(name).currentSnapshot().snapshotId()).as("once").isEqualTo(newest);
    }
    append(TODAY, 5);
    run();
    assertHoldsEverything();
  }

  @Test
  void oldDatesGoWithTheirFilesAndTagsStay() throws Exception {
    for (int days = 0; days < 120; days += 10) {
      append(TODAY.minusDays(days), 5);
    }
    Table raw = lake.table(LakeTables.RAW_EVENTS);
    raw.manageSnapshots()
        .createTag("first", raw.snapshots().iterator().next().snapshotId())
        .commit();
    set("snapshot-max-age", "PT0S", "snapshot-min-count", "1");
    run();
    append(TODAY, 5);
    run();
    run();
    events.removeIf(event -> event.date().isBefore(TODAY.minusDays(90)));
    assertHoldsEverything();
    String before = TODAY.minusDays(90).toString();
    assertThat(lake.table(LakeTables.RAW_EVENTS).properties())
        .containsEntry(RetentionCommit.BEFORE, before)
        .as("of 100 and of 110 days ago")
        .containsEntry(RetentionCommit.RECORDS, "10");
    assertThat(lake.table(LakeTables.BEHAVIOR_1M).properties())
        .containsEntry(RetentionCommit.BEFORE, before)
        .doesNotContainKey(RetentionCommit.RECORDS);
    assertThat(dataFiles("behavior_1m"))
        .noneMatch(path -> path.contains("dt=" + TODAY.minusDays(100)));
    assertThat(dataFiles("raw_events"))
        .noneMatch(path -> path.contains("dt=" + TODAY.minusDays(110)))
        .as("the tag has it")
        .anyMatch(path -> path.contains("dt=" + TODAY));
    assertThat(lake.table(LakeTables.RAW_EVENTS).refs()).containsKey("first");
  }

  @Test
  void ofDatesOver120DaysThoseOf30AreGoneFromQueriesAndFromTheStore() throws Exception {
    append(TODAY.minusDays(119), 5);
    append(TODAY.minusDays(2), 5);
    List<Event> tagged = List.copyOf(events);
    for (LakeTable name : List.of(LakeTables.RAW_EVENTS, LakeTables.BEHAVIOR_1M)) {
      Table table = lake.table(name);
      table.manageSnapshots().createTag("audit", table.currentSnapshot().snapshotId()).commit();
    }
    List<Event> daily = new ArrayList<>();
    for (int days = 120; days >= 0; days--) {
      daily.addAll(lake.events(TODAY.minusDays(days), 4));
    }
    lake.append(daily);
    events.addAll(daily);
    maintenance().run(new Scope(LakeTables.ALL, false, false, true));
    assertHoldsEverything();
    assertThat(datesInQueries(LakeTables.RAW_EVENTS)).hasSize(121);
    assertThat(datesInStore(LakeTables.RAW_EVENTS)).hasSize(121);
    set("snapshot-max-age", "PT0S", "snapshot-min-count", "1");

    run();
    // The commit that took the rows off the rollups stays until the next one.
    append(TODAY, 4);
    run();
    run();

    LocalDate first = TODAY.minusDays(90);
    events.removeIf(event -> event.date().isBefore(first));
    assertHoldsEverything();
    for (LakeTable name :
        List.of(
            LakeTables.RAW_EVENTS,
            LakeTables.BEHAVIOR_1M,
            LakeTables.BEHAVIOR_1H,
            LakeTables.BEHAVIOR_1D,
            LakeTables.VISITORS_1H,
            LakeTables.HOT_ITEMS_1H)) {
      assertThat(datesInQueries(name))
          .as(name.name())
          .hasSize(91)
          .allMatch(at -> !at.isBefore(first));
    }
    for (LakeTable name : List.of(LakeTables.BEHAVIOR_1H, LakeTables.HOT_ITEMS_1H)) {
      assertThat(datesInStore(name))
          .as(name.name())
          .hasSize(91)
          .allMatch(at -> !at.isBefore(first));
    }
    for (LakeTable name : List.of(LakeTables.RAW_EVENTS, LakeTables.BEHAVIOR_1M)) {
      assertThat(datesInStore(name))
          .as("%s: 91 dates and the one that the tag has", name.name())
          .hasSize(92)
          .filteredOn(at -> at.isBefore(first))
          .containsExactly(TODAY.minusDays(119));
      assertThat(lake.table(name).refs()).containsKey("audit");
      assertThat(unreferenced(name)).isEmpty();
    }
    assertThat(datesAt(LakeTables.RAW_EVENTS, "audit"))
        .as("what the tag has can be read")
        .containsExactlyInAnyOrderElementsOf(tagged.stream().map(Event::date).toList());
  }

  private Set<LocalDate> datesInQueries(LakeTable name) throws IOException {
    Set<LocalDate> dates = new HashSet<>();
    lake.read(name).forEach(row -> dates.add((LocalDate) row.getField("dt")));
    return dates;
  }

  private List<LocalDate> datesAt(LakeTable name, String tag) throws IOException {
    List<LocalDate> dates = new ArrayList<>();
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(lake.table(name))
            .useSnapshot(lake.table(name).snapshot(tag).snapshotId())
            .build()) {
      rows.forEach(row -> dates.add((LocalDate) row.getField("dt")));
    }
    return dates;
  }

  /** The dates that have data files, whoever still needs them. */
  private Set<LocalDate> datesInStore(LakeTable name) throws IOException {
    Set<LocalDate> dates = new HashSet<>();
    for (String path : dataFiles(name.name())) {
      Matcher date = PARTITION.matcher(path);
      assertThat(date.find()).as(path).isTrue();
      dates.add(LocalDate.parse(date.group(1)));
    }
    return dates;
  }

  @Test
  void whatWasDroppedIsCountedOnAndFilesAreLeftOut() throws Exception {
    append(TODAY.minusDays(100), 5);
    BackfilledRows.append(lake.table(LakeTables.RAW_EVENTS), 4, TODAY.minusDays(100));
    run();
    append(TODAY.minusDays(95), 7);
    run();
    assertThat(lake.table(LakeTables.RAW_EVENTS).properties())
        .containsEntry(RetentionCommit.RECORDS, "12");
  }

  @Test
  void aDateWhoseEventsWereDroppedIsNotCountedAnew() throws Exception {
    append(TODAY.minusDays(40), 5);
    append(TODAY, 5);
    maintenance().setPolicy(LakeTables.RAW_EVENTS, Map.of("retention-days", "30"));
    run();
    assertThatThrownBy(
            () ->
                MaintenanceRuns.recompute(
                    lake.catalog(), TODAY.minusDays(40), TODAY.minusDays(40), false))
        .hasMessageContaining("retention has dropped");
    assertThat(minutes()).isEqualTo(10);
    assertNothingDiffered(
        MaintenanceRuns.recompute(lake.catalog(), TODAY.minusDays(30), TODAY, false));
  }

  @Test
  void aScheduledRunDropsNothingThatNobodyAskedToDrop() throws Exception {
    append(TODAY.minusDays(200), 5);
    append(TODAY, 5);
    maintenance().run(new Scope(LakeTables.ALL, false, false, true));
    assertHoldsEverything();
  }

  @Test
  void aScheduledRunDropsOldDatesWhereThatWasAskedFor() throws Exception {
    append(TODAY.minusDays(200), 5);
    append(TODAY, 5);
    maintenance().setPolicy(LakeTables.RAW_EVENTS, Map.of("retention-days", "100"));

    maintenance().run(new Scope(LakeTables.ALL, false, false, true));

    assertThat(datesInQueries(LakeTables.RAW_EVENTS)).containsExactly(TODAY);
    assertThat(datesInQueries(LakeTables.BEHAVIOR_1M)).hasSize(2);
  }

  /** Its mark says that it covers them, so whoever asks it would get too few. */
  @Test
  void aRollupLosesNoDateThatItsSourceHas() throws Exception {
    append(TODAY.minusDays(50), 5);
    append(TODAY, 5);
    run();
    for (LakeTable rollup : List.of(LakeTables.BEHAVIOR_1H, LakeTables.VISITORS_1H)) {
      assertThatThrownBy(() -> maintenance().setPolicy(rollup, Map.of("retention-days", "30")))
          .hasMessageContaining("retention-days=30: " + rollup.name())
          .hasMessageContaining("loses a date with it");
      maintenance().setPolicy(rollup, Map.of("retention-days", "0"));
      maintenance().setPolicy(rollup, Map.of("retention-days", ""));
    }
    set("retention-days", "30");
    lake.table(LakeTables.RAW_EVENTS)
        .updateProperties()
        .remove("tidelake.maintenance.retention-days")
        .commit();
    lake.table(LakeTables.BEHAVIOR_1M)
        .updateProperties()
        .remove("tidelake.maintenance.retention-days")
        .commit();

    run();
    maintenance().run(new Scope(LakeTables.ALL, false, false, true));

    assertHoldsEverything();
  }

  @Test
  void aScheduledRunDropsOldDatesOfTheLogs() throws Exception {
    append(TODAY.minusDays(1), 5);
    append(TODAY.minusDays(1), 5);
    run();
    assertThat(lake.read(LakeTables.MAINTENANCE_RUNS)).isNotEmpty();
    Maintenance later = maintenanceAfter(Duration.ofDays(200));

    assertThat(later.run(new Scope(List.of(LakeTables.MAINTENANCE_RUNS), false, false, true)))
        .anyMatch(line -> line.operation() == Operation.RETENTION);
  }

  @Test
  void aClosedDateWaitsUntilItIsQuietBeforeItIsWrittenAnewAsAWhole() throws Exception {
    LocalDate closed = TODAY.minusDays(2);
    for (int i = 0; i < 3; i++) {
      append(closed, 40);
    }
    Scope scheduled = new Scope(List.of(LakeTables.RAW_EVENTS), false, false, true);

    assertThat(maintenance().run(scheduled)).isEmpty();
    assertThat(filesOf(LakeTables.RAW_EVENTS, closed)).hasSize(3);
    for (int i = 0; i < 9; i++) {
      append(closed, 40);
    }
    maintenance().run(scheduled);
    assertThat(filesOf(LakeTables.RAW_EVENTS, closed)).as("by tiers").hasSizeLessThan(5);
    append(closed, 1);
    append(closed, 1);
    maintenanceAfter(Duration.ofMinutes(16)).run(scheduled);
    assertThat(filesOf(LakeTables.RAW_EVENTS, closed)).hasSize(1);

    append(closed, 1);
    append(closed, 1);
    run();
    assertThat(filesOf(LakeTables.RAW_EVENTS, closed)).as("by hand").hasSize(1);
    assertHoldsEverything();
  }

  @Test
  void expiryWaitsForRollups() throws Exception {
    append(TODAY, 5);
    run();
    set("snapshot-max-age", "PT0S", "snapshot-min-count", "1");
    append(TODAY, 5);
    append(TODAY, 5);
    append(TODAY, 5);
    LakeTable source = LakeTables.RAW_EVENTS;
    maintenance().run(new Scope(List.of(source), false, false));
    assertThat(lake.table(source).snapshots()).as("the rollups still need them").hasSize(4);
    run();
    assertThat(lake.table(source).snapshots()).hasSize(1);
    assertHoldsEverything();
  }

  @Test
  void moreSnapshotsThanThePolicyHasGoButNotThoseThatAReaderMayStillHave() throws Exception {
    set("snapshot-max-count", "3", "min-input-files", "1000", "max-small-manifests", "1000");
    for (int i = 0; i < 8; i++) {
      append(TODAY, 2);
    }
    Scope all = new Scope(LakeTables.ALL, false, false);

    maintenanceAfter(Duration.ofMinutes(9)).run(all);
    assertThat(lake.table(LakeTables.RAW_EVENTS).snapshots())
        .as("for ten minutes a reader keeps what it has")
        .hasSize(8);
    maintenanceAfter(Duration.ofMinutes(11)).run(all);
    assertThat(lake.table(LakeTables.RAW_EVENTS).snapshots())
        .as("though they are younger than an hour")
        .hasSize(3);
    maintenanceAfter(Duration.ofMinutes(61)).run(all);
    assertThat(lake.table(LakeTables.RAW_EVENTS).snapshots()).hasSize(1);
    assertHoldsEverything();
  }

  @Test
  void whatWasReplacedGoesThoughNothingIsCommittedAfterwards() throws Exception {
    set("snapshot-max-age", "PT0S", "snapshot-min-count", "1");
    for (int i = 0; i < 3; i++) {
      lake.appendMinutes(lake.events(TODAY.minusDays(1), 3));
    }
    run();
    assertThat(filesOf(LakeTables.BEHAVIOR_1M, TODAY.minusDays(1))).hasSize(1);
    assertThat(lake.table(LakeTables.BEHAVIOR_1M).snapshots()).hasSize(1);
    for (LakeTable name : LakeTables.ALL) {
      assertThat(unreferenced(name)).as(name.name()).isEmpty();
    }
    assertThat(minutes()).isEqualTo(9);
  }

  @Test
  void whatWasReplacedIsNotForgottenWhenATagIsMade() throws Exception {
    set("snapshot-max-age", "PT0S", "snapshot-min-count", "2");
    for (int i = 0; i < 4; i++) {
      append(TODAY.minusDays(1), 3);
    }
    run();
    Table raw = lake.table(LakeTables.RAW_EVENTS);
    raw.manageSnapshots().createTag("kept", raw.currentSnapshot().snapshotId()).commit();
    for (int i = 0; i < 4; i++) {
      append(TODAY.minusDays(1), 3);
      run();
    }
    assertThat(unreferenced(LakeTables.RAW_EVENTS)).isEmpty();
    assertHoldsEverything();
    raw.refresh();
    raw.manageSnapshots().removeTag("kept").commit();
    append(TODAY.minusDays(1), 3);
    run();
    run();
    assertThat(unreferenced(LakeTables.RAW_EVENTS)).isEmpty();
    assertHoldsEverything();
  }

  @Test
  void orphansGoWhenTheyAreOld() throws Exception {
    append(TODAY, 5);
    Path data = Path.of(URI.create(lake.files(LakeTables.RAW_EVENTS).get(0)).getPath());
    Path old = Files.writeString(data.resolveSibling("old.parquet"), "x");
    Path young = Files.writeString(data.resolveSibling("young.parquet"), "x");
    age(folder, Duration.ofDays(4));
    Files.setLastModifiedTime(young, FileTime.from(Instant.now()));
    List<RunLine> dry = maintenance().run(new Scope(LakeTables.ALL, true, true));
    assertThat(dry)
        .filteredOn(line -> line.operation() == Operation.ORPHANS)
        .singleElement()
        .satisfies(line -> assertThat(line.reason()).contains("old.parquet"));
    assertThat(old).exists();
    maintenance().run(new Scope(LakeTables.ALL, false, true));
    assertThat(old).doesNotExist();
    assertThat(young).exists();
    assertHoldsEverything();
  }

  @Test
  void aScheduledRunDeletesOrphansThatTheOneBeforeFoundToo() throws Exception {
    append(TODAY, 5);
    Path data = Path.of(URI.create(lake.files(LakeTables.RAW_EVENTS).get(0)).getPath());
    Path first = Files.writeString(data.resolveSibling("first.parquet"), "x");
    age(folder, Duration.ofDays(4));
    Scope scheduled = new Scope(List.of(LakeTables.RAW_EVENTS), false, true, true);
    Maintenance maintenance = maintenance();

    assertThat(maintenance.run(scheduled)).isEmpty();
    assertThat(first).exists();
    assertThat(healthOf(LakeTables.RAW_EVENTS).orphans().left()).isEqualTo(1);
    Path second = Files.writeString(data.resolveSibling("second.parquet"), "x");
    Files.setLastModifiedTime(second, FileTime.from(Instant.now().minus(Duration.ofDays(4))));
    assertThat(maintenance.run(scheduled))
        .singleElement()
        .satisfies(line -> assertThat(line.freedBytes()).isEqualTo(1));

    assertThat(first).doesNotExist();
    assertThat(second).exists();
  }

  @Test
  void whatAStoppedJobWroteIsSparedForAsLongAsItMayComeBack() throws Exception {
    append(TODAY, 5);
    Path data = Path.of(URI.create(lake.files(LakeTables.RAW_EVENTS).get(0)).getPath());
    Path pending = Files.writeString(data.resolveSibling("pending.parquet"), "x");
    Path other =
        Files.writeString(
            Files.createDirectories(folder.resolve("taobao/behavior_1h/data"))
                .resolve("left.parquet"),
            "x");
    set("snapshot-max-age", "PT0S");
    Maintenance later = maintenanceAfter(Duration.ofDays(9));
    later.run(new Scope(LakeTables.ALL, false, false));
    later.run(new Scope(LakeTables.ALL, false, true));

    assertThat(pending).as("written since three days before the last commit").exists();
    assertThat(other).as("no job writes there").doesNotExist();
  }

  @Test
  void manyManifestsBecomeFew() throws Exception {
    for (int i = 0; i < 22; i++) {
      append(TODAY, 2);
    }
    set("min-input-files", "1000");
    Table raw = lake.table(LakeTables.RAW_EVENTS);
    assertThat(raw.currentSnapshot().allManifests(raw.io())).hasSizeGreaterThan(20);
    run();
    raw.refresh();
    assertThat(raw.currentSnapshot().allManifests(raw.io())).hasSize(1);
    assertHoldsEverything();
  }

  @Test
  void aDryRunTellsAndChangesNothing() throws Exception {
    for (int i = 0; i < 3; i++) {
      append(TODAY.minusDays(100), 5);
    }
    List<RunLine> lines = maintenance().run(new Scope(LakeTables.ALL, true, true));
    assertThat(lines).allMatch(line -> line.outcome() == RunLine.Outcome.PLANNED);
    assertThat(lines)
        .extracting(RunLine::operation)
        .contains(Operation.RETENTION, Operation.ROLLUP, Operation.COMPACTION);
    assertThat(lake.files(LakeTables.RAW_EVENTS)).hasSize(3);
    assertThat(lake.table(LakeTables.MAINTENANCE_RUNS).currentSnapshot()).isNull();
    assertThat(lake.table(LakeTables.BEHAVIOR_1H).currentSnapshot()).isNull();
  }

  @Test
  void aDryRunTellsWhatEveryOperationCosts() throws Exception {
    append(TODAY.minusDays(100), 5);
    for (int i = 0; i < 3; i++) {
      append(TODAY.minusDays(1), 5);
    }
    Path data = Path.of(URI.create(lake.files(LakeTables.RAW_EVENTS).get(0)).getPath());
    Files.writeString(data.resolveSibling("old.parquet"), "xy");
    long bytes = Figures.of(lake.table(LakeTables.RAW_EVENTS)).bytes();
    lake.table(LakeTables.RAW_EVENTS)
        .updateProperties()
        .set("tidelake.maintenance.max-small-manifests", "2")
        .commit();
    age(folder, Duration.ofDays(4));

    Map<Operation, Work.Cost> costs = new HashMap<>();
    List<RunLine> lines = maintenance().run(new Scope(LakeTables.ALL, true, true));
    for (RunLine line : lines) {
      if (line.table().equals("raw_events") || line.table().equals("visitors_1h")) {
        costs.put(line.operation(), line.cost());
      }
    }

    assertThat(costs.get(Operation.ROLLUP)).isEqualTo(new Work.Cost(4L, bytes, null, null));
    assertThat(costs.get(Operation.RETENTION).filesDeleted()).isEqualTo(1);
    assertThat(costs.get(Operation.RETENTION).bytesFreed()).isBetween(1L, bytes);
    assertThat(costs.get(Operation.COMPACTION).filesRead()).isEqualTo(3);
    assertThat(costs.get(Operation.COMPACTION).bytesRead())
        .isEqualTo(bytes - costs.get(Operation.RETENTION).bytesFreed());
    assertThat(costs.get(Operation.MANIFESTS).filesRead()).isEqualTo(4);
    assertThat(costs.get(Operation.ORPHANS)).isEqualTo(new Work.Cost(0L, 0L, 1L, 2L));
    assertThat(lines.stream().map(Report::runText).collect(Collectors.joining()))
        .contains("would read 3 files", "unknown until done");
    assertThat(Json.of(lines.stream().map(Report::json).toList()))
        .contains("\"cost\":{\"filesRead\":3,");

    run();
    set("snapshot-max-age", "PT0S");
    Work.Cost expiry =
        maintenance().run(new Scope(List.of(LakeTables.RAW_EVENTS), true, false)).stream()
            .filter(line -> line.operation() == Operation.EXPIRY)
            .findFirst()
            .orElseThrow()
            .cost();
    assertThat(expiry).isEqualTo(new Work.Cost(null, null, 4L, bytes));
    RunLine done =
        maintenance().run(new Scope(List.of(LakeTables.RAW_EVENTS), false, false)).stream()
            .filter(line -> line.operation() == Operation.EXPIRY)
            .findFirst()
            .orElseThrow();
    assertThat(done.deletedFiles()).isGreaterThan(4);
    assertThat(done.freedBytes()).isGreaterThan(bytes);
    assertThat(done.reason()).contains(" KiB freed");
  }

  @Test
  void whatARunDidStandsInTheJournalThoughItWasKilledLater() throws Exception {
    for (int i = 0; i < 3; i++) {
      append(TODAY.minusDays(1), 5);
    }
    Catalog killed =
        FaultyCatalog.overtaken(
            lake.catalog(),
            LakeTables.BEHAVIOR_1M,
            () -> {
              throw new KilledError();
            });

    assertThatThrownBy(() -> maintenance(killed).run(new Scope(LakeTables.ALL, false, false)))
        .isInstanceOf(KilledError.class);

    assertThat(lake.read(LakeTables.MAINTENANCE_RUNS))
        .extracting(row -> row.getField("table_name") + " " + row.getField("operation"))
        .contains("raw_events compaction", "visitors_1h rollup");
  }

  private static final class KilledError extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** The catalog answers nothing to the commit and cannot be asked what became of it. */
  @Test
  void whatWasWrittenDownUnheardIsNotWrittenTwice() throws Exception {
    for (int i = 0; i < 3; i++) {
      append(TODAY.minusDays(1), 5);
    }
    AtomicInteger commits = new AtomicInteger();
    Catalog away =
        FaultyCatalog.overtaken(
            lake.catalog(),
            LakeTables.MAINTENANCE_RUNS,
            () -> {
              if (commits.getAndIncrement() % 3 == 0) {
                throw new CommitStateUnknownException(new IOException("no answer"));
              }
            });
    Maintenance maintenance = maintenance(away);

    List<RunLine> lines = maintenance.run(new Scope(LakeTables.ALL, false, true));

    assertThat(maintenance.journalFailure()).isEmpty();
    assertThat(commits).hasValueGreaterThan(3);
    assertThat(lake.read(LakeTables.MAINTENANCE_RUNS))
        .extracting(row -> row.getField("table_name") + " " + row.getField("operation"))
        .containsExactlyInAnyOrderElementsOf(
            lines.stream().map(line -> line.table() + " " + line.operation().title()).toList());
  }

  @Test
  void aRunThatCannotBeWrittenDownSaysSo() throws Exception {
    append(TODAY, 5);
    lake.table(LakeTables.MAINTENANCE_RUNS)
        .updateProperties()
        .set("commit.retry.num-retries", "0")
        .commit();
    Catalog full = FaultyCatalog.refused(lake.catalog(), LakeTables.MAINTENANCE_RUNS);
    Maintenance maintenance = maintenance(full);

    List<RunLine> lines =
        maintenance.run(
            new Scope(List.of(LakeTables.RAW_EVENTS, LakeTables.VISITORS_1H), false, false));

    assertThat(lines).isNotEmpty();
    assertThat(maintenance.journalFailure().orElseThrow()).contains("refused");
    assertThat(MaintenanceCommand.Run.exitCode(lines, true)).isEqualTo(1);
    assertThat(MaintenanceCommand.Run.exitCode(lines, false)).isZero();
  }

  @Test
  void whatGaveWayAtEveryTryEndsInFailureAndTellsHowTheTableIs() throws Exception {
    for (int i = 0; i < 3; i++) {
      append(TODAY.minusDays(1), 5);
    }
    lake.table(LakeTables.RAW_EVENTS)
        .updateProperties()
        .set("commit.retry.num-retries", "0")
        .commit();

    List<RunLine> lines =
        maintenance(FaultyCatalog.refused(lake.catalog(), LakeTables.RAW_EVENTS))
            .run(new Scope(List.of(LakeTables.RAW_EVENTS), false, false));

    assertThat(lines)
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.outcome()).isEqualTo(RunLine.Outcome.CONFLICT);
              assertThat(line.after()).isEqualTo(line.before()).isNotNull();
              assertThat(line.snapshot()).isNull();
            });
    assertThat(MaintenanceCommand.Run.exitCode(lines, false)).isEqualTo(1);
    assertHoldsEveryEvent();
  }

  private void assertHoldsEveryEvent() throws IOException {
    assertThat(lake.read(LakeTables.RAW_EVENTS)).hasSameSizeAs(events);
  }

  @Test
  void twoRunsDoNotWorkOnATableAtOnce() throws Exception {
    for (int i = 0; i < 3; i++) {
      append(TODAY.minusDays(1), 5);
    }
    TableLocks locks = TableLocks.in(folder.resolve("locks"));
    Scope raw = new Scope(List.of(LakeTables.RAW_EVENTS), false, false);
    Maintenance scheduled = locked(lake.catalog(), locks);
    Maintenance asked = locked(lake.catalog(), locks);
    List<RunLine> beside = new ArrayList<>();
    ExecutorService other = Executors.newSingleThreadExecutor();
    List<Future<List<RunLine>>> waiting = new ArrayList<>();
    try {
      Catalog during =
          FaultyCatalog.overtaken(
              lake.catalog(),
              LakeTables.RAW_EVENTS,
              () -> {
                beside.addAll(
                    scheduled.run(new Scope(List.of(LakeTables.RAW_EVENTS), false, false, true)));
                waiting.add(other.submit(() -> asked.run(raw)));
              });

      List<RunLine> lines = locked(during, locks).run(raw);

      assertThat(lines).singleElement().returns(RunLine.Outcome.DONE, RunLine::outcome);
      assertThat(beside).as("left to the one that works").isEmpty();
      assertThat(waiting.get(0).get()).as("nothing was left to do").isEmpty();
    } finally {
      other.shutdownNow();
    }
    assertHoldsEveryEvent();
  }

  private static Maintenance locked(Catalog catalog, TableLocks locks) {
    return new Maintenance(catalog, LakeTables.NAMESPACE, MaintainedLake.ZONE, CLOCK, locks);
  }

  private Maintenance maintenanceAfter(Duration time) {
    return new Maintenance(
        lake.catalog(), LakeTables.NAMESPACE, MaintainedLake.ZONE, Clock.offset(CLOCK, time));
  }

  @Test
  void anOperationIsToldWhenItHasEnded() throws Exception {
    for (int i = 0; i < 3; i++) {
      append(TODAY.minusDays(1), 5);
    }
    List<RunLine> told = new ArrayList<>();
    List<Integer> written = new ArrayList<>();

    List<RunLine> lines =
        maintenance()
            .run(
                new Scope(LakeTables.ALL, false, false),
                line -> {
                  told.add(line);
                  written.add(
                      lake.table(LakeTables.MAINTENANCE_RUNS).snapshots().iterator().hasNext()
                          ? 1
                          : 0);
                });

    assertThat(told).isEqualTo(lines).hasSizeGreaterThan(2);
    assertThat(written).as("not all at the end").startsWith(0).endsWith(1);
  }

  @Test
  void everyRunIsWrittenDown() throws Exception {
    for (int i = 0; i < 3; i++) {
      append(TODAY.minusDays(1), 5);
    }
    List<RunLine> lines = run();
    List<Record> rows = lake.read(LakeTables.MAINTENANCE_RUNS);
    assertThat(rows).hasSameSizeAs(lines);
    assertThat(rows)
        .filteredOn(row -> row.getField("operation").equals("compaction"))
        .filteredOn(row -> row.getField("table_name").equals("raw_events"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.getField("outcome")).isEqualTo("done");
              assertThat(row.getField("files_before")).isEqualTo(3L);
              assertThat(row.getField("files_after")).isEqualTo(1L);
              assertThat((String) row.getField("reason")).contains("3 files");
              assertThat(row.getField("snapshot_id")).isNotNull();
            });
  }

  /** A try that others follow, and the last one, after which Iceberg cleans up. */
  @ParameterizedTest
  @ValueSource(strings = {"4", "0"})
  void whatTookEffectUnheardIsDoneAndStaysReadable(String retries) throws Exception {
    for (int i = 0; i < 12; i++) {
      append(TODAY.minusDays(100), 3);
      append(TODAY.minusDays(2), 3);
    }
    for (LakeTable name : LakeTables.ALL) {
      lake.table(name).updateProperties().set("commit.retry.num-retries", retries).commit();
    }
    set("max-small-manifests", "2", "snapshot-max-age", "PT0S");
    for (LakeTable name :
        List.of(LakeTables.RAW_EVENTS, LakeTables.BEHAVIOR_1M, LakeTables.BEHAVIOR_1H)) {
      Set<Long> seen = new HashSet<>();
      lake.table(name).snapshots().forEach(snapshot -> seen.add(snapshot.snapshotId()));
      Catalog deaf =
          FaultyCatalog.unheard(
              lake.catalog(),
              name,
              metadata ->
                  metadata.currentSnapshot() != null
                      && seen.add(metadata.currentSnapshot().snapshotId()));

      List<RunLine> lines =
          maintenance(deaf)
              .run(new Scope(List.of(name, LakeTables.MAINTENANCE_RUNS), false, false));

      assertThat(lines)
          .as(name.name())
          .isNotEmpty()
          .allMatch(line -> line.outcome() == RunLine.Outcome.DONE);
      lake.read(name);
    }
    run();
    events.removeIf(event -> event.date().isBefore(TODAY.minusDays(90)));
    assertHoldsEverything();
  }

  @Test
  void aRunNamesItsOwnSnapshotAndNotTheStreams() throws Exception {
    for (int i = 0; i < 3; i++) {
      append(TODAY.minusDays(1), 5);
    }
    Set<Long> streams = new HashSet<>();
    Catalog busy =
        FaultyCatalog.overtaken(
            lake.catalog(),
            LakeTables.RAW_EVENTS,
            () -> {
              try {
                append(TODAY, 1);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              streams.add(lake.table(LakeTables.RAW_EVENTS).currentSnapshot().snapshotId());
            });

    List<RunLine> lines =
        maintenance(busy).run(new Scope(List.of(LakeTables.RAW_EVENTS), false, false));

    RunLine compaction =
        lines.stream()
            .filter(line -> line.operation() == Operation.COMPACTION)
            .findFirst()
            .orElseThrow();
    assertThat(streams).isNotEmpty().doesNotContain(compaction.snapshot());
    assertThat(lake.table(LakeTables.RAW_EVENTS).snapshot(compaction.snapshot()).operation())
        .isEqualTo("replace");
  }

  @Test
  void aWrongPropertyFailsThatTableAloneAndSaysHow() throws Exception {
    append(TODAY, 5);
    Table raw = lake.table(LakeTables.RAW_EVENTS);
    raw.updateProperties().set("tidelake.maintenance.retention-days", "x").commit();
    assertThat(run())
        .filteredOn(line -> line.outcome() == RunLine.Outcome.FAILED)
        .isNotEmpty()
        .allSatisfy(
            line -> {
              assertThat(line.table()).isEqualTo("raw_events");
              assertThat(line.reason()).contains("tidelake.maintenance.retention-days is x");
            });
  }

  @Test
  void aPolicyIsChangedForOneTable() {
    Maintenance maintenance = maintenance();
    maintenance.setPolicy(LakeTables.RAW_EVENTS, Map.of("retention-days", "30"));
    assertThat(maintenance.policy(LakeTables.RAW_EVENTS).policy().retentionDays()).isEqualTo(30);
    assertThat(maintenance.policy(LakeTables.BEHAVIOR_1M).policy().retentionDays()).isEqualTo(90);
    assertThatThrownBy(
            () -> maintenance.setPolicy(LakeTables.RAW_EVENTS, Map.of("retention-days", "x")))
        .hasMessageContaining("retention-days is x");
    assertThatThrownBy(() -> maintenance.setPolicy(LakeTables.RAW_EVENTS, Map.of("days", "1")))
        .hasMessageContaining("\"days\" is no policy");
    maintenance.setPolicy(LakeTables.RAW_EVENTS, Map.of("retention-days", ""));
    assertThat(maintenance.policy(LakeTables.RAW_EVENTS).policy().retentionDays()).isEqualTo(90);
  }

  @Test
  void aPolicyTellsWhatIsSetAndWhatIsAsByDefault() {
    Maintenance maintenance = maintenance();
    maintenance.setPolicy(LakeTables.RAW_EVENTS, Map.of("retention-days", "30"));

    String text =
        Report.policyText(
            List.of(
                maintenance.policy(LakeTables.RAW_EVENTS),
                maintenance.policy(LakeTables.BEHAVIOR_1M)));

    assertThat(text)
        .containsPattern("raw_events\\R  retention-days +30 +set\\R")
        .containsPattern("behavior_1m\\R  retention-days +90\\s*\\R");
    for (String name : MaintenancePolicy.NAMES) {
      assertThat(text).contains("  " + name + " ");
    }
    assertThat(text)
        .containsPattern("snapshot-max-age +PT1H\\s")
        .containsPattern("orphan-age +P3D\\s");
    assertThat(Json.of(Report.json(maintenance.policy(LakeTables.RAW_EVENTS))))
        .contains("\"retention-days\":\"30\"")
        .contains("\"set\":[\"retention-days\"]");
  }

  @Test
  void healthNamesTheWorstAndWhatHelps() throws Exception {
    for (int i = 0; i < 30; i++) {
      append(TODAY.minusDays(1), 2);
    }
    TableHealth health = healthOf(LakeTables.RAW_EVENTS);
    assertThat(health.score()).isLessThan(100);
    assertThat(health.excessFiles()).isEqualTo(29);
    assertThat(health.nextAction()).isEqualTo("compaction");
    run();
    assertThat(healthOf(LakeTables.RAW_EVENTS).score()).isEqualTo(100);
    assertThat(healthOf(LakeTables.RAW_EVENTS).lastCompaction()).isNotNull();
  }

  @Test
  void healthTellsHowManyRowsStandForACell() throws Exception {
    List<Event> minutes = everyCellOf(60);
    for (int i = 0; i < 3; i++) {
      lake.appendMinutes(minutes);
    }

    TableHealth health = healthOf(LakeTables.BEHAVIOR_1M);

    assertThat(health.figures().rows()).isEqualTo(3L * minutes.size());
    assertThat(health.cells()).isEqualTo(minutes.size());
    assertThat(health.rowsPerCell()).isEqualTo(3.0);
    assertThat(health.reasons())
        .contains(
            new TableHealth.Reason(
                HealthReason.ROWS_PER_CELL,
                List.of(19_440L, 6_480L),
                "19440 rows stand for about 6480 cells"));
    assertThat(health.nextAction()).isEqualTo("compaction");
    assertThat(Report.healthText(List.of(health), CLOCK.instant())).contains("3.0");
    assertThat(healthOf(LakeTables.RAW_EVENTS).cells()).as("each row for itself").isNull();

    run();

    assertThat(healthOf(LakeTables.BEHAVIOR_1M).rowsPerCell()).isEqualTo(1.0);
    assertThat(healthOf(LakeTables.BEHAVIOR_1M).reasons()).isEmpty();
    assertThat(healthOf(LakeTables.BEHAVIOR_1H).cells()).isEqualTo(108);
  }

  @Test
  void filesOfOtherTimesStandForOtherCells() throws Exception {
    set("min-input-files", "4");
    List<Event> minutes = everyCellOf(9, TODAY);
    int ofMinute = minutes.size() / 9;
    for (int i = 0; i < 4; i++) {
      lake.appendMinutes(minutes.subList(0, 4 * ofMinute));
    }
    run();
    for (int minute = 3; minute < 9; minute++) {
      lake.appendMinutes(minutes.subList(minute * ofMinute, (minute + 1) * ofMinute));
      lake.appendMinutes(minutes.subList(minute * ofMinute, (minute + 1) * ofMinute - 8));
    }

    TableHealth health = healthOf(LakeTables.BEHAVIOR_1M);

    assertThat(health.figures().files()).isEqualTo(13);
    assertThat(health.cells())
        .as("four minutes of the compacted file and five later ones")
        .isEqualTo(minutes.size());
  }

  /** One event a cell of the first minutes of yesterday. */
  private static List<Event> everyCellOf(int minutes) {
    return everyCellOf(minutes, TODAY.minusDays(1));
  }

  private static List<Event> everyCellOf(int minutes, LocalDate date) {
    Instant midnight = date.atStartOfDay(MaintainedLake.ZONE).toInstant();
    List<Event> cells = new ArrayList<>();
    for (int minute = 0; minute < minutes; minute++) {
      for (int code = 0; code < 4 * 27; code++) {
        cells.add(
            new Event(
                midnight.plusSeconds(60L * minute),
                "u",
                "i",
                "",
                "",
                code % 4,
                code / 4 % 3,
                code / 12 % 3,
                List.of("浙江", "广东", "北京").get(code / 36),
                false));
      }
    }
    return cells;
  }

  @Test
  void healthTellsWhenOrphansWereLookedForAndWhatIsLeft() throws Exception {
    append(TODAY, 5);
    run();
    assertThat(healthOf(LakeTables.RAW_EVENTS).orphans()).as("nobody looked").isNull();
    Path data = Path.of(URI.create(lake.files(LakeTables.RAW_EVENTS).get(0)).getPath());
    Path old = Files.writeString(data.resolveSibling("old.parquet"), "x");
    age(folder, Duration.ofDays(4));

    maintenance().run(new Scope(LakeTables.ALL, true, true));
    assertThat(healthOf(LakeTables.RAW_EVENTS).orphans()).as("a dry run is no trace").isNull();
    maintenance().run(new Scope(LakeTables.ALL, false, true));

    assertThat(old).doesNotExist();
    for (LakeTable table : LakeTables.ALL) {
      OrphanSearch search = healthOf(table).orphans();
      assertThat(search).as(table.name()).isNotNull();
      assertThat(search.left()).isZero();
      assertThat(search.at()).isBetween(CLOCK.instant().minusSeconds(600), CLOCK.instant());
    }
    assertThat(healthOf(LakeTables.RAW_EVENTS).orphans().files()).isPositive();
  }

  @Test
  void orphansThatAreLeftTakeFromTheScore() throws Exception {
    append(TODAY, 5);
    Path data = Path.of(URI.create(lake.files(LakeTables.RAW_EVENTS).get(0)).getPath());
    for (int i = 0; i < 1_001; i++) {
      Files.writeString(data.resolveSibling(i + ".parquet"), "x");
    }
    age(folder, Duration.ofDays(4));

    assertThat(maintenance().run(new Scope(LakeTables.ALL, false, true)))
        .filteredOn(line -> line.operation() == Operation.ORPHANS)
        .singleElement()
        .satisfies(line -> assertThat(line.outcome()).isEqualTo(RunLine.Outcome.FAILED));

    TableHealth health = healthOf(LakeTables.RAW_EVENTS);
    assertThat(health.orphans().left()).isEqualTo(1_001);
    assertThat(health.score()).isLessThanOrEqualTo(90);
    assertThat(health.reasons().get(0).text())
        .startsWith("1001 files of no snapshot were found at ");
    assertThat(health.nextAction()).isEqualTo("orphans");
  }

  @Test
  void healthTellsWhenSomethingWasLastDone() throws Exception {
    append(TODAY, 5);
    assertThat(healthOf(LakeTables.BEHAVIOR_1H).lastMaintenance()).isNull();
    Instant before = CLOCK.instant();

    run();

    assertThat(healthOf(LakeTables.BEHAVIOR_1H).lastMaintenance()).isAfterOrEqualTo(before);
    assertThat(healthOf(LakeTables.RAW_EVENTS).lastMaintenance())
        .as("nothing was to be done")
        .isNull();
  }

  @Test
  void aTableThatCannotBeJudgedSaysWhyAndTheOthersAreJudged() throws Exception {
    append(TODAY, 5);
    lake.table(LakeTables.RAW_EVENTS)
        .updateProperties()
        .set("tidelake.maintenance.retention-days", "x")
        .commit();

    List<TableHealth> health = maintenance().health(LakeTables.ALL);

    assertThat(health).hasSameSizeAs(LakeTables.ALL);
    assertThat(health.get(0).score()).isZero();
    assertThat(health.get(0).reasons())
        .singleElement()
        .asString()
        .contains("tidelake.maintenance.retention-days is x");
    assertThat(health.subList(1, health.size())).allMatch(table -> table.score() > 90);
  }

  @Test
  void aStreamThatRestsAndATableThatNobodyKeepsTakeFromTheScore() throws Exception {
    append(TODAY, 5);
    run();
    append(TODAY, 5);
    Maintenance later = maintenanceAfter(Duration.ofDays(9));

    TableHealth raw = later.health(List.of(LakeTables.RAW_EVENTS)).get(0);

    assertThat(raw.score()).isEqualTo(80);
    assertThat(raw.reasons())
        .anyMatch(reason -> reason.text().startsWith("the stream committed last 216 h"))
        .anyMatch(reason -> reason.text().startsWith("nothing was done to the table for 216 h"));
    assertThat(healthOf(LakeTables.RAW_EVENTS).score()).isEqualTo(100);
    assertThat(later.health(List.of(LakeTables.QUARANTINE)).get(0).score()).isEqualTo(100);
    assertThat(Report.healthText(List.of(raw), CLOCK.instant().plus(Duration.ofDays(9))))
        .contains("COMMIT")
        .contains("9 d");
  }

  @Test
  void rollupsOfAStreamThatRestsAreNotBehind() throws Exception {
    for (int i = 0; i < 4; i++) {
      append(TODAY.minusDays(1), 10);
    }
    set("snapshot-max-age", "PT0S", "snapshot-min-count", "1");
    run();
    run();
    assertThat(StreamCommit.isRepeated(lake.table(LakeTables.BEHAVIOR_1M).currentSnapshot()))
        .isTrue();
    List<LakeTable> rollups = List.of(LakeTables.BEHAVIOR_1H, LakeTables.HOT_ITEMS_1H);

    assertThat(maintenanceAfter(Duration.ofHours(8)).health(rollups))
        .allSatisfy(rollup -> assertThat(rollup.reasons()).isEmpty());

    append(TODAY, 5);
    assertThat(maintenanceAfter(Duration.ofHours(8)).health(rollups))
        .allSatisfy(
            rollup ->
                assertThat(rollup.reasons())
                    .anyMatch(reason -> reason.text().contains("wait for 8 h")));
  }

  @Test
  void whatRetentionDropsLeavesNoDeleteFileBehind() throws Exception {
    append(TODAY.minusDays(100), 20);
    append(TODAY, 20);
    lake.deleteFirstRows(LakeTables.RAW_EVENTS, TODAY.minusDays(100));
    lake.deleteFirstRows(LakeTables.BEHAVIOR_1M, TODAY.minusDays(100));

    run();

    for (LakeTable table : List.of(LakeTables.RAW_EVENTS, LakeTables.BEHAVIOR_1M)) {
      assertThat(lake.hasDeletes(table)).as(table.name()).isFalse();
      assertThat(filesOf(table, TODAY.minusDays(100))).as(table.name()).isEmpty();
    }
    events.removeIf(event -> event.date().equals(TODAY.minusDays(100)));
    assertHoldsEverything();
  }

  private static void assertNothingDiffered(Map<LocalDate, Map<String, Long>> different) {
    assertThat(different.values())
        .isNotEmpty()
        .allSatisfy(tables -> assertThat(tables.values()).containsOnly(0L));
  }

  private TableHealth healthOf(LakeTable table) throws IOException {
    return maintenance().health(List.of(table)).get(0);
  }

  private void append(LocalDate date, int count) throws IOException {
    List<Event> added = lake.events(date, count);
    lake.append(added);
    events.addAll(added);
  }

  private void assertNothingIsLeftToDo() {
    assertThat(run())
        .as("what the run before wrote of itself, at most")
        .allMatch(line -> line.table().equals("maintenance_runs"));
  }

  private List<RunLine> run() {
    return maintenance().run(new Scope(LakeTables.ALL, false, false));
  }

  private Maintenance maintenance() {
    return maintenance(lake.catalog());
  }

  private static Maintenance maintenance(Catalog catalog) {
    return new Maintenance(catalog, LakeTables.NAMESPACE, MaintainedLake.ZONE, CLOCK);
  }

  private void set(String... properties) {
    for (LakeTable name : LakeTables.ALL) {
      UpdateProperties update = lake.table(name).updateProperties();
      for (int i = 0; i < properties.length; i += 2) {
        update.set("tidelake.maintenance." + properties[i], properties[i + 1]);
      }
      update.commit();
    }
  }

  private void assertHoldsEverything() throws IOException {
    lake.assertRolledUp(events);
    assertThat(lake.read(LakeTables.RAW_EVENTS)).hasSameSizeAs(events);
    assertThat(minutes()).isEqualTo(events.size());
    Set<Object> offsets = new HashSet<>();
    for (Record row : lake.read(LakeTables.RAW_EVENTS)) {
      offsets.add(row.getField("kafka_offset"));
    }
    assertThat(offsets).hasSameSizeAs(events);
  }

  private long minutes() throws IOException {
    return lake.sums(LakeTables.BEHAVIOR_1M, "events").values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  private List<String> filesOf(LakeTable table, LocalDate date) throws IOException {
    return lake.files(table).stream().filter(path -> path.contains("dt=" + date)).toList();
  }

  private List<String> dataFiles(String table) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("taobao").resolve(table))) {
      return files.map(Path::toString).filter(path -> path.endsWith(".parquet")).toList();
    }
  }

  /** Files of the table that none of its snapshots needs. */
  private Set<Path> unreferenced(LakeTable name) throws IOException {
    Table table = lake.table(name);
    Set<String> locations = new HashSet<>();
    locations.addAll(ReachableFileUtil.metadataFileLocations(table, false));
    locations.addAll(ReachableFileUtil.manifestListLocations(table));
    locations.add(ReachableFileUtil.versionHintLocation(table));
    for (Snapshot snapshot : table.snapshots()) {
      for (ManifestFile manifest : snapshot.allManifests(table.io())) {
        locations.add(manifest.path());
        try (CloseableIterable<String> files = ManifestFiles.readPaths(manifest, table.io())) {
          files.forEach(locations::add);
        }
      }
    }
    Set<Path> files = new HashSet<>();
    try (Stream<Path> found = Files.walk(folder.resolve("taobao").resolve(name.name()))) {
      found
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().endsWith(".crc"))
          .forEach(files::add);
    }
    locations.forEach(location -> files.remove(Path.of(URI.create(location).getPath())));
    return files;
  }

  private static void age(Path folder, Duration age) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
      }
    }
  }
}
