package io.tidelake.bench.layout;

import io.tidelake.bench.BenchResult;
import io.tidelake.bench.BenchSettings;
import io.tidelake.bench.Benchmark;
import io.tidelake.bench.LoadedLake;
import io.tidelake.bench.MaintenanceOrders;
import io.tidelake.bench.ProcessUse;
import io.tidelake.bench.StackUse;
import io.tidelake.ingest.trino.SqlResource;
import io.tidelake.ingest.trino.TrinoAddress;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.table.MaintenancePolicy;
import io.tidelake.stack.LocalStack;
import io.tidelake.stack.StackOptions;
import io.tidelake.stack.server.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;

/**
 * As many commits as the stream makes in twelve hours, each with a small file for today and one for
 * yesterday, made one after the other as fast as it goes, while maintenance runs beside them as
 * often by commits as in life. Then what the table is like, beside a copy that was written at once.
 */
public final class LayoutBenchmark implements Benchmark {

  private static final EnumSet<Part> PARTS =
      EnumSet.of(Part.OBJECT_STORE, Part.CATALOG, Part.TRINO, Part.MAINTENANCE);

  private static final int COMMITS = 8_640;
  private static final int QUICK_COMMITS = 300;

  /** A file for each of two dates. */
  private static final int ROWS_A_COMMIT = 2 * SmallCommits.ROWS;

  /** Commits between two runs in life: one every five seconds, and a run every three minutes. */
  private static final int COMMITS_A_RUN = 36;

  /** Commits of an hour in life, for which snapshots are kept. */
  private static final int COMMITS_KEPT = 720;

  /**
   * Between two commits while maintenance runs. In life there are five seconds, in which it commits
   * with room to spare; without any room each of its commits would lose against the next of these.
   */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private static final int SAMPLES = 60;
  private static final int TELL_EVERY = 500;
  private static final int EXAMPLES = 3;
  private static final int TRIAL = 20;
  private static final int COMPARISONS = 5;
  private static final int PLANNINGS = 5;
  private static final long TARGET_BYTES = 128L << 20;
  private static final double MIB = 1 << 20;
  private static final double KIB = 1 << 10;
  private static final double NANOS_PER_MILLI = 1e6;

  private static final String THIRD_QUARTER =
      "metadata.json, third quarter of the commits, at most";
  private static final String LAST_QUARTER = "metadata.json, last quarter, at most";
  private static final String COPY = "raw_events_copy";

  @Override
  public String name() {
    return "layout";
  }

  @Override
  public void run(BenchSettings settings, BenchResult result) throws Exception {
    StackOptions options =
        StackOptions.only(settings.home().resolve("layout"), settings.portOffset(), PARTS);
    LocalStack.purge(options.site());
    settings.say().accept("Starting a stack ...");
    try (LocalStack stack = LocalStack.start(options);
        Lake lake = new Lake(stack);
        MaintenanceOrders maintenance = new MaintenanceOrders(stack.site());
        Connection trino = TrinoAddress.of(stack.endpoints().trino()).connect("bench", Map.of())) {
      new Run(settings, result, stack, lake, maintenance, trino).all();
    } finally {
      LocalStack.purge(options.site());
    }
  }

  private static boolean isData(Path file) {
    return file.getFileName().toString().endsWith(".parquet");
  }

  private static boolean isTableMetadata(Path file) {
    return file.getFileName().toString().endsWith(".metadata.json");
  }

  /** One run, with what it needs. */
  private static final class Run {

    private final BenchSettings settings;
    private final BenchResult result;
    private final LocalStack stack;
    private final Lake lake;
    private final MaintenanceOrders maintenance;
    private final Connection trino;
    private final StoredFiles stored;
    private final int commits;
    private final LocalDate today = LocalDate.now(LoadedLake.ZONE);

    Run(
        BenchSettings settings,
        BenchResult result,
        LocalStack stack,
        Lake lake,
        MaintenanceOrders maintenance,
        Connection trino) {
      this.settings = settings;
      this.result = result;
      this.stack = stack;
      this.lake = lake;
      this.maintenance = maintenance;
      this.trino = trino;
      this.stored = new StoredFiles(stack.site().data("object-store"));
      this.commits =
          Math.toIntExact(
              settings.eventsOr((long) (settings.quick() ? QUICK_COMMITS : COMMITS) * ROWS_A_COMMIT)
                  / ROWS_A_COMMIT);
    }

