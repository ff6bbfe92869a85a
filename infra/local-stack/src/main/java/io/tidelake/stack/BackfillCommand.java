package io.tidelake.stack;

import io.tidelake.ingest.GeneratedCsv;
import io.tidelake.ingest.GenerationProgress;
import io.tidelake.ingest.ShopSettings;
import io.tidelake.ingest.Terminal;
import io.tidelake.stack.server.Maintenance;
import io.tidelake.stack.server.Secrets;
import io.tidelake.stack.server.Site;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Loads files without Kafka. */
@Command(
    name = "backfill",
    description = {
      "Load CSV files straight into raw_events, behavior_1m and quarantine, without Kafka: beside"
          + " the running stream, in a process of its own. Then bring the rollups up to date, unless"
          + " --no-rollups says to leave them to the next maintenance.",
      "A file is known by its content: the same file twice changes nothing, and a load that was"
          + " stopped goes on where it was when it is repeated. Bad lines go to quarantine with"
          + " file and line. A file that has grown is another one: all of its lines are loaded."
    },
    footer = {
      "",
      "Exit codes: 0 loaded, 1 not all, or rollups not up to date (repeat it), 2 wrong options,",
      "3 no stack.",
      "",
      "Examples:",
      "  backfill --csv user_log.csv --record-time 2025-12-01T00:00:00+08:00",
      "  backfill --generate 50000000 --days 90"
    },
    mixinStandardHelpOptions = true)
final class BackfillCommand implements Callable<Integer> {

  private static final int DEFAULT_DAYS = 90;

  /** Exit codes beyond are signals. */
  private static final int KILLED = 128;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private SiteOptions siteOptions = new SiteOptions();

  @Option(
      names = "--csv",
      paramLabel = "FILE|DIR",
      arity = "1..*",
      description =
          "CSV files, UTF-8, with or without header; of a folder every *.csv. May be repeated.")
  private List<Path> csv = new ArrayList<>();

  @Option(
      names = "--record-time",
      paramLabel = "INSTANT",
      description = {
        "When the lines count as received: month and day are dates of its year. Default: now; a"
            + " file that was begun keeps its time."
      })
  private @Nullable String recordTime;

  @Option(
      names = "--generate",
      paramLabel = "N",
      description = "Make N events of a shop and load them, for tests of size.")
  private @Nullable Long generate;

