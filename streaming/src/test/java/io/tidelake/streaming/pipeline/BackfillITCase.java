package io.tidelake.streaming.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidelake.schema.table.BackfillCommit;
import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.streaming.TestRecords;
import io.tidelake.streaming.backfill.Backfill;
import io.tidelake.streaming.backfill.BackfillProgress;
import io.tidelake.streaming.function.DecodedRecord;
import io.tidelake.streaming.function.DecodedRecordType;
import io.tidelake.streaming.function.EndOffsets;
import io.tidelake.streaming.function.LakePositions;
import io.tidelake.streaming.function.RecordDecoder;
import io.tidelake.streaming.job.TestEnvironments;
import io.tidelake.streaming.maintenance.recompute.MinuteCorrection;
import io.tidelake.streaming.sink.Lake;
import io.tidelake.streaming.sink.LakeSink;
import io.tidelake.streaming.sink.SlowCatalog;
import io.tidelake.streaming.source.CsvFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files loaded by bounded jobs in this process, against a catalog in a folder. */
class BackfillITCase {

  private static final int LINES = 3_000;

  @TempDir Path folder;

  @Test
  void everyTableIsThatOfAStreamOfTheSameFile() throws Exception {
    Path file = CsvLog.write(folder.resolve("log.csv"), 0, LINES);
    TestLake streamed = new TestLake(folder.resolve("streamed"));
    stream(streamed, CsvLog.records(file));
    TestLake backfilled = new TestLake(folder.resolve("backfilled"));

    Backfill.Summary summary = load(backfilled.lake(), file);

    assertThat(summary.events() + summary.rejected()).isEqualTo(LINES);
    LakeCells.rollUp(streamed);
    LakeCells.rollUp(backfilled);
    for (LakeTable table :
        List.of(
            LakeTables.RAW_EVENTS,
            LakeTables.BEHAVIOR_1M,
            LakeTables.BEHAVIOR_1H,
            LakeTables.BEHAVIOR_1D,
            LakeTables.VISITORS_1H,
            LakeTables.HOT_ITEMS_1H)) {
      assertThat(LakeCells.of(backfilled, table))
          .as(table.name())
          .isNotEmpty()
          .isEqualTo(LakeCells.of(streamed, table));
    }
    Map<List<Object>, List<Long>> reasons = LakeCells.of(backfilled, LakeTables.QUARANTINE);
    assertThat(reasons.remove(List.<Object>of("MALFORMED_CSV")))
        .isEqualTo(List.of(CsvLog.malformed(0, LINES), 0L));
    assertThat(reasons).isEqualTo(LakeCells.of(streamed, LakeTables.QUARANTINE));
  }

  @Test
  void rowsNameFileAndLineAndBadLinesAreKeptAsTheyWere() throws Exception {
    Path file = CsvLog.write(folder.resolve("log.csv"), 0, LINES);
    TestLake lake = new TestLake(folder);
    load(lake.lake(), file);

    String digest = CsvFile.scan(file, bytes -> {}).digest();
    List<String> text = java.nio.file.Files.readAllLines(file);
    Set<Long> lines = new HashSet<>();
    for (LakeTable table : List.of(LakeTables.RAW_EVENTS, LakeTables.QUARANTINE)) {
      for (Record row : lake.read(table)) {
        assertThat(row.getField("source_file")).isEqualTo(digest);
        assertThat(row.getField("kafka_partition")).isNull();
        assertThat(row.getField("kafka_offset")).isNull();
        long line = (long) row.getField("source_line");
        assertThat(lines.add(line)).isTrue();
        if (table == LakeTables.QUARANTINE) {
          assertThat((String) row.getField("detail")).startsWith("log.csv:" + line + ": ");
          ByteBuffer value = ((ByteBuffer) row.getField("value")).duplicate();
          assertThat(StandardCharsets.UTF_8.decode(value).toString())
              .isEqualTo(text.get((int) line - 1));
        } else {
          assertThat(text.get((int) line - 1)).startsWith(row.getField("user_id") + ",");
        }
      }
    }
    assertThat(lines).hasSize(LINES).doesNotContain(1L);
  }

