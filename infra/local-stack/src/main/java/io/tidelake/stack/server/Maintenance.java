package io.tidelake.stack.server;

import io.tidelake.stack.process.ProcessCommand;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The batch side of the lake as a process of its own: rollups, compaction, expiry. Small, and last
 * in line for the processor: nothing waits for it.
 */
public final class Maintenance extends Server {

  /** The variable that says how long it pauses between two runs, as an ISO-8601 duration. */
  public static final String INTERVAL_VARIABLE = "TIDELAKE_MAINTENANCE_EVERY";

  private static final String DEFAULT_INTERVAL = "PT3M";
  private static final String SERVER = "maintenance";
  private static final String BACKFILL_CLASS = "io.tidelake.streaming.job.BackfillJob";
  private static final String MAIN_CLASS = "io.tidelake.streaming.maintenance.MaintenanceCommand";

  private static final List<String> SMALL_HEAP =
      List.of("-Xms48m", "-Xmx448m", "-XX:MaxDirectMemorySize=128m", "-XX:+UseSerialGC");

  /** Files of some hundred dates are open at once, in each of up to four threads. */
  private static final List<String> LARGE_HEAP =
      List.of("-Xms256m", "-Xmx1536m", "-XX:MaxDirectMemorySize=256m", "-XX:+UseParallelGC");

  private static final List<String> QUIET =
      List.of("-Dtidelake.log.target=SYSTEM_ERR", "-Dtidelake.log.level=WARN");

  /** A Flink that starts and ends with each job warns of much that is no matter here. */
  private static final List<String> SILENT =
      List.of("-Dtidelake.log.target=SYSTEM_ERR", "-Dtidelake.log.level=ERROR");

  Maintenance(Site site, Secrets secrets) {
    super(Part.MAINTENANCE, site, secrets);
  }

  @Override
  public List<Path> artifacts() {
    return List.of(classPathFile(SERVER), new LiveJob(site()).jar());
  }

  @Override
  public void prepare() throws IOException {
    copyResource("log4j2.properties");
  }

  @Override
  public ProcessCommand command() {
    String interval = System.getenv().getOrDefault(INTERVAL_VARIABLE, DEFAULT_INTERVAL);
    return program(
        MAIN_CLASS,
        SMALL_HEAP,
        withSharedClasses(List.of()),
        List.of(
            "serve",
            "--every",
            interval,
            "--host",
            site().host(),
            "--port",
            Integer.toString(site().port(Part.MAINTENANCE))));
  }

  /** A single run of the program beside the part, such as {@code run --dry-run}. */
  public static ProcessCommand once(Site site, Secrets secrets, List<String> arguments) {
    return new Maintenance(site, secrets).program(MAIN_CLASS, SMALL_HEAP, QUIET, arguments);
  }

  /** A load of files beside the stack, such as {@code --csv FILE}. */
  public static ProcessCommand backfill(Site site, Secrets secrets, List<String> arguments) {
    return new Maintenance(site, secrets).program(BACKFILL_CLASS, LARGE_HEAP, SILENT, arguments);
  }

  private ProcessCommand program(
      String mainClass, List<String> heap, List<String> moreOptions, List<String> arguments) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "-XX:+UseCompactObjectHeaders",
                "-Diceberg.worker.num-threads=2",
                // One folder for the part and for what is run by hand beside it.
                "-Dtidelake.maintenance.locks=" + site().home().resolve("locks"),
                "-Dlog4j2.configurationFile=" + site().configuration("log4j2.properties"),
                // Iceberg's and Flink's serializers look into these.
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.time=ALL-UNNAMED",
                "--add-opens=java.base/java.nio=ALL-UNNAMED"));
    options.addAll(heap);
    options.addAll(moreOptions);
    List<String> line = new ArrayList<>(List.of(mainClass));
    line.addAll(arguments);
    line.addAll(
        List.of(
            "--catalog-uri",
            site().url(Part.CATALOG),
            "--warehouse",
            ObjectStore.WAREHOUSE,
            "--s3-endpoint",
            site().url(Part.OBJECT_STORE)));
    ProcessCommand java =
        java(
            options,
            new LiveJob(site()).jar() + File.pathSeparator + readClassPath(classPathFile(SERVER)),
            line,
            secrets().environment());
    List<String> lastInLine = new ArrayList<>(List.of("nice", "-n", "10"));
    lastInLine.addAll(java.line());
    return new ProcessCommand(lastInLine, java.environment(), java.folder());
  }

  @Override
  public void checkReady() throws IOException, InterruptedException {
    Http.expectSuccess(Http.request(site().uri(Part.MAINTENANCE, "/health")).GET().build());
  }

  @Override
  public void checkAlive() throws IOException, InterruptedException {
    checkReady();
  }
}
