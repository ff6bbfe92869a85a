package io.tidelake.ingest;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code produce}: sends events to Kafka, from a CSV file or from the generator.
 *
 * <p>Exit codes: 0 all acknowledged; 1 something was not, or no broker, topic or readable file; 2
 * wrong options; 130 (143) ended by Ctrl-C (SIGTERM), after all that was sent was acknowledged and
 * the last line printed.
 */
@Command(
    name = "produce",
    sortOptions = false,
    description = {
      "Sends events to Kafka, from a CSV file or from the generator.",
      "Wrong values are sent too, since the stream quarantines them with a reason; only a line that is"
          + " no CSV is skipped, reported and counted."
    },
    footer = {
      "",
      "Exit codes: 0 all acknowledged, 1 not all or no broker, 2 wrong options,",
      "130 ended by Ctrl-C (what was sent is acknowledged first).",
      "",
      "Examples:",
      "  produce --csv user_log.csv --rate 1000",
      "  produce --generate --count 1000000 --late-share 0.01"
    })
public final class ProduceCommand implements Callable<Integer> {

  private static final int FAILED = 1;

  /** A little more than a stopped run takes at most. */
  private static final Duration STOP_PATIENCE = EventProducer.STOP_TIMEOUT.plusSeconds(5);

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Replay this file: UTF-8, with or without header.")
  private @Nullable Path csv;

