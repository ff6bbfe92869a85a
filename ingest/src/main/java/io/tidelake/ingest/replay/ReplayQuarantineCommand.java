package io.tidelake.ingest.replay;

import io.tidelake.ingest.KafkaOptions;
import io.tidelake.ingest.StopHook;
import io.tidelake.ingest.Terminal;
import io.tidelake.ingest.trino.TrinoOption;
import io.tidelake.schema.event.RejectReason;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code replay-quarantine}: sends rejected records to the event topic again, each once.
 *
 * <p>Exit codes: 0 all that can be sent is; 1 something is not, or a server does not answer; 2
 * wrong options; 130 (143) ended by Ctrl-C (SIGTERM), with all that was sent noted.
 */
@Command(
    name = "replay-quarantine",
    sortOptions = false,
    description = {
      "Send the records in quarantine to the event topic again, byte by byte and with the time they"
          + " had, and mark them (column replayed_at). Each is sent once, however often this is run"
          + " and wherever it was interrupted.",
      "What is still wrong is quarantined again, as a record of its own, which is not sent until it"
          + " would be accepted."
    },
    footer = {
      "",
      "Exit codes: 0 all sent, 1 not all (too large or old, or a server away), 2 wrong options,",
      "130 ended by Ctrl-C (what was sent is marked first).",
      "",
      "Examples:",
      "  replay-quarantine --dry-run",
      "  replay-quarantine --reason INVALID_ACTION --since 2026-11-01"
    })
public final class ReplayQuarantineCommand implements Callable<Integer> {

  private static final int FAILED = 1;
  private static final Duration STOP_PATIENCE = Duration.ofMinutes(1);

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = "--reason",
      paramLabel = "R",
      converter = ReasonConverter.class,
      description = "Only records rejected for this reason, such as INVALID_ACTION. Default: all.")
  private @Nullable RejectReason reason;

  @Option(
      names = "--since",
      paramLabel = "T",
      description =
          "Only records of this time or later: a business date such as 2026-11-01, or a time such"
              + " as 2026-11-01T08:00:00+08:00. Default: all.")
  private @Nullable String since;

  @Option(names = "--dry-run", description = "Say what would be sent, and send nothing.")
  private boolean dryRun;

  @Mixin private final KafkaOptions kafka = new KafkaOptions();

  @Mixin private final TrinoOption trino = new TrinoOption();

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      defaultValue = "Asia/Shanghai",
      description =
          "Business time zone, for --since and for the last date that an event may have. Default: ${DEFAULT-VALUE}.")
  private String zone = "";

  @Override
  public Integer call() {
    ReplayFilter filter = new ReplayFilter(reason, sinceTime());
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    PrintWriter out = spec.commandLine().getOut();
    try (TrinoQuarantine quarantine = TrinoQuarantine.open(trino.url(), filter)) {
      List<Quarantine.ReasonCount> counts = quarantine.counts();
      if (dryRun) {
        try (ReplayTopics topics = new ReplayTopics(kafka.bootstrapServers());
            KafkaSender sender = KafkaSender.open(topics, kafka.topic())) {
          try (ReplayProgress waiting = ReplayProgress.on(err, total(counts), false)) {
            ReplaySummary summary =
                DryRun.of(
                    quarantine,
                    KafkaJournal.peek(topics, kafka.topic()),
                    sender,
                    businessZone(),
                    Replay.SETTLING,
                    waiting);
            print(out, summary, counts, "would be sent");
            explain(summary, sender, err);
          }
        }
        return CommandLine.ExitCode.OK;
      }
      try (ReplayTopics topics = new ReplayTopics(kafka.bootstrapServers());
          KafkaSender sender = KafkaSender.open(topics, kafka.topic());
          KafkaJournal journal = KafkaJournal.open(topics, kafka.topic())) {
        return replay(quarantine, journal, sender, counts, out, err);
      }
    } catch (ReplayException e) {
      return failed(err, e.getMessage());
    } catch (OutOfMemoryError e) {
      // A record of the topic that is larger than its compressed size lets expect.
      return failed(
          err,
          "the records in the topic need more memory: set _JAVA_OPTIONS=-Xmx1g and run it again");
    }
  }

  private static int failed(PrintWriter err, String why) {
    err.println("replay-quarantine: " + why);
    err.flush();
    return FAILED;
  }

  private static long total(List<Quarantine.ReasonCount> counts) {
    return counts.stream().mapToLong(Quarantine.ReasonCount::unsent).sum();
  }

  private int replay(
      Quarantine quarantine,
      ReplayJournal journal,
      EventSender sender,
      List<Quarantine.ReasonCount> counts,
      PrintWriter out,
      PrintWriter err)
      throws ReplayException {
    ReplayProgress progress = ReplayProgress.on(err, total(counts), Terminal.isStderr());
    Replay replay =
        new Replay(quarantine, journal, sender, businessZone(), Replay.SETTLING, progress);
    try (StopHook _ = new StopHook("replay-stop", STOP_PATIENCE, replay::stop)) {
      try (progress) {
        replay.run();
      } finally {
        print(out, replay.summary(), counts, "sent");
      }
      return explain(replay.summary(), sender, err) ? FAILED : CommandLine.ExitCode.OK;
    }
  }

  /** Says what to do about records that could not be sent; false if there are none. */
  private boolean explain(ReplaySummary summary, EventSender sender, PrintWriter err) {
    List<RejectedRecord> named = summary.namedTooLarge();
    for (RejectedRecord record : named) {
      Coordinates at = record.coordinates();
      err.println(
          "replay-quarantine: left partition %d, offset %d: %s"
              .formatted(at.partition(), at.offset(), sender.refusal(record)));
    }
    if (summary.tooLarge() > named.size()) {
      err.println(
          "replay-quarantine: left %,d more that are too large"
              .formatted(summary.tooLarge() - named.size()));
    }
    if (summary.tooOld() > 0) {
      err.println(
          "replay-quarantine: %,d records are older than topic %s keeps, which might delete them before they are read: raise its retention.ms and run this again"
              .formatted(summary.tooOld(), kafka.topic()));
    }
    err.flush();
    return summary.tooLarge() + summary.tooOld() > 0;
  }

  private static void print(
      PrintWriter out,
      ReplaySummary summary,
      List<Quarantine.ReasonCount> counts,
      String sentTitle) {
    counts.forEach(each -> summary.passedOver(each.reason(), each.replayed(), each.backfilled()));
    summary.lines(sentTitle).forEach(out::println);
    out.flush();
  }

  private @Nullable Instant sinceTime() {
    if (since == null) {
      return null;
    }
    try {
      return since.contains("T")
          ? OffsetDateTime.parse(since).toInstant()
          : LocalDate.parse(since).atStartOfDay(businessZone()).toInstant();
    } catch (DateTimeException e) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "--since %s: give a date such as 2026-11-01, or a time with its offset such as 2026-11-01T08:00:00+08:00"
              .formatted(since));
    }
  }

  private ZoneId businessZone() {
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "--zone %s: give a zone such as Asia/Shanghai".formatted(zone));
    }
  }

  private static final class ReasonConverter implements CommandLine.ITypeConverter<RejectReason> {
    @Override
    public RejectReason convert(String value) {
      try {
        return RejectReason.valueOf(value.toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException unknown) {
        throw new CommandLine.TypeConversionException(
            "\"%s\" is no reason: give one of %s"
                .formatted(
                    value,
                    Arrays.stream(RejectReason.values())
                        .map(RejectReason::name)
                        .collect(Collectors.joining(", "))));
      }
    }
  }
}
