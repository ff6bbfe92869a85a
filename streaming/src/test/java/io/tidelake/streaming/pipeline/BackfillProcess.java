package io.tidelake.streaming.pipeline;

import io.tidelake.schema.table.LakeTables;
import io.tidelake.streaming.TestRecords;
import io.tidelake.streaming.backfill.Backfill;
import io.tidelake.streaming.backfill.BackfillProgress;
import io.tidelake.streaming.job.TestEnvironments;
import io.tidelake.streaming.sink.Lake;
import io.tidelake.streaming.sink.SlowCatalog;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** A load in a process of its own, which can be killed. */
final class BackfillProcess implements AutoCloseable {

  private static final String STANDS_STILL = "stands still before a commit to ";
  private static final int KILLED = 128 + 9;

  private final Process process;
  private final Path output;

  private BackfillProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Begins to load, each file with commits of its own; stands still for ever when the second one is
   * about to be committed to the table.
   */
  static BackfillProcess start(Path folder, String table, List<Path> files) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-"))
        .forEach(command::add);
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(BackfillProcess.class.getName(), folder.toString(), table));
    files.forEach(file -> command.add(file.toString()));
    Path output = Files.createTempFile(folder, "backfill", ".log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .directory(new File(folder.toString()))
            .start();
    return new BackfillProcess(process, output);
  }

  /** Whether it does, as it was told to. */
  boolean standsStill() throws IOException {
    String text = Files.readString(output);
    if (!process.isAlive()) {
      throw new IllegalStateException("it has ended: " + text);
    }
    return text.contains(STANDS_STILL);
  }

  /** Kills it where it is. */
  void kill() throws InterruptedException, IOException {
    process.destroyForcibly();
    if (process.waitFor() != KILLED) {
      throw new IllegalStateException("it had ended: " + Files.readString(output));
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** Arguments: the folder of the lake, the table, the files. */
  public static void main(String[] arguments) throws Exception {
    TestLake lake = new TestLake(Path.of(arguments[0]));
    SlowCatalog catalog = new SlowCatalog();
    List<Path> files = Stream.of(arguments).skip(2).map(Path::of).toList();
    String table = arguments[1];
    catalog.beforeNextCommit(
        LakeTables.RAW_EVENTS.name(),
        () -> catalog.beforeNextCommit(table, () -> standStill(table)));
    load(catalog.wrap(lake.lake()), 1, files);
    System.exit(0);
  }

  /** Loads them in this process. */
  static void load(Lake lake, long linesPerCommit, List<Path> files) throws Exception {
    new Backfill(
            lake,
            new Backfill.Settings(
                TestLake.ZONE,
                TestLake.LATE_AFTER,
                TestRecords.START,
                linesPerCommit,
                Duration.ZERO),
            TestEnvironments::bounded,
            BackfillProgress.SILENT)
        .run(files);
  }

  private static void standStill(String table) {
    System.out.println(STANDS_STILL + table);
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
