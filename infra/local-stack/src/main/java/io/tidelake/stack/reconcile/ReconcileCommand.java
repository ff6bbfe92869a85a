package io.tidelake.stack.reconcile;

import io.tidelake.ingest.KafkaOptions;
import io.tidelake.ingest.trino.TrinoOption;
import io.tidelake.schema.topic.Topics;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
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
 * {@code reconcile}: compares Kafka, the lake and the live counts.
 *
 * <p>Exit codes: 0 no difference, 1 differences, 2 could not compare or wrong options.
 */
@Command(
    name = "reconcile",
    sortOptions = false,
    description = {
      "Compare the event topic, the lake and the live counts with each other, up to the newest"
          + " commit: Kafka = raw_events + quarantine offset by offset, behavior_1m = raw_events by"
          + " minute and cell, live counts = lake.",
      "May run at any time, beside the stream."
    },
    footer = {
      "",
      "Exit codes: 0 no difference, 1 differences, 2 could not compare or wrong options.",
      "",
      "Examples:",
      "  reconcile --wait PT1M",
      "  reconcile --json --since 2026-11-01"
    })
public final class ReconcileCommand implements Callable<Integer> {

  private static final int DIFFERENT = 1;
  private static final int NOT_COMPARED = 2;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Option(names = "--json", description = "Print the report as JSON.")
  private boolean json;

  @Option(
      names = "--since",
      paramLabel = "DATE",
      converter = DateConverter.class,
      description = "First business date to compare, such as 2026-11-01. Default: all.")
  private @Nullable LocalDate since;

  @Option(
      names = "--until",
      paramLabel = "DATE",
      converter = DateConverter.class,
      description = "Last business date to compare. Default: all.")
  private @Nullable LocalDate until;

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      defaultValue = "PT0S",
      converter = DurationConverter.class,
      description =
          "Wait so long at most until the lake holds all that is in Kafka now, such as PT1M."
              + " Default: compare what it holds.")
  private Duration patience = Duration.ZERO;

  @Mixin private final KafkaOptions kafka = new KafkaOptions();

  @Mixin private final TrinoOption trino = new TrinoOption();

  @Option(
      names = "--live-topic",
      paramLabel = "NAME",
      defaultValue = Topics.BEHAVIOR_LIVE,
      description = "The topic of live counts. Default: ${DEFAULT-VALUE}.")
  private String liveTopic = "";

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      defaultValue = "Asia/Shanghai",
      converter = ZoneConverter.class,
      description = "Business time zone of the streaming job. Default: ${DEFAULT-VALUE}.")
  private ZoneId zone = ReconcileSettings.DEFAULT_ZONE;

  @Option(
      names = "--late-after",
      paramLabel = "DURATION",
      defaultValue = "PT5M",
      converter = DurationConverter.class,
      description = "Lateness that the streaming job allows. Default: ${DEFAULT-VALUE}.")
  private Duration lateAfter = ReconcileSettings.DEFAULT_LATE_AFTER;

  @Override
  public Integer call() {
    ReconcileSettings settings = settings();
    CommandLine command = Objects.requireNonNull(spec).commandLine();
    PrintWriter err = command.getErr();
    try (StageLine stage = StageLine.onTerminal(err)) {
      Reconciliation.Report report = Reconciliation.run(settings, stage);
      stage.close();
      PrintWriter out = command.getOut();
      out.println(json ? report.json() : report.text().stripTrailing());
      out.flush();
      return report.clean() ? CommandLine.ExitCode.OK : DIFFERENT;
    } catch (ReconcileException e) {
      err.println("reconcile: " + e.getMessage());
      err.flush();
      return NOT_COMPARED;
    }
  }

  private ReconcileSettings settings() {
    try {
      return new ReconcileSettings(
          kafka.bootstrapServers(),
          kafka.topic(),
          liveTopic,
          trino.url(),
          zone,
          lateAfter,
          since,
          until,
          patience);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(Objects.requireNonNull(spec).commandLine(), e.getMessage());
    }
  }

  private static final class DurationConverter implements CommandLine.ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      try {
        Duration duration = Duration.parse(value);
        if (!duration.isNegative()) {
          return duration;
        }
      } catch (DateTimeException notADuration) {
        // Said below.
      }
      throw new CommandLine.TypeConversionException(
          "\"" + value + "\" is no duration: give ISO-8601 such as PT30S or PT5M");
    }
  }

  private static final class ZoneConverter implements CommandLine.ITypeConverter<ZoneId> {
    @Override
    public ZoneId convert(String value) {
      try {
        return ZoneId.of(value);
      } catch (DateTimeException unknown) {
        throw new CommandLine.TypeConversionException(
            "\"" + value + "\" is no time zone: give one such as Asia/Shanghai or UTC");
      }
    }
  }
}