  @Option(names = "--generate", description = "Generate the traffic of a shop.")
  private boolean generate;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "0",
      converter = OptionConverters.Rate.class,
      description = "Events per second; 0 = as fast as possible. Default: ${DEFAULT-VALUE}.")
  private long rate;

  @Option(
      names = "--event-time",
      paramLabel = "now|dataset",
      converter = OptionConverters.EventTime.class,
      description = {
        "With --csv. now: event_time is the moment of sending, as if it happened today.",
        "dataset: month and day as in the file (and event_time, if it has that column). Default: now."
      })
  private @Nullable EventTimeMode eventTime;

  @Option(names = "--loop", description = "With --csv: begin again at the end, until stopped.")
  private boolean loop;

  @Option(
      names = "--count",
      paramLabel = "N",
      converter = OptionConverters.Count.class,
      description = "With --generate: number of records. Default: endless.")
  private @Nullable Long count;

  @Option(
      names = "--seed",
      paramLabel = "S",
      converter = OptionConverters.Seed.class,
      description = "With --generate: same seed, same events but for their times. Default: 42.")
  private @Nullable Long seed;

  @Option(
      names = "--unique-users",
      paramLabel = "N",
      converter = OptionConverters.Users.class,
      description = "With --generate: size of the population. Default: 100000.")
  private @Nullable Integer uniqueUsers;

  @Option(
      names = "--late-share",
      paramLabel = "X",
      converter = OptionConverters.Share.class,
      description = "With --generate: share (0 to 1) of events that are late. Default: 0.")
  private @Nullable Double lateShare;

  @Option(
      names = "--malformed-share",
      paramLabel = "X",
      converter = OptionConverters.Share.class,
      description = "With --generate: share (0 to 1) of records to be quarantined. Default: 0.")
  private @Nullable Double malformedShare;

  @Option(
      names = "--days",
      paramLabel = "N",
      converter = OptionConverters.Days.class,
      description = {
        "With --generate and --count: spread the events over the last N days, in the rhythm of a day.",
        "Default: 0, all happen as they are sent."
      })
  private @Nullable Integer days;

  @Mixin private final KafkaOptions kafka = new KafkaOptions();

  @Option(
      names = "--compression",
      paramLabel = "lz4|zstd|none",
      defaultValue = "lz4",
      converter = OptionConverters.Codec.class,
      description = "Of the batches, on the wire and in the log. Default: ${DEFAULT-VALUE}.")
  private Compression compression = Compression.LZ4;

  /** Runs the command by itself. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The command by itself: what is wrong with the options is said in one line. */
  static CommandLine commandLine() {
    return new CommandLine(new ProduceCommand())
        .setParameterExceptionHandler(
            (failure, arguments) -> {
              failure.getCommandLine().getErr().println(failure.getMessage());
              return CommandLine.ExitCode.USAGE;
            });
  }

  @Override
  public Integer call() {
    validate();
    PrintStream err = System.err;
    MessageRelay messages = new MessageRelay(err);
    try (EventSource source = source(messages);
        EventProducer producer =
            EventProducer.connect(
                new ProducerSettings(kafka.bootstrapServers(), kafka.topic(), compression, rate),
                messages)) {
      return run(producer, source, messages, err);
    } catch (ProduceException e) {
      err.println("produce: " + e.getMessage());
      return FAILED;
    } catch (IOException e) {
      err.println("produce: cannot read %s any further: %s".formatted(csv, e.getMessage()));
      return FAILED;
    }
  }

  private int run(
      EventProducer producer, EventSource source, MessageRelay messages, PrintStream err)
      throws IOException, ProduceException {
    // Closed after the last line is printed: the exit waits for it.
    try (StopHook _ = new StopHook("produce-stop", STOP_PATIENCE, producer::stop)) {
      ProduceSummary summary;
      ProgressView view = view(err, source);
      messages.through(view);
      try (ProgressReporter _ = new ProgressReporter(producer, source, view)) {
        summary = producer.run(source);
      } finally {
        messages.through(new PlainProgress(err));
      }
      err.println(summary.text());
      return summary.complete() ? CommandLine.ExitCode.OK : FAILED;
    }
  }

  private static ProgressView view(PrintStream err, EventSource source) {
    return Terminal.isStderr()
        ? new TerminalProgress(err, source.unit(), source.total())
        : new PlainProgress(err);
  }

  private EventSource source(MessageRelay messages) {
    if (csv == null) {
      return new ShopGenerator(shopSettings());
    }
    EventTimeMode mode = eventTime == null ? EventTimeMode.NOW : eventTime;
    try {
      return CsvEventSource.open(csv, mode, loop, messages);
    } catch (ProduceException e) {
      throw wrong("--csv %s: %s".formatted(csv, e.getMessage()));
    }
  }

  private ShopSettings shopSettings() {
    return new ShopSettings(
        count == null ? EventSource.ENDLESS : count,
        seed == null ? ShopSettings.DEFAULT_SEED : seed,
        uniqueUsers == null ? ShopSettings.DEFAULT_UNIQUE_USERS : uniqueUsers,
        lateShare == null ? 0 : lateShare,
        malformedShare == null ? 0 : malformedShare,
        days == null ? 0 : days);
  }

  private void validate() {
    if (csv == null && !generate) {
      throw wrong("nothing to send: give --csv FILE or --generate");
    }
    if (csv != null && generate) {
      throw wrong("--csv %s and --generate exclude each other: give one of them".formatted(csv));
    }
    if (csv != null) {
      onlyWith("--generate", "--count", count);
      onlyWith("--generate", "--seed", seed);
      onlyWith("--generate", "--unique-users", uniqueUsers);
      onlyWith("--generate", "--late-share", lateShare);
      onlyWith("--generate", "--malformed-share", malformedShare);
      onlyWith("--generate", "--days", days);
    } else {
      onlyWith("--csv", "--event-time", eventTime);
      onlyWith("--csv", "--loop", loop ? "" : null);
    }
    if (days != null && days > 0 && count == null) {
      throw wrong(
          "--days %d needs to know how many events to spread: give --count N".formatted(days));
    }
  }

  private void onlyWith(String partner, String option, @Nullable Object value) {
    if (value != null) {
      String given = (option + " " + value).strip().toLowerCase(Locale.ROOT);
      throw wrong("%s goes only with %s: leave it out".formatted(given, partner));
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }
}