  @Option(
      names = "--days",
      paramLabel = "N",
      description =
          "With --generate: over the N days before today, in the rhythm of a day. Default: 90.")
  private @Nullable Integer days;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "With --generate: the same seed on the same day, the same events. Default: 42.")
  private @Nullable Long seed;

  @Option(
      names = "--unique-users",
      paramLabel = "N",
      description = "With --generate: size of the population. Default: 100000.")
  private @Nullable Integer uniqueUsers;

  @Option(
      names = "--keep",
      description = "With --generate: keep the file (generated/ in the state folder).")
  private boolean keep;

  @Option(
      names = "--lines-per-commit",
      paramLabel = "N",
      description =
          "About so many lines are loaded at once, which bounds the memory; of each file steps of"
              + " 262144.")
  private @Nullable Long linesPerCommit;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description =
          "Threads; each takes up to 2.6 MiB of heap a date. Default: the processors, at most 4.")
  private @Nullable Integer parallelism;

  @Option(
      names = "--no-rollups",
      description = "Leave the rollups to the next maintenance, and end when the files are loaded.")
  private boolean noRollups;

  @Override
  public Integer call() throws Exception {
    validate();
    Site site = siteOptions.site();
    Secrets secrets = MaintainCommand.secrets(site);
    int exit = load(site, secrets);
    return exit == 0 && !noRollups ? rollUp(site) : exit;
  }

  private int load(Site site, Secrets secrets) throws IOException, InterruptedException {
    if (generate == null) {
      return load(site, secrets, csv);
    }
    Path file = generated(site);
    if (!keep) {
      // Also when it is interrupted: the same command makes the same file.
      file.toFile().deleteOnExit();
    }
    return load(site, secrets, List.of(file));
  }

  private void validate() {
    if (csv.isEmpty() == (generate == null)) {
      throw wrong(
          csv.isEmpty()
              ? "nothing to load: give --csv FILE|DIR or --generate N"
              : "--csv and --generate exclude each other: give one of them");
    }
    if (generate == null) {
      onlyGenerated("--days", days);
      onlyGenerated("--seed", seed);
      onlyGenerated("--unique-users", uniqueUsers);
      onlyGenerated("--keep", keep ? true : null);
      return;
    }
    atLeastOne("--generate", generate);
    atLeastOne("--days", days);
    long sinceEpoch = LocalDate.now(ZoneOffset.UTC).toEpochDay();
    if (days != null && days > sinceEpoch) {
      throw wrong(
          "--days is %d, which begins before 1970, where no event counts: give %d at most"
              .formatted(days, sinceEpoch));
    }
    atLeastOne("--unique-users", uniqueUsers);
  }

  private void onlyGenerated(String option, @Nullable Object value) {
    if (value != null) {
      throw wrong(option + " goes only with --generate: leave it out");
    }
  }

  private void atLeastOne(String option, @Nullable Number value) {
    if (value != null && value.longValue() < 1) {
      throw wrong("%s is %s: give 1 or more".formatted(option, value));
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }

  /** A file in the state folder, made anew. */
  private Path generated(Site site) throws IOException {
    ShopSettings settings =
        ShopSettings.defaults()
            .withCount(Objects.requireNonNull(generate))
            .withDays(days == null ? DEFAULT_DAYS : days);
    settings = seed == null ? settings : settings.withSeed(seed);
    settings = uniqueUsers == null ? settings : settings.withUniqueUsers(uniqueUsers);
    Instant end = GeneratedCsv.today();
    Path folder = Files.createDirectories(site.home().resolve("generated"));
    String name =
        "shop-%d-%dd-%d.csv".formatted(settings.count(), settings.days(), settings.seed());
    Path file = folder.resolve(name);
    Path part = folder.resolve(name + ".part");
    part.toFile().deleteOnExit();
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    long start = System.nanoTime();
    try (GenerationProgress progress =
        GenerationProgress.on(err, settings.count(), Terminal.isStderr())) {
      GeneratedCsv.write(settings, end, part, progress);
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    double seconds = (System.nanoTime() - start) / 1e9;
    err.printf(
        Locale.ROOT,
        "Generated %,d events, %,d MB, in %.0f s.%n",
        settings.count(),
        Files.size(file) / 1_000_000,
        seconds);
    err.flush();
    return file;
  }

  private int load(Site site, Secrets secrets, List<Path> files)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    // The program runs in another folder.
    files.forEach(file -> arguments.addAll(List.of("--csv", file.toAbsolutePath().toString())));
    add(arguments, "--record-time", recordTime);
    add(arguments, "--lines-per-commit", linesPerCommit);
    add(arguments, "--parallelism", parallelism);
    add(arguments, "--progress", Terminal.isStderr() ? "bar" : "lines");
    int exit = MaintainCommand.run(Maintenance.backfill(site, secrets, arguments));
    if (exit > KILLED) {
      PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
      err.println(
          "The load was ended by signal %d: repeat the command, it goes on where the tables stand."
              .formatted(exit - KILLED));
      err.flush();
    }
    return exit;
  }

  /**
   * A run of maintenance of the rollups alone. The stack's own may run at once: of two that meet
   * one gives way and looks anew.
   */
  private int rollUp(Site site) throws StackException, IOException, InterruptedException {
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    err.println("Bringing the rollups up to date ...");
    err.flush();
    int exit = MaintainCommand.run(site, List.of("run", "--rollups"));
    if (exit != 0) {
      err.println(
          "The files are loaded, maintenance of the rollups was not all done: the next one tries again.");
      err.flush();
    }
    return exit;
  }

  private static void add(List<String> arguments, String option, @Nullable Object value) {
    if (value != null) {
      arguments.addAll(List.of(option, value.toString()));
    }
  }
}
