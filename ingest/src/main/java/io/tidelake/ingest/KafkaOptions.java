package io.tidelake.ingest;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a command finds the events: the brokers and the topic. A mixin. */
public final class KafkaOptions {

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  private String bootstrapServers = "";
  private String topic = "";

  /** Host and port of one or more brokers, separated by commas. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** The event topic. */
  public String topic() {
    return topic;
  }

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      defaultValue = "${sys:tidelake.kafka.bootstrap-servers:-localhost:9092}",
      description = "Kafka brokers, separated by commas. Default: ${DEFAULT-VALUE}.")
  void bootstrapServers(String given) {
    if (given.isBlank()) {
      throw wrong("--bootstrap-servers is empty: give HOST:PORT, such as localhost:9092");
    }
    bootstrapServers = given;
  }

  @Option(
      names = "--topic",
      paramLabel = "NAME",
      defaultValue = "${sys:tidelake.kafka.topic:-behavior}",
      description = "The event topic. Default: ${DEFAULT-VALUE}.")
  void topic(String given) {
    if (given.isBlank()) {
      throw wrong("--topic is empty: give the name of a topic, such as behavior");
    }
    topic = given;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(Objects.requireNonNull(command).commandLine(), message);
  }
}
