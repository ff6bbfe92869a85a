package io.tidelake.streaming.config;

import io.tidelake.schema.topic.Topics;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * What {@code LiveJob} can be told. What belongs to the deployment (parallelism, checkpoint
 * storage, restart strategy, high availability) comes from the cluster's configuration instead.
 */
@Command(
    name = "LiveJob",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Reads behaviour events from Kafka, writes them and their aggregates to Iceberg, live counts to Kafka.")
public final class LiveOptions {

  private static final Duration MIN_TICK = Duration.ofMillis(1);
  private static final Duration MAX_TICK = Duration.ofSeconds(10);
  private static final Duration MIN_CHECKPOINT_INTERVAL = Duration.ofMillis(100);

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT[,…]",
      defaultValue = "localhost:9092",
      description = "Kafka brokers (default: ${DEFAULT-VALUE})")
  private String bootstrapServers = "";

  @Option(
      names = "--topic",
      paramLabel = "NAME",
      defaultValue = Topics.BEHAVIOR,
      description = "topic of events (default: ${DEFAULT-VALUE})")
  private String topic = "";

  @Option(
      names = "--live-topic",
      paramLabel = "NAME",
      defaultValue = Topics.BEHAVIOR_LIVE,
      description = "topic of live counts (default: ${DEFAULT-VALUE})")
  private String liveTopic = "";

  @Mixin private final LakeOptions lake = new LakeOptions();

  @Option(
      names = "--s3-access-key",
      paramLabel = "KEY",
      description =
          "access key (default: the AWS chain, such as AWS_ACCESS_KEY_ID of the Flink processes, which keeps it out of the job graph)")
  private @Nullable String s3AccessKey;

  @Option(
      names = "--s3-secret-key",
      paramLabel = "SECRET",
      description = "secret key (default: the AWS chain, such as AWS_SECRET_ACCESS_KEY)")
  private @Nullable String s3SecretKey;

  @Option(
      names = "--skip-lost",
      description =
          "go on although Kafka has deleted records that the tables do not hold yet (default: say so and end)")
  private boolean skipLost;

  @Option(
      names = "--late-after",
      paramLabel = "DURATION",
      defaultValue = "PT5M",
      converter = OptionConverters.IsoDuration.class,
      description =
          "older than its record by more than this, an event is late (default: ${DEFAULT-VALUE})")
  private Duration lateAfter = Duration.ZERO;

  @Option(
      names = "--live-tick",
      paramLabel = "DURATION",
      defaultValue = "PT0.02S",
      converter = OptionConverters.IsoDuration.class,
      description = "how often live counts are published (default: ${DEFAULT-VALUE})")
  private Duration liveTick = Duration.ZERO;

  @Option(
      names = "--checkpoint-interval",
      paramLabel = "DURATION",
      defaultValue = "PT5S",
      converter = OptionConverters.IsoDuration.class,
      description = "how often the tables are committed (default: ${DEFAULT-VALUE})")
  private Duration checkpointInterval = Duration.ZERO;

  @Option(
      names = "--raw-only",
      description =
          "write the events alone, neither their aggregates nor live counts: to measure what those cost, on a lake of its own, which a job without this refuses, since such events are never counted (default: everything)")
  private boolean rawOnly;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "print this and exit")
  private boolean help;

  private LiveOptions() {}

  /**
   * Reads the arguments.
   *
   * @return empty if help was asked for, which is then printed
   * @throws IllegalArgumentException with one line that names option, value and fix
   */
  public static Optional<LiveOptions> parse(String... arguments) {
    LiveOptions options = new LiveOptions();
    CommandLine commandLine = new CommandLine(options);
    try {
      commandLine.parseArgs(arguments);
      if (options.help) {
        commandLine.usage(System.out);
        return Optional.empty();
      }
      options.validate();
    } catch (ParameterException wrong) {
      throw new IllegalArgumentException(
          wrong.getMessage() + ". LiveJob --help lists the options.", wrong);
    }
    return Optional.of(options);
  }

  private void validate() {
    notBlank("--bootstrap-servers", bootstrapServers, "HOST:PORT, such as localhost:9092");
    notBlank("--topic", topic, "the name of a topic");
    notBlank("--live-topic", liveTopic, "the name of a topic");
    lake.validate();
    if (topic.equals(liveTopic)) {
      throw wrong("--live-topic", liveTopic, "another topic than --topic");
    }
    if ((s3AccessKey == null) != (s3SecretKey == null)) {
      throw new ParameterException(
          commandLine(), "--s3-access-key and --s3-secret-key go together: give both or none");
    }
    if (lateAfter.isNegative()) {
      throw wrong("--late-after", lateAfter, "a duration that is not negative, such as PT5M");
    }
    if (liveTick.compareTo(MIN_TICK) < 0 || liveTick.compareTo(MAX_TICK) > 0) {
      throw wrong("--live-tick", liveTick, "a duration from PT0.001S to PT10S");
    }
    if (checkpointInterval.compareTo(MIN_CHECKPOINT_INTERVAL) < 0) {
      throw wrong("--checkpoint-interval", checkpointInterval, "a duration from PT0.1S on");
    }
  }

  private void notBlank(String option, String value, String fix) {
    if (value.isBlank()) {
      throw wrong(option, value, fix);
    }
  }

  private ParameterException wrong(String option, Object value, String fix) {
    return new ParameterException(commandLine(), option + " is \"" + value + "\": give " + fix);
  }

  private CommandLine commandLine() {
    return Objects.requireNonNull(spec, "parsed").commandLine();
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  public String topic() {
    return topic;
  }

  public String liveTopic() {
    return liveTopic;
  }

  /** Catalog, object store and business zone. */
  public LakeOptions lake() {
    return lake;
  }

  /** Empty: the AWS chain. */
  public Optional<String> s3AccessKey() {
    return Optional.ofNullable(s3AccessKey);
  }

  /** Present exactly if {@link #s3AccessKey()} is. */
  public Optional<String> s3SecretKey() {
    return Optional.ofNullable(s3SecretKey);
  }

  public Duration lateAfter() {
    return lateAfter;
  }

  /** Whether to go on when records that no table holds are gone from the topic. */
  public boolean skipLost() {
    return skipLost;
  }

  /** Whether aggregates and live counts are left out. */
  public boolean rawOnly() {
    return rawOnly;
  }

  public Duration liveTick() {
    return liveTick;
  }

  public Duration checkpointInterval() {
    return checkpointInterval;
  }
}
