package io.tidelake.streaming.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** What {@code BackfillJob} can be told. */
@Command(
    name = "backfill",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Loads CSV files straight into the tables, without Kafka; the same file twice changes nothing.")
public final class BackfillOptions {

  private static final int MAX_PARALLELISM = 64;

  /** Each thread has a file open for each date: with a year of them, so many fit into 1.5 GiB. */
  private static final int MAX_DEFAULT_PARALLELISM = 4;

  /** How progress is shown. */
  public enum Shown {
    /** A bar on a terminal. */
    BAR,
    /** A line every few seconds. */
    LINES,
    /** Not at all. */
    NONE
  }

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--csv",
      paramLabel = "FILE|DIR",
      arity = "1..*",
      required = true,
      description =
          "CSV files, UTF-8, with or without header; of a folder every *.csv in it. May be repeated")
  private List<Path> csv = new ArrayList<>();

  @Option(
      names = "--record-time",
      paramLabel = "INSTANT",
      converter = RecordTime.class,
      description = {
        "when the lines count as received, such as 2025-12-01T00:00+08:00: month and day are dates"
            + " of its year, and what happened much earlier came late (default: now; a file that"
            + " was begun keeps its time)"
      })
  private @Nullable Instant recordTime;

  @Option(
      names = "--late-after",
      paramLabel = "DURATION",
      defaultValue = "PT5M",
      converter = OptionConverters.IsoDuration.class,
      description = "lateness that the streaming job allows (default: ${DEFAULT-VALUE})")
  private Duration lateAfter = Duration.ZERO;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = {
        "threads that read and write, each with up to 2.6 MiB of heap a date at once, of 400 at most"
            + " (default: the processors, but not more than 4)"
      })
  private int parallelism = defaultParallelism(Runtime.getRuntime().availableProcessors());

  @Option(
      names = "--lines-per-commit",
      paramLabel = "N",
      defaultValue = "8000000",
      description =
          "about so many lines are loaded at once, which bounds the memory; of each file steps of 262144 (default: ${DEFAULT-VALUE})")
  private long linesPerCommit;

  @Option(
      names = "--progress",
      paramLabel = "bar|lines|none",
      defaultValue = "lines",
      description = "how progress is shown (default: ${DEFAULT-VALUE})")
  private Shown progress = Shown.LINES;

  @Mixin private final LakeOptions lake = new LakeOptions();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "print this and exit")
  private boolean help;

  private final List<Path> files = new ArrayList<>();

  private BackfillOptions() {}

  /**
   * Reads the arguments.
   *
   * @return empty if help was asked for, which is then printed
   * @throws IllegalArgumentException with one line that names option, value and fix
   */
  public static Optional<BackfillOptions> parse(String... arguments) {
    BackfillOptions options = new BackfillOptions();
    CommandLine commandLine = new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true);
    try {
      commandLine.parseArgs(arguments);
      if (options.help) {
        commandLine.usage(System.out);
        return Optional.empty();
      }
      options.validate();
    } catch (ParameterException wrong) {
      throw new IllegalArgumentException(wrong.getMessage(), wrong);
    }
    return Optional.of(options);
  }

  static int defaultParallelism(int processors) {
    return Math.min(MAX_DEFAULT_PARALLELISM, processors);
  }

  private void validate() {
    lake.validate();
    if (lateAfter.isNegative()) {
      throw wrong("--late-after", lateAfter, "a duration that is not negative, such as PT5M");
    }
    if (parallelism < 1 || parallelism > MAX_PARALLELISM) {
      throw wrong("--parallelism", parallelism, "1 to " + MAX_PARALLELISM);
    }
    if (linesPerCommit < 1) {
      throw wrong("--lines-per-commit", linesPerCommit, "1 or more");
    }
    LinkedHashSet<Path> found = new LinkedHashSet<>();
    for (Path path : csv) {
      found.addAll(filesOf(path));
    }
    files.addAll(found);
  }

  private List<Path> filesOf(Path path) {
    if (!Files.isReadable(path)) {
      throw wrong("--csv", path, "a file or folder that exists and that you may read");
    }
    if (!Files.isDirectory(path)) {
      return List.of(path.toAbsolutePath());
    }
    try (Stream<Path> entries = Files.list(path)) {
      List<Path> ofFolder =
          entries
              .filter(entry -> entry.getFileName().toString().endsWith(".csv"))
              .filter(Files::isRegularFile)
              .map(Path::toAbsolutePath)
              .sorted()
              .toList();
      if (ofFolder.isEmpty()) {
        throw wrong("--csv", path, "a folder that holds files named *.csv");
      }
      return ofFolder;
    } catch (IOException e) {
      throw wrong("--csv", path, "a folder that can be read");
    }
  }

  private ParameterException wrong(String option, Object value, String fix) {
    return new ParameterException(
        Objects.requireNonNull(spec).commandLine(), option + " is \"" + value + "\": give " + fix);
  }

  /** The files, in order, each once. */
  public List<Path> files() {
    return List.copyOf(files);
  }

  /** Empty: now. */
  public Optional<Instant> recordTime() {
    return Optional.ofNullable(recordTime);
  }

  public Duration lateAfter() {
    return lateAfter;
  }

  public int parallelism() {
    return parallelism;
  }

  public long linesPerCommit() {
    return linesPerCommit;
  }

  public Shown progress() {
    return progress;
  }

  /** Catalog, object store and business zone. */
  public LakeOptions lake() {
    return lake;
  }

  private static final class RecordTime implements CommandLine.ITypeConverter<Instant> {

    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant END = Instant.parse("9998-01-01T00:00:00Z");

    @Override
    public Instant convert(String value) {
      try {
        Instant time = OffsetDateTime.parse(value).toInstant();
        if (!time.isBefore(FIRST) && time.isBefore(END)) {
          return time;
        }
      } catch (DateTimeException notATime) {
        // Said below.
      }
      throw new TypeConversionException(
          "\"" + value + "\" is no time: give one such as 2025-12-01T00:00:00+08:00");
    }
  }
}
