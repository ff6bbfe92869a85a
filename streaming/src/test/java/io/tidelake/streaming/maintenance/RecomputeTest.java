package io.tidelake.streaming.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.streaming.maintenance.MaintainedLake.Event;
import io.tidelake.streaming.maintenance.backup.Backups;
import io.tidelake.streaming.maintenance.rollup.Rollup;
import io.tidelake.streaming.maintenance.rollup.RollupRun;
import io.tidelake.streaming.maintenance.rows.RowReader;
import io.tidelake.streaming.maintenance.rows.RowWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.io.CloseableIterable;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Dates counted anew beside everything else that goes on. */
class RecomputeTest {

  private static final Clock CLOCK = Clock.systemUTC();

  private static final LocalDate TODAY = LocalDate.now(CLOCK.withZone(MaintainedLake.ZONE));
  private static final LocalDate YESTERDAY = TODAY.minusDays(1);

  @TempDir Path folder;

  private MaintainedLake lake;
  private final List<Event> events = new ArrayList<>();

  @BeforeEach
  void openLake() {
    lake = new MaintainedLake(folder, 3);
  }

  @Test
  void whereNothingDiffersNothingIsWritten() throws Exception {
    append(TODAY, 50);
    append(YESTERDAY, 50);
    run();
    Map<String, Long> before = snapshots();

    assertThat(recompute(YESTERDAY, TODAY)).hasSize(2).allSatisfy(this::nothing);

    assertThat(snapshots()).isEqualTo(before);
  }

  @Test
  void aDateThatDiffersIsReplacedByOneRowACell() throws Exception {
    append(TODAY, 50);
    append(YESTERDAY, 50);
    run();
    List<String> yesterday = filesOf(YESTERDAY);
    lake.appendMinutes(lake.events(TODAY, 7));
    run();
    assertThat(minutes()).as("somebody counted what did not happen").isEqualTo(107);

    Map<LocalDate, Map<String, Long>> different = recompute(YESTERDAY, TODAY);

    assertThat(different.get(TODAY).get("behavior_1m")).isEqualTo(7);
    assertThat(different.get(TODAY).get("behavior_1h")).as("it followed").isZero();
    assertThat(different.get(YESTERDAY)).satisfies(tables -> nothing(YESTERDAY, tables));
    assertHoldsEverything();
    assertThat(newest(LakeTables.BEHAVIOR_1M).operation()).isEqualTo(DataOperations.OVERWRITE);
    assertThat(newest(LakeTables.BEHAVIOR_1M).summary())
        .containsEntry("partition-summaries-included", "true")
        .containsKey("partitions.dt=" + TODAY)
        .doesNotContainKey("partitions.dt=" + YESTERDAY);
    assertThat(filesOf(YESTERDAY)).isEqualTo(yesterday);
    assertOneRowACell(TODAY);
    Map<String, Long> before = snapshots();
    assertThat(recompute(YESTERDAY, TODAY)).allSatisfy(this::nothing);
    assertThat(snapshots()).as("the second time changes nothing").isEqualTo(before);
    Backups.Backup backup =
        new Backups(lake.catalog(), LakeTables.NAMESPACE, CLOCK).create("afterwards");
    assertThat(backup.snapshots())
        .containsEntry("behavior_1m", newest(LakeTables.BEHAVIOR_1M).snapshotId());
  }

  @Test
  void rowsThatClaimAnotherTimeThanTheirDateAreFoundToo() throws Exception {
    append(TODAY, 50);
    run();
    Event misplaced = lake.events(YESTERDAY, 1).get(0);
    falsify(
        LakeTables.BEHAVIOR_1M,
        TODAY,
        (row, index) -> {
          if (index == 0) {
            row.setField(0, minuteOf(misplaced));
          }
        });
    run();

    assertThat(recompute(TODAY, TODAY).get(TODAY).get("behavior_1m")).isEqualTo(2);

    assertHoldsEverything();
  }

  @Test
  void aDateWithoutACellAndOneWithoutAnEvent() throws Exception {
    append(TODAY, 30);
    append(YESTERDAY, 30);
    run();
    lake.table(LakeTables.BEHAVIOR_1M)
        .newDelete()
        .deleteFromRowFilter(Expressions.equal("dt", (int) YESTERDAY.toEpochDay()))
        .commit();
    lake.appendMinutes(lake.events(TODAY.minusDays(2), 5));

    Map<LocalDate, Map<String, Long>> different = recompute(TODAY.minusDays(2), TODAY);

    assertThat(different.get(YESTERDAY).get("behavior_1m")).isPositive();
    assertThat(different.get(TODAY.minusDays(2)).get("behavior_1m")).isEqualTo(5);
    assertHoldsEverything();
  }