  @Test
  void theSameFilesTwiceChangeNothing() throws Exception {
    Path first = CsvLog.write(folder.resolve("first.csv"), 0, LINES);
    Path second = CsvLog.write(folder.resolve("second.csv"), LINES, LINES);
    Path copy = CsvLog.write(folder.resolve("copy.csv"), 0, LINES);
    TestLake lake = new TestLake(folder);
    Path header = Files.writeString(folder.resolve("header.csv"), CsvLog.HEADER);
    assertThat(load(lake.lake(), header).loaded())
        .extracting(CsvFile::name)
        .containsExactly("header.csv");
    Backfill.Summary once = load(lake.lake(), first, second, copy, header);
    assertThat(once.before()).extracting(CsvFile::name).containsExactly("header.csv");
    assertThat(once.loaded()).extracting(CsvFile::name).containsExactly("first.csv", "second.csv");
    Map<LakeTable, Snapshot> before = snapshots(lake);

    Backfill.Summary twice = load(lake.lake(), copy, second);

    assertThat(twice.events() + twice.rejected()).isZero();
    assertThat(twice.loaded()).isEmpty();
    assertThat(snapshots(lake)).isEqualTo(before);
    assertThat(rows(lake, LakeTables.RAW_EVENTS) + rows(lake, LakeTables.QUARANTINE))
        .isEqualTo(2L * LINES);
  }

  @Test
  void aLoadThatWasStoppedAnywhereGoesOnWhereEachTableStands() throws Exception {
    // Of several chunks, so that some are in, one is half in and some are not.
    int lines = CsvFile.STEP + 20_000;
    Path large = CsvLog.write(folder.resolve("a-large.csv"), 0, lines);
    Path second = CsvLog.write(folder.resolve("b.csv"), lines, LINES);
    Path third = CsvLog.write(folder.resolve("c.csv"), lines + LINES, LINES);
    TestLake expected = new TestLake(folder.resolve("expected"));
    load(expected.lake(), large, second, third);

    TestLake lake = new TestLake(folder.resolve("stopped"));
    Path before = CsvLog.write(folder.resolve("before.csv"), lines + 2 * LINES, 10);
    load(expected.lake(), before);
    load(lake.lake(), before);
    for (LakeTable refused : LakeTables.OF_STREAM) {
      SlowCatalog catalog = new SlowCatalog();
      Lake through = catalog.wrap(lake.lake());
      boolean[] begun = new boolean[1];
      BackfillProgress refuseAfterTheFirstChunk =
          new BackfillProgress() {
            @Override
            public void update(long done) {
              if (begun[0]) {
                catalog.refuse(refused.name());
              }
            }

            @Override
            public void begin(Part part, long total) {
              begun[0] = part == Part.LOAD;
            }
          };
      assertThatThrownBy(
              () ->
                  backfill(through, refuseAfterTheFirstChunk, 1).run(List.of(large, second, third)))
          .hasMessageContaining("refused");
      assertThat(cellsThatDiffer(lake)).as("while stopped at " + refused.name()).isZero();
    }
    load(lake.lake(), third, second, large);

    assertSame(lake, expected);
    assertThat(BackfillCommit.marks(lake.table(LakeTables.RAW_EVENTS).properties()))
        .isEqualTo(BackfillCommit.marks(expected.table(LakeTables.RAW_EVENTS).properties()));
    assertThat(lake.table(LakeTables.RAW_EVENTS).properties().get(BackfillCommit.STATE))
        .isEqualTo(lake.table(LakeTables.BEHAVIOR_1M).properties().get(BackfillCommit.STATE));
  }

  /** Half of its lines are in a table already, and what is said to do is done. */
  @Test
  void aFileThatGrewWhileItWasLoadedIsLoadedExactlyInTwoParts() throws Exception {
    Path file = CsvLog.write(folder.resolve("log.csv"), 0, LINES);
    Path complete = CsvLog.write(folder.resolve("complete.csv"), 0, 2 * LINES);
    TestLake expected = new TestLake(folder.resolve("expected"));
    load(expected.lake(), complete);
    TestLake lake = new TestLake(folder.resolve("grown"));
    SlowCatalog catalog = new SlowCatalog();
    Lake through = catalog.wrap(lake.lake());
    catalog.refuse(LakeTables.RAW_EVENTS.name());
    assertThatThrownBy(() -> load(through, file)).hasMessageContaining("refused");

    assertThatThrownBy(() -> backfill(lake.lake(), growing(file, complete), 1).run(List.of(file)))
        .hasMessageContaining("has grown")
        .satisfies(
            told -> {
              for (String line :
                  told.getMessage().lines().filter(l -> l.startsWith(" ")).toList()) {
                assertThat(new ProcessBuilder("sh", "-c", line).start().waitFor()).isZero();
              }
            });
    load(lake.lake(), folder.resolve("log.csv.begun"));
    load(lake.lake(), folder.resolve("log.csv.rest"));

    assertSame(lake, expected);
  }

