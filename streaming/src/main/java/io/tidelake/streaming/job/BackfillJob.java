package io.tidelake.streaming.job;

import io.tidelake.schema.table.LakeTables;
import io.tidelake.streaming.backfill.Backfill;
import io.tidelake.streaming.backfill.BackfillProgress;
import io.tidelake.streaming.backfill.ShownProgress;
import io.tidelake.streaming.config.BackfillOptions;
import io.tidelake.streaming.sink.BackfillConflictException;
import io.tidelake.streaming.sink.Lake;
import io.tidelake.streaming.source.CsvFile;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.flink.CatalogLoader;

/**
 * Loads CSV files in a process of its own, with a Flink inside it that lives as long: it takes
 * nothing from the cluster of the stream, and needs none.
 *
 * <p>Exit codes: 0 loaded, bad lines or not; 1 not all, run it again to go on; 2 wrong options.
 */
public final class BackfillJob {

  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;

  /** A server that says nothing for so long is asked again. */
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** How long servers may be away before the load gives up. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private BackfillJob() {}

  /** Ends the process. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  private static int run(String... arguments) {
    try {
      Optional<BackfillOptions> options = BackfillOptions.parse(arguments);
      if (options.isPresent()) {
        print(load(options.get()));
      }
      return 0;
    } catch (IllegalArgumentException wrong) {
      System.err.println("backfill: " + wrong.getMessage());
      return WRONG_USAGE;
    } catch (IOException | BackfillConflictException | IllegalStateException e) {
      System.err.println("backfill: " + e.getMessage());
      return FAILED;
    } catch (Exception e) {
      System.err.println(
          "backfill: %s; run it again to go on where it stopped".formatted(rootMessage(e)));
      return FAILED;
    }
  }

  private static Backfill.Summary load(BackfillOptions options) throws Exception {
    CatalogLoader loader =
        CatalogLoader.rest("lake", new Configuration(false), catalogProperties(options));
    Lake lake = new Lake(loader, options.lake().namespace());
    createTables(loader, options.lake().namespace());
    try (BackfillProgress progress = ShownProgress.of(options.progress(), System.err)) {
      return new Backfill(
              lake,
              new Backfill.Settings(
                  options.lake().zone(),
                  options.lateAfter(),
                  options.recordTime().orElseGet(Instant::now).toEpochMilli(),
                  options.linesPerCommit(),
                  PATIENCE),
              () -> environment(options.parallelism()),
              progress)
          .run(options.files());
    }
  }

  /** For one bounded job in this process. */
  static StreamExecutionEnvironment environment(int parallelism) {
    return StreamExecutionEnvironment.createLocalEnvironment(parallelism, JobDefaults.bounded());
  }

  private static Map<String, String> catalogProperties(BackfillOptions options) {
    Map<String, String> properties = new HashMap<>(options.lake().catalogProperties(TIMEOUT));
    if (options.lake().warehouse().startsWith("s3")) {
      long waitMillis = 2_000;
      properties.put("s3.retry.num-retries", Long.toString(PATIENCE.toMillis() / waitMillis));
      properties.put("s3.retry.min-wait-ms", "100");
      properties.put("s3.retry.max-wait-ms", Long.toString(waitMillis));
    }
    return properties;
  }

  @SuppressWarnings("unchecked")
  private static <C extends Catalog & SupportsNamespaces> void createTables(
      CatalogLoader loader, String namespace) throws IOException {
    Catalog catalog = loader.loadCatalog();
    try {
      LakeTables.create((C) catalog, namespace);
    } finally {
      if (catalog instanceof Closeable closeable) {
        closeable.close();
      }
    }
  }

  private static void print(Backfill.Summary summary) {
    List<CsvFile> empty = summary.before().stream().filter(file -> file.size() == 0).toList();
    List<CsvFile> before = summary.before().stream().filter(file -> file.size() > 0).toList();
    if (!empty.isEmpty()) {
      System.out.printf("Nothing in it: %s%n", names(empty));
    }
    if (!before.isEmpty()) {
      System.out.printf("Loaded before, nothing to do: %s%n", names(before));
    }
    if (!summary.loaded().isEmpty()) {
      long seconds = Math.max(1, summary.took().toSeconds());
      System.out.printf(
          Locale.ROOT,
          "Loaded %s: %,d events into raw_events and behavior_1m, %,d bad lines into quarantine, in %d s (%,d lines/s)%n",
          names(summary.loaded()),
          summary.events(),
          summary.rejected(),
          seconds,
          (summary.events() + summary.rejected()) / seconds);
    }
  }

  private static String names(List<CsvFile> files) {
    int shown = 5;
    String names =
        files.stream()
            .limit(shown)
            .map(file -> "%s (%s)".formatted(file.name(), file.digest().substring(0, 12)))
            .collect(Collectors.joining(", "));
    return files.size() <= shown ? names : names + " and %d more".formatted(files.size() - shown);
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName() + ": " + root.getMessage();
  }
}