  @Test
  void whatTheStreamAppendsMeanwhileStays() throws Exception {
    append(TODAY, 50);
    lake.appendMinutes(lake.events(TODAY, 7));
    AtomicInteger commits = new AtomicInteger();
    Catalog beside =
        overtaken(
            LakeTables.BEHAVIOR_1M,
            () -> {
              if (commits.getAndIncrement() == 0) {
                append(TODAY, 20);
                append(YESTERDAY, 20);
              }
            });

    MaintenanceRuns.recompute(beside, TODAY, TODAY, false);

    assertThat(commits).as("the first commit fits").hasValue(1);
    assertHoldsEverything();
    assertThat(recompute(YESTERDAY, TODAY)).allSatisfy(this::nothing);
  }

  @Test
  void aReaderSeesTheDateAsItWasOrAsItShouldBe() throws Exception {
    append(TODAY, 50);
    lake.appendMinutes(lake.events(TODAY, 7));
    Table pinned = lake.table(LakeTables.BEHAVIOR_1M);
    List<Long> seen = new ArrayList<>();
    Catalog beside = overtaken(LakeTables.BEHAVIOR_1M, () -> seen.add(minutes()));

    MaintenanceRuns.recompute(beside, TODAY, TODAY, false);

    assertThat(seen).as("right before the commit").containsExactly(57L);
    assertThat(minutes()).isEqualTo(50);
    assertThat(minutesAt(pinned, pinned.currentSnapshot().snapshotId())).isEqualTo(57);
    long before = newest(LakeTables.BEHAVIOR_1M).parentId();
    assertThat(minutesAt(lake.table(LakeTables.BEHAVIOR_1M), before))
        .as("one commit in between")
        .isEqualTo(57);
  }

  @Test
  void compactionMeanwhileMeansCountingAgain() throws Exception {
    append(TODAY, 50);
    append(TODAY, 50);
    lake.appendMinutes(lake.events(TODAY, 7));
    AtomicInteger commits = new AtomicInteger();
    Catalog beside =
        overtaken(
            LakeTables.BEHAVIOR_1M,
            () -> {
              if (commits.getAndIncrement() == 0) {
                append(TODAY, 10);
                lake.compact(LakeTables.BEHAVIOR_1M);
              }
            });

    MaintenanceRuns.recompute(beside, TODAY, TODAY, false);

    assertThat(commits).hasValue(2);
    assertThat(newest(LakeTables.BEHAVIOR_1M).operation()).isEqualTo(DataOperations.OVERWRITE);
    assertHoldsEverything();
    assertOneRowACell(TODAY);
  }