  @Test
  void aFileThatGrewBeforeAnythingOfItWasCommittedIsLoadedAgain() throws Exception {
    Path file = CsvLog.write(folder.resolve("log.csv"), 0, LINES);
    Path complete = CsvLog.write(folder.resolve("complete.csv"), 0, 2 * LINES);
    TestLake lake = new TestLake(folder.resolve("grown"));

    assertThatThrownBy(() -> backfill(lake.lake(), growing(file, complete), 1).run(List.of(file)))
        .hasMessageContaining("nothing of it is in the tables");
    load(lake.lake(), file);

    TestLake expected = new TestLake(folder.resolve("expected"));
    load(expected.lake(), complete);
    assertSame(lake, expected);
  }

  /** The file is the other one as soon as it was looked through. */
  private static BackfillProgress growing(Path file, Path complete) {
    return new BackfillProgress() {
      @Override
      public void begin(Part part, long total) {
        if (part == Part.LOAD) {
          try {
            Files.copy(complete, file, StandardCopyOption.REPLACE_EXISTING);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      }
    };
  }

  /** More files than a chunk takes. */
  @Test
  void manySmallFilesAreLoadedSomeAtATime() throws Exception {
    int files = 1_030;
    List<Path> paths = new ArrayList<>();
    Set<Object> users = new HashSet<>();
    for (int i = 0; i < files; i++) {
      paths.add(
          Files.writeString(folder.resolve(i + ".csv"), "u" + i + ",1,1,,1,08,29,0,1,1,浙江\n"));
      users.add("u" + i);
    }
    TestLake lake = new TestLake(folder);

    assertThat(backfill(lake.lake(), BackfillProgress.SILENT, 8_000_000).run(paths).loaded())
        .hasSize(files);

    assertThat(lake.table(LakeTables.RAW_EVENTS).snapshots()).hasSize(2);
    assertThat(lake.read(LakeTables.RAW_EVENTS))
        .hasSize(files)
        .extracting(row -> row.getField("user_id"))
        .containsExactlyInAnyOrderElementsOf(users);
    assertThat(LakeCells.of(lake, LakeTables.BEHAVIOR_1M))
        .hasSize(1)
        .allSatisfy((cell, counts) -> assertThat(counts.get(0)).isEqualTo(files));
  }

  /** More dates than files may be open, in turn; a small limit stands in for memory. */
  @Test
  void aFileOfTooManyDatesInTurnIsRefusedAndIsLoadedSorted() throws Exception {
    int lines = 1_800;
    Path file = ofManyDates(folder.resolve("log.csv"), lines);
    TestLake lake = new TestLake(folder.resolve("sorted"));
    String[] told = new String[1];
    assertThatThrownBy(() -> loadInFiles(lake.lake(), file, 400))
        .hasMessageContaining("log.csv 1-1801", "more than 400 files")
        .satisfies(failure -> told[0] = failure.getMessage());
    assertThat(lake.table(LakeTables.RAW_EVENTS).currentSnapshot()).isNull();

    String sort = told[0].lines().filter(line -> line.startsWith(" ")).findFirst().orElseThrow();
    assertThat(new ProcessBuilder("sh", "-c", sort).start().waitFor()).isZero();
    loadInFiles(lake.lake(), folder.resolve("log.csv.sorted"), 400);

    assertThat(rows(lake, LakeTables.RAW_EVENTS)).isEqualTo(lines);
    TestLake expected = new TestLake(folder.resolve("expected"));
    load(expected.lake(), file);
    assertSame(lake, expected);
  }

  /** A line a date, 600 dates one after the other, and again. */
  private static Path ofManyDates(Path file, int lines) throws IOException {
    StringBuilder text = new StringBuilder(CsvLog.HEADER);
    for (int i = 0; i < lines; i++) {
      text.append("u,i,c,,b,08,29,0,1,1,浙江,")
          .append(TestRecords.START - i % 600 * 86_400_000L)
          .append('\n');
    }
    return Files.writeString(file, text);
  }

  private static void loadInFiles(Lake lake, Path file, int filesPerCommit) throws Exception {
    new Backfill(
            lake,
            new Backfill.Settings(
                TestLake.ZONE,
                TestLake.LATE_AFTER,
                TestRecords.START,
                8_000_000,
                filesPerCommit,
                Duration.ZERO),
            TestEnvironments::bounded,
            BackfillProgress.SILENT)
        .run(List.of(file));
  }

  @Test
  void streamAndBackfillFillTheSameDaysAtOnce() throws Exception {
    Path file = CsvLog.write(folder.resolve("log.csv"), 0, LINES);
    TestLake lake = new TestLake(folder);
    ReplayTopic topic = new ReplayTopic();
    topic.hold(4_000);
    TestJob job = new TestJob.Setup(folder, topic, lake.lake()).start();
    TestJob.awaitCommitted(lake, 4_000);
    topic.hold(8_000);
    load(lake.lake(), file);
    topic.hold(12_000);
    TestJob.awaitCommitted(lake, 12_000);
    topic.end();
    job.awaitEnd();

    TestLake alone = new TestLake(folder.resolve("alone"));
    load(alone.lake(), file);
    TestLake streamed = new TestLake(folder.resolve("streamed"));
    ReplayTopic again = new ReplayTopic();
    again.hold(12_000);
    again.end();
    new TestJob.Setup(folder.resolve("streamed"), again, streamed.lake()).start().awaitEnd();
    for (LakeTable table : LakeTables.OF_STREAM) {
      Map<List<Object>, List<Long>> both = LakeCells.of(alone, table);
      LakeCells.of(streamed, table)
          .forEach(
              (cell, counts) ->
                  both.merge(
                      cell,
                      counts,
                      (one, other) ->
                          List.of(one.get(0) + other.get(0), one.get(1) + other.get(1))));
      assertThat(LakeCells.of(lake, table)).as(table.name()).isEqualTo(both);
    }
    assertThat(lake.positions(LakeTables.RAW_EVENTS)).isEqualTo(ReplayTopic.positions(12_000));
  }

  /** As {@code recompute} counts them, which must not see one table ahead of the other. */
  private static long cellsThatDiffer(TestLake lake) throws Exception {
    MinuteCorrection correction =
        new MinuteCorrection(
            lake.table(LakeTables.RAW_EVENTS), lake.table(LakeTables.BEHAVIOR_1M), TestLake.ZONE);
    return correction.run(LocalDate.of(2026, 3, 3)) + correction.run(LocalDate.of(2026, 8, 29));
  }

  private static Backfill.Summary load(Lake lake, Path... files) throws Exception {
    return backfill(lake, BackfillProgress.SILENT, 1).run(List.of(files));
  }

  private static Backfill backfill(Lake lake, BackfillProgress progress, long linesPerCommit) {
    return new Backfill(
        lake,
        new Backfill.Settings(
            TestLake.ZONE, TestLake.LATE_AFTER, TestRecords.START, linesPerCommit, Duration.ZERO),
        TestEnvironments::bounded,
        progress);
  }

  /** Streams the records, all of them received at the moment that the backfill goes by. */
  private void stream(TestLake lake, List<byte[]> records) throws Exception {
    StreamExecutionEnvironment env =
        TestEnvironments.streaming(Duration.ofMillis(200), folder.resolve("state"));
    env.setParallelism(1);
    long count = records.size();
    LivePipeline.build(
        env,
        new DataGeneratorSource<>(
            new Decode(new ArrayList<>(records)), count, DecodedRecordType.INSTANCE),
        ends(count),
        new TestSinks(new LakeSink(lake.lake(), LakePositions.NONE, TestLake.ZONE)),
        LiveStart.EMPTY,
        TestLake.ZONE,
        TestLake.LATE_AFTER,
        Duration.ofMillis(20));
    env.execute();
  }

  private static EndOffsets.Factory ends(long count) {
    return () ->
        new EndOffsets() {
          @Override
          public Map<Integer, Long> ask() {
            return Map.of(0, count);
          }

          @Override
          public void close() {}
        };
  }

  private static final class Decode implements GeneratorFunction<Long, DecodedRecord> {
    private static final long serialVersionUID = 1L;

    private final ArrayList<byte[]> values;
    private transient RecordDecoder decoder;

    Decode(ArrayList<byte[]> values) {
      this.values = values;
    }

    @Override
    public void open(SourceReaderContext context) {
      decoder = new RecordDecoder(TestLake.ZONE, TestLake.LATE_AFTER);
    }

    @Override
    public DecodedRecord map(Long index) {
      return decoder.decode(null, values.get(Math.toIntExact(index)), 0, index, TestRecords.START);
    }
  }

  private static void assertSame(TestLake lake, TestLake expected) throws Exception {
    for (LakeTable table : LakeTables.OF_STREAM) {
      assertThat(LakeCells.of(lake, table))
          .as(table.name())
          .isEqualTo(LakeCells.of(expected, table));
    }
    assertThat(LakeCells.of(lake, LakeTables.RAW_EVENTS)).isNotEmpty();
  }

  private static Map<LakeTable, Snapshot> snapshots(TestLake lake) {
    Map<LakeTable, Snapshot> snapshots = new HashMap<>();
    LakeTables.OF_STREAM.forEach(
        table -> snapshots.put(table, lake.table(table).currentSnapshot()));
    return snapshots;
  }

  private static long rows(TestLake lake, LakeTable table) {
    return Long.parseLong(lake.table(table).currentSnapshot().summary().get("total-records"));
  }
}