    void all() throws Exception {
      Table table = lake.table(LakeTables.RAW_EVENTS);
      SmallCommits small =
          new SmallCommits(
              table, List.of(today.minusDays(1), today), LoadedLake.ZONE, commits, settings.seed());
      StackUse use = StackUse.begin(stack);
      Duration kept = commitAll(table, small);
      use.into(result);
      result.add("store before the last maintenance", "MiB", sum(stored.of(table)) / MIB);
      settings.say().accept("Maintaining once more ...");
      set(table, Map.of("snapshot-min-count", "1"));
      maintenance.awaitRun();
      // Nothing is committed any more: what is left are the snapshots that were too young.
      Thread.sleep(kept.plusSeconds(1));
      maintenance.awaitRun();
      table.refresh();
      shape(table);
      compare();
      judge();
    }

    /**
     * @return for how long snapshots are kept
     */
    private Duration commitAll(Table table, SmallCommits small) throws Exception {
      long start = System.nanoTime();
      for (int i = 0; i < TRIAL; i++) {
        small.commit();
      }
      // An hour of commits, at the speed of these.
      Duration kept =
          Duration.ofNanos((System.nanoTime() - start) / TRIAL)
              .multipliedBy(Math.min(COMMITS_KEPT, commits / 12));
      set(table, Map.of("snapshot-max-age", kept.toString()));
      settings
          .say()
          .accept("Committing %,d times, snapshots are kept for %s ...".formatted(commits, kept));
      List<Long> metadata = new ArrayList<>();
      double cpu = ProcessUse.cpuSeconds(stack.status(Part.MAINTENANCE).pid());
      Instant ordered = Instant.EPOCH;
      Duration paused = Duration.ZERO;
      for (int i = TRIAL; i < commits; i++) {
        small.commit();
        if (i % COMMITS_A_RUN == 0) {
          ordered = Instant.now();
          maintenance.order();
        }
        if (i % Math.max(1, commits / SAMPLES) == 0) {
          metadata.add(stored.metadataBytes(table));
        }
        if (i % TELL_EVERY == 0) {
          settings.say().accept("%,d of %,d commits ...".formatted(i, commits));
        }
        if (maintenance.lastRun().isBefore(ordered)) {
          Thread.sleep(PAUSE);
          paused = paused.plus(PAUSE);
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      result.add("a commit", "ms", (seconds * 1000 - paused.toMillis()) / commits);
      result.add(
          "maintenance, CPU",
          "cores",
          (ProcessUse.cpuSeconds(stack.status(Part.MAINTENANCE).pid()) - cpu) / seconds);
      // What it grows to first is the snapshots that are kept.
      int quarter = metadata.size() / 4;
      result.add(THIRD_QUARTER, "KiB", most(metadata.subList(2 * quarter, 3 * quarter)) / KIB);
      result.add(LAST_QUARTER, "KiB", most(metadata.subList(3 * quarter, metadata.size())) / KIB);
      return kept;
    }

    private static double most(List<Long> sizes) {
      return sizes.stream().mapToLong(Long::longValue).max().orElse(0);
    }

    private static void set(Table table, Map<String, String> policy) {
      var update = table.updateProperties();
      policy.forEach((name, value) -> update.set(MaintenancePolicy.PREFIX + name, value));
      update.commit();
    }

    private void shape(Table table) throws IOException {
      Map<Integer, List<FileScanTask>> partitions = new TreeMap<>();
      try (CloseableIterable<FileScanTask> files = table.newScan().planFiles()) {
        files.forEach(
            file ->
                partitions
                    .computeIfAbsent(
                        file.file().partition().get(0, Integer.class), day -> new ArrayList<>())
                    .add(file));
      }
      partitions.forEach(
          (day, files) -> {
            String what = day == today.toEpochDay() ? "today's partition" : "yesterday's partition";
            long bytes = files.stream().mapToLong(FileScanTask::length).sum();
            result.add(what + ", size", "MiB", bytes / MIB);
            result.add(what + ", files", "files", files.size());
            if (day != today.toEpochDay()) {
              result.atMost(
                  "S9",
                  "files of a closed partition",
                  (bytes + TARGET_BYTES - 1) / TARGET_BYTES + 1,
                  files.size());
            }
          });
      long snapshots = 0;
      for (var unused : table.snapshots()) {
        snapshots++;
      }
      result.add("snapshots", "snapshots", snapshots);
      result.add("metadata.json at the end", "KiB", stored.metadataBytes(table) / KIB);
      Map<Path, Long> files = stored.of(table);
      result.add("store after maintenance", "MiB", sum(files) / MIB);
      Set<Path> reachable = stored.reachable(table);
      files.keySet().removeAll(reachable);
      // The catalog writes metadata.json first and leaves it when another commit was faster. They
      // are days too young for the removal of orphans, and so would the others be.
      long refused = files.keySet().stream().filter(LayoutBenchmark::isTableMetadata).count();
      files.keySet().removeIf(LayoutBenchmark::isTableMetadata);
      long data = files.keySet().stream().filter(LayoutBenchmark::isData).count();
      result.add("metadata.json of commits that were refused", "files", refused);
      result.add("data files that nothing refers to", "files", data);
      result.add("manifests and their lists that nothing refers to", "files", files.size() - data);
      result.atMost("S9", "data files and manifests that nothing refers to", 0, files.size());
      files.keySet().stream()
          .sorted()
          .limit(EXAMPLES)
          .forEach(file -> result.note("Nothing refers to `%s`.".formatted(file.getFileName())));
    }

    private static double sum(Map<Path, Long> files) {
      return files.values().stream().mapToLong(Long::longValue).sum();
    }

    private void compare() throws SQLException, IOException {
      settings.say().accept("Making a copy ...");
      try (Statement statement = trino.createStatement()) {
        statement.executeUpdate(sql("copy"));
      }
      List<String> here = scan("raw_events").row();
      List<String> there = scan(COPY).row();
      long expected = 2L * commits * SmallCommits.ROWS;
      if (!here.equals(there) || !here.getFirst().equals(Long.toString(expected))) {
        throw new IOException(
            "of %,d rows the table has %s, the copy %s".formatted(expected, here, there));
      }
      for (int round = 1; round <= settings.rounds(); round++) {
        settings.say().accept("Round %d ...".formatted(round));
        for (int i = 0; i < COMPARISONS; i++) {
          for (int j = 0; j < PLANNINGS; j++) {
            result.add("planning, the table", "ms", plan("raw_events"));
            result.add("planning, the copy", "ms", plan(COPY));
          }
          result.add("scan, the table", "ms", scan("raw_events").millis());
          result.add("scan, the copy", "ms", scan(COPY).millis());
        }
      }
    }

    /** From the catalog on, as a reader that knows nothing yet. */
    private double plan(String name) throws IOException {
      long start = System.nanoTime();
      Table table = lake.table(name);
      try (CloseableIterable<FileScanTask> files = table.newScan().planFiles()) {
        files.forEach(file -> {});
      }
      return (System.nanoTime() - start) / NANOS_PER_MILLI;
    }

    private record Scan(double millis, List<String> row) {}

    private Scan scan(String table) throws SQLException {
      long start = System.nanoTime();
      try (Statement statement = trino.createStatement();
          ResultSet rows = statement.executeQuery(sql("scan").replace("{table}", table))) {
        rows.next();
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          Object value = rows.getObject(i);
          row.add(
              value instanceof byte[] bytes
                  ? java.util.HexFormat.of().formatHex(bytes)
                  : String.valueOf(value));
        }
        return new Scan((System.nanoTime() - start) / NANOS_PER_MILLI, row);
      }
    }

    private static String sql(String name) {
      return SqlResource.text(LayoutBenchmark.class, name).replace("{copy}", COPY);
    }

    private void judge() {
      double planning = result.median("planning, the table");
      double ofCopy = result.median("planning, the copy");
      result.atMost(
          "S9", "planning ÷ that of a copy (ms)", 1.2, planning, ofCopy, planning / ofCopy);
      double scan = result.median("scan, the table");
      ofCopy = result.median("scan, the copy");
      result.atMost("S9", "scan ÷ that of a copy (ms)", 1.1, scan, ofCopy, scan / ofCopy);
      double last = result.median(LAST_QUARTER);
      double before = result.median(THIRD_QUARTER);
      result.atMost(
          "S9",
          "metadata.json, last quarter of the commits ÷ the one before (KiB)",
          1.2,
          last,
          before,
          last / before);
      result.note(
          ("%,d commits, each with a file of %d rows for today and one for yesterday, made as fast as"
                  + " it goes, a second apart while maintenance runs; that is told to run every %d"
                  + " commits, as often as in life, and snapshots are kept for as long as an hour's"
                  + " commits take. Today's partition is still written and goes by tiers;"
                  + " yesterday's is closed, though late files keep coming. The last maintenance keeps one snapshot. The catalog leaves a"
                  + " metadata.json of each commit that it refuses because another was faster; they"
                  + " go as orphans when they are three days old.")
              .formatted(commits, SmallCommits.ROWS, COMMITS_A_RUN));
    }
  }
}