  @Test
  void aDateThatIsCompactedUnderEveryTryIsPutRightAllTheSame() throws Exception {
    append(TODAY, 50);
    lake.appendMinutes(lake.events(TODAY, 7));
    Catalog beside =
        overtaken(
            LakeTables.BEHAVIOR_1M,
            () -> {
              append(TODAY, 3);
              lake.compact(LakeTables.BEHAVIOR_1M);
            });

    assertThat(MaintenanceRuns.recompute(beside, TODAY, TODAY, false).get(TODAY).get("behavior_1m"))
        .isEqualTo(7);

    assertThat(newest(LakeTables.BEHAVIOR_1M).operation()).isEqualTo(DataOperations.APPEND);
    assertHoldsEverything();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ofTwoAtOnceOneCounts(boolean dateHasCells) throws Exception {
    append(TODAY, 50);
    if (!dateHasCells) {
      lake.table(LakeTables.BEHAVIOR_1M)
          .newDelete()
          .deleteFromRowFilter(Expressions.equal("dt", (int) TODAY.toEpochDay()))
          .commit();
    } else {
      lake.appendMinutes(lake.events(TODAY, 7));
    }
    AtomicInteger commits = new AtomicInteger();
    Catalog beside =
        overtaken(
            LakeTables.BEHAVIOR_1M,
            () -> {
              if (commits.getAndIncrement() == 0) {
                assertThat(recompute(TODAY, TODAY).get(TODAY).get("behavior_1m")).isPositive();
              }
            });

    assertThat(MaintenanceRuns.recompute(beside, TODAY, TODAY, false).get(TODAY).get("behavior_1m"))
        .isZero();

    assertHoldsEverything();
  }

  /** As it is after a kill between the two commits of a checkpoint. */
  @Test
  void aDateIsNotPutRightTwiceWhileTheEventsAreBehind() throws Exception {
    append(TODAY, 50);
    append(YESTERDAY, 50);
    lake.appendMinutes(lake.events(TODAY, 7));
    lake.appendMinutes(lake.events(YESTERDAY, 3));
    List<Event> ahead = lake.events(TODAY, 20);
    List<DataFile> raw = lake.appendMinutesAhead(ahead);
    assertThat(recompute(TODAY, TODAY).get(TODAY).get("behavior_1m")).isEqualTo(7);
    assertThat(minutes()).isEqualTo(123);

    assertThatThrownBy(() -> recompute(TODAY, TODAY))
        .hasMessageContaining(TODAY + " was put right already");

    assertThat(minutes()).isEqualTo(123);
    assertThat(recompute(YESTERDAY, YESTERDAY).get(YESTERDAY).get("behavior_1m"))
        .as("of another date nothing is in doubt")
        .isEqualTo(3);
    lake.appendRaw(raw);
    events.addAll(ahead);
    assertThat(recompute(YESTERDAY, TODAY)).allSatisfy(this::nothing);
    run();
    assertHoldsEverything();
  }

  @Test
  void whatIsPutRightLeavesNoDeleteFileBehind() throws Exception {
    append(TODAY, 50);
    append(YESTERDAY, 50);
    run();
    lake.deleteFirstRows(LakeTables.BEHAVIOR_1M, TODAY);
    assertThat(lake.hasDeletes(LakeTables.BEHAVIOR_1M)).isTrue();

    assertThat(recompute(TODAY, TODAY).get(TODAY).get("behavior_1m")).isPositive();

    assertThat(lake.hasDeletes(LakeTables.BEHAVIOR_1M)).isFalse();
    run();
    assertHoldsEverything();
  }

  @Test
  void aTryThatTookEffectUnheardIsNotRepeated() throws Exception {
    append(TODAY, 50);
    lake.appendMinutes(lake.events(TODAY, 7));
    AtomicInteger commits = new AtomicInteger();
    Catalog deaf =
        seenThrough(
            LakeTables.BEHAVIOR_1M,
            table -> new BaseTable(unheardOnce(table.operations(), commits), table.name()));

    assertThat(MaintenanceRuns.recompute(deaf, TODAY, TODAY, false).get(TODAY).get("behavior_1m"))
        .isEqualTo(7);

    assertThat(commits).as("tries that reached the catalog").hasValue(1);
    assertHoldsEverything();
    assertThat(recompute(TODAY, TODAY)).allSatisfy(this::nothing);
  }

  @Test
  void rollupsFollowWhateverElseHappened() throws Exception {
    append(TODAY, 50);
    append(YESTERDAY, 50);
    run();
    for (int i = 0; i < 3; i++) {
      lake.appendMinutes(lake.events(TODAY, 7));
      if (i == 1) {
        run();
      }
      append(TODAY, 5);
      lake.compact(LakeTables.BEHAVIOR_1M);
      recompute(TODAY, TODAY);
      append(YESTERDAY, 5);
      if (i == 2) {
        lake.compact(LakeTables.RAW_EVENTS);
        lake.compact(LakeTables.BEHAVIOR_1M);
      }
    }
    run();
    assertHoldsEverything();
  }

  @Test
  void aRollupThatDiffersIsPutRight() throws Exception {
    append(TODAY, 50);
    append(YESTERDAY, 50);
    append(TODAY.minusDays(40), 50);
    run();
    for (Rollup rollup : Rollup.ALL) {
      LakeTable name = rollup.target();
      falsify(
          name,
          YESTERDAY,
          (row, index) -> {
            int count = name.schema().columns().indexOf(name.schema().findField("events"));
            if (index == 0 && count >= 0) {
              row.setField(count, row.getLong(count) + 3);
            }
          },
          name == LakeTables.VISITORS_1H ? 1 : 0);
    }
    Map<String, List<String>> others = new HashMap<>();
    for (Rollup rollup : Rollup.ALL) {
      others.put(rollup.target().name(), otherFiles(rollup.target(), YESTERDAY));
    }
    append(YESTERDAY, 4);

    Map<String, Long> different = recompute(YESTERDAY, YESTERDAY).get(YESTERDAY);

    assertThat(different).containsEntry("behavior_1m", 0L);
    for (Rollup rollup : Rollup.ALL) {
      assertThat(different.get(rollup.target().name())).as(rollup.target().name()).isEqualTo(1);
      assertThat(otherFiles(rollup.target(), YESTERDAY))
          .as(rollup.target().name())
          .containsAll(others.get(rollup.target().name()));
    }
    assertHoldsEverything();
    Map<String, Long> before = snapshots();
    assertThat(recompute(YESTERDAY, YESTERDAY)).allSatisfy(this::nothing);
    assertThat(snapshots()).isEqualTo(before);
  }

  @Test
  void itIsToldWhatIsWrongInRollupsBeforeTheyAreMadeAnew() throws Exception {
    append(TODAY, 50);
    append(TODAY.minusDays(40), 50);
    run();
    Map<LakeTable, List<String>> found = new HashMap<>();
    assertThat(differing(found)).isZero();
    for (Rollup rollup : Rollup.ALL) {
      LakeTable name = rollup.target();
      falsify(
          name,
          TODAY.minusDays(40),
          (row, index) -> {
            int count = name.schema().columns().indexOf(name.schema().findField("events"));
            if (index == 0 && count >= 0) {
              row.setField(count, row.getLong(count) + 3_000);
            }
          },
          name == LakeTables.VISITORS_1H ? 1 : 0);
    }

    assertThat(differing(found)).isEqualTo(Rollup.ALL.size());

    assertThat(found.get(LakeTables.BEHAVIOR_1D))
        .singleElement(InstanceOfAssertFactories.STRING)
        .startsWith("dt=" + TODAY.minusDays(40) + " action=")
        .containsPattern("\\[\\d+, \\d+\\] instead of \\[300\\d, \\d+\\]");
    assertThat(found.get(LakeTables.VISITORS_1H))
        .singleElement(InstanceOfAssertFactories.STRING)
        .startsWith("hour_start=")
        .endsWith("instead of 0");
    MaintenanceRuns.recompute(lake.catalog(), TODAY, TODAY, true);
    assertThat(differing(found)).isZero();
  }

  private long differing(Map<LakeTable, List<String>> found) throws IOException {
    long differing = 0;
    for (Rollup rollup : Rollup.ALL) {
      List<String> cells = new ArrayList<>();
      differing +=
          new RollupRun(
                  rollup,
                  lake.table(rollup.source()),
                  lake.table(rollup.target()),
                  MaintainedLake.ZONE)
              .differing(cells::add);
      found.put(rollup.target(), cells);
    }
    return differing;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--json"})
  void aDateIsToldWhenItIsDoneThoughTheNextOneFails(String json) throws Exception {
    append(TODAY, 50);
    append(YESTERDAY, 50);
    run();
    lake.appendMinutes(lake.events(YESTERDAY, 7));
    lake.appendMinutes(lake.events(TODAY, 7));
    AtomicInteger commits = new AtomicInteger();
    Catalog failing =
        overtaken(
            LakeTables.BEHAVIOR_1M,
            () -> {
              if (commits.getAndIncrement() > 0) {
                throw new IllegalStateException("the disk is full");
              }
            });
    StringWriter told = new StringWriter();

    assertThatThrownBy(
            () ->
                recomputed(
                    failing,
                    told,
                    ("--from " + YESTERDAY + " --to " + TODAY + " " + json).strip().split(" ")))
        .hasMessage("the disk is full");

    assertThat(told.toString())
        .contains(YESTERDAY.toString())
        .contains(json.isEmpty() ? "put right: behavior_1m 7" : "\"behavior_1m\":7")
        .doesNotContain(TODAY.toString());
    recompute(TODAY, TODAY);
    assertHoldsEverything();
  }

  @Test
  void theCommandMakesRollupsAnewAndTellsWhatTheySaid() throws Exception {
    append(TODAY, 50);
    run();
    falsify(
        LakeTables.BEHAVIOR_1D,
        TODAY,
        (row, index) -> {
          int count =
              LakeTables.BEHAVIOR_1D
                  .schema()
                  .columns()
                  .indexOf(LakeTables.BEHAVIOR_1D.schema().findField("events"));
          if (index == 0) {
            row.setField(count, row.getLong(count) + 3);
          }
        },
        0);
    StringWriter told = new StringWriter();

    recomputed(lake.catalog(), told, "--day", TODAY.toString(), "--rebuild-rollups");

    assertThat(told.toString())
        .contains(TODAY + ": nothing differed")
        .contains("rollups made anew: cells that differed and are put right: behavior_1d 1")
        .containsPattern("behavior_1d dt=.* instead of ");
    assertHoldsEverything();
  }

  private void recomputed(Catalog catalog, StringWriter told, String... options)
      throws IOException {
    MaintenanceCommand.RecomputeDates command = new MaintenanceCommand.RecomputeDates();
    new CommandLine(command).setOut(new PrintWriter(told, true)).parseArgs(options);
    command.check();
    command.call(maintenance(catalog), catalog);
  }

  @Test
  void rollupsCanBeMadeAnew() throws Exception {
    append(TODAY, 50);
    run();

    assertThat(MaintenanceRuns.recompute(lake.catalog(), TODAY, TODAY, true))
        .containsEntry(TODAY, Map.of("behavior_1m", 0L));

    assertHoldsEverything();
  }

  @Test
  void recomputeBeginsAnewWhereAScheduledRunWasFaster() throws Exception {
    append(TODAY, 50);
    run();
    append(TODAY, 50);
    AtomicInteger commits = new AtomicInteger();
    Catalog beside =
        overtaken(
            LakeTables.HOT_ITEMS_1H,
            () -> {
              if (commits.getAndIncrement() == 0) {
                assertThatCode(this::run).doesNotThrowAnyException();
              }
            });

    MaintenanceRuns.recompute(beside, TODAY, TODAY, false);

    assertThat(commits.get()).isPositive();
    assertHoldsEverything();
  }

  private interface Overtaking {
    void now() throws IOException;

    default void run() {
      try {
        now();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private interface Seen {
    BaseTable through(BaseTable table);
  }

  /** When the table is counted and not yet committed to, something else happens. */
  private Catalog overtaken(LakeTable name, Overtaking overtaking) {
    return seenThrough(
        name,
        table ->
            new BaseTable(table.operations(), table.name()) {
              @Override
              public Transaction newTransaction() {
                overtaking.run();
                return super.newTransaction();
              }

              @Override
              public OverwriteFiles newOverwrite() {
                overtaking.run();
                return super.newOverwrite();
              }
            });
  }

  private Catalog seenThrough(LakeTable name, Seen seen) {
    return (Catalog)
        Proxy.newProxyInstance(
            Catalog.class.getClassLoader(),
            new Class<?>[] {Catalog.class},
            (proxy, method, arguments) -> {
              try {
                Object result = method.invoke(lake.catalog(), arguments);
                return result instanceof BaseTable table && table.name().endsWith(name.name())
                    ? seen.through(table)
                    : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** The first commit takes effect, and its client is told that it did not. */
  private static TableOperations unheardOnce(TableOperations operations, AtomicInteger commits) {
    return (TableOperations)
        Proxy.newProxyInstance(
            TableOperations.class.getClassLoader(),
            new Class<?>[] {TableOperations.class},
            (proxy, method, arguments) -> {
              try {
                Object result = method.invoke(operations, arguments);
                if (method.getName().equals("commit") && commits.getAndIncrement() == 0) {
                  throw new CommitFailedException("unheard");
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private interface Change {
    void of(GenericRowData row, int index);
  }

  private void falsify(LakeTable name, LocalDate date, Change change) throws IOException {
    falsify(name, date, change, 0);
  }

  /** Writes the date of the table anew, in the way of compaction, without the first rows. */
  private void falsify(LakeTable name, LocalDate date, Change change, int without)
      throws IOException {
    Table table = lake.table(name);
    RewriteFiles rewrite = table.newRewrite();
    int dt = name.schema().columns().indexOf(name.schema().findField("dt"));
    int index = 0;
    try (RowWriter writer = new RowWriter(table);
        CloseableIterable<FileScanTask> files = table.newScan().planFiles()) {
      for (FileScanTask file : files) {
        List<GenericRowData> rows = new ArrayList<>();
        boolean any = false;
        try (CloseableIterable<RowData> written =
            RowReader.written(table, file.file(), table.schema())) {
          for (RowData row : written) {
            any |= row.getInt(dt) == date.toEpochDay();
            rows.add(generic(row, table));
          }
        }
        if (any) {
          for (GenericRowData row : rows) {
            if (row.getInt(dt) == date.toEpochDay()) {
              change.of(row, index++);
              if (index <= without) {
                continue;
              }
            }
            writer.write(row);
          }
          rewrite.deleteFile(file.file());
        }
      }
      writer.complete().forEach(rewrite::addFile);
    }
    rewrite.commit();
  }

  private static GenericRowData generic(RowData row, Table table) {
    RowType type = FlinkSchemaUtil.convert(table.schema());
    GenericRowData copy = new GenericRowData(type.getFieldCount());
    for (int i = 0; i < type.getFieldCount(); i++) {
      Object value = RowData.createFieldGetter(type.getTypeAt(i), i).getFieldOrNull(row);
      copy.setField(
          i,
          value instanceof StringData text
              ? StringData.fromString(text.toString())
              : value instanceof byte[] bytes ? bytes.clone() : value);
    }
    return copy;
  }

  private static TimestampData minuteOf(Event event) {
    return TimestampData.fromInstant(event.time().truncatedTo(ChronoUnit.MINUTES));
  }

  private void nothing(LocalDate date, Map<String, Long> tables) {
    assertThat(tables.values()).as(date.toString()).isNotEmpty().containsOnly(0L);
  }

  private void append(LocalDate date, int count) throws IOException {
    List<Event> added = lake.events(date, count);
    lake.append(added);
    events.addAll(added);
  }

  private List<RunLine> run() {
    return maintenance(lake.catalog()).run(new Maintenance.Scope(LakeTables.ALL, false, false));
  }

  private Map<LocalDate, Map<String, Long>> recompute(LocalDate first, LocalDate last)
      throws IOException {
    return MaintenanceRuns.recompute(lake.catalog(), first, last, false);
  }

  private static Maintenance maintenance(Catalog catalog) {
    return new Maintenance(catalog, LakeTables.NAMESPACE, MaintainedLake.ZONE, CLOCK);
  }

  private Snapshot newest(LakeTable name) {
    return lake.table(name).currentSnapshot();
  }

  private Map<String, Long> snapshots() {
    Map<String, Long> snapshots = new HashMap<>();
    for (LakeTable name : LakeTables.ALL) {
      Snapshot snapshot = lake.table(name).currentSnapshot();
      snapshots.put(name.name(), snapshot == null ? -1 : snapshot.snapshotId());
    }
    return snapshots;
  }

  private void assertHoldsEverything() throws IOException {
    lake.assertRolledUp(events);
    assertThat(lake.read(LakeTables.RAW_EVENTS)).hasSameSizeAs(events);
    assertThat(minutes()).isEqualTo(events.size());
  }

  private void assertOneRowACell(LocalDate date) throws IOException {
    List<Object> cells = new ArrayList<>();
    for (Record row : lake.read(LakeTables.BEHAVIOR_1M)) {
      if (row.getField("dt").equals(date)) {
        assertThat((Long) row.getField("events")).isPositive();
        cells.add(
            List.of(
                row.getField("window_start"),
                row.getField("action"),
                row.getField("age_range"),
                row.getField("gender"),
                row.getField("province")));
      }
    }
    assertThat(new HashSet<>(cells)).isNotEmpty().hasSameSizeAs(cells);
  }

  private long minutes() throws IOException {
    return lake.sums(LakeTables.BEHAVIOR_1M, "events").values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  private static long minutesAt(Table table, long snapshot) throws IOException {
    long sum = 0;
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(table).useSnapshot(snapshot).build()) {
      for (Record row : rows) {
        sum += (Long) row.getField("events");
      }
    }
    return sum;
  }

  private List<String> filesOf(LocalDate date) throws IOException {
    return lake.files(LakeTables.BEHAVIOR_1M).stream()
        .filter(path -> path.contains("dt=" + date))
        .toList();
  }

  /** The files of other partitions. */
  private List<String> otherFiles(LakeTable name, LocalDate date) throws IOException {
    return lake.files(name).stream()
        .filter(path -> !path.contains("dt=" + date))
        .filter(path -> !path.contains("dt_month=" + date.toString().substring(0, 7)))
        .toList();
  }
}
