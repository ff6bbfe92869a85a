package io.tidelake.stack.server;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The processes of the stack, in the order in which {@code status} lists them. No two of their
 * ports differ by a hundred or a small multiple of it, so that stacks with such offsets stand side
 * by side.
 */
public enum Part {
  OBJECT_STORE("object-store", 9000),
  CATALOG("catalog", 8182),
  ZOOKEEPER("zookeeper", 2181),
  KAFKA("kafka", 9092, 9093),
  JOBMANAGER("jobmanager", 8081, 6123, 6124, 9249),
  TASKMANAGER("taskmanager", 6122, 6121, 9250),
  /** A spare: either TaskManager alone has the slots for the job. */
  TASKMANAGER_2("taskmanager-2", 6125, 6126, 9251),
  TRINO("trino", 8080),
  QUERY_API("query-api", 5001, 5011),
  /** A spare: it takes the other's first port as soon as that is free. */
  QUERY_API_2("query-api-2", 5012),
  /** The batch side: rollups, compaction, expiry. */
  MAINTENANCE("maintenance", 8137);

  private final String title;
  private final List<Integer> ports;

  Part(String title, Integer... ports) {
    this.title = title;
    this.ports = List.of(ports);
  }

  /** The name, as on the command line and in the names of log files. */
  public String title() {
    return title;
  }

  /** The names of parts in one line. */
  public static String titles(Collection<Part> parts) {
    return parts.stream().map(Part::title).collect(Collectors.joining(", "));
  }

  /** The ports without offset; the first is the one that clients use. */
  public List<Integer> ports() {
    return ports;
  }

  /** What has to be healthy before this part is started. */
  public Set<Part> needs() {
    return switch (this) {
      case OBJECT_STORE, ZOOKEEPER, KAFKA -> EnumSet.noneOf(Part.class);
      case CATALOG -> EnumSet.of(OBJECT_STORE);
      case JOBMANAGER, TASKMANAGER -> EnumSet.of(ZOOKEEPER);
      // Not before the job has found its slots at the other one.
      case TASKMANAGER_2 -> EnumSet.of(TASKMANAGER);
      case TRINO, MAINTENANCE -> EnumSet.of(CATALOG);
      case QUERY_API -> EnumSet.of(KAFKA);
      case QUERY_API_2 -> EnumSet.of(QUERY_API);
    };
  }

  /** The part that this one is a spare of; itself, if it is none. */
  public Part standsInFor() {
    return switch (this) {
      case TASKMANAGER_2 -> TASKMANAGER;
      case QUERY_API_2 -> QUERY_API;
      case OBJECT_STORE,
          CATALOG,
          ZOOKEEPER,
          KAFKA,
          JOBMANAGER,
          TASKMANAGER,
          TRINO,
          QUERY_API,
          MAINTENANCE ->
          this;
    };
  }

  /** The order in which parts are stopped: who reads before who is read. */
  public static List<Part> stopOrder() {
    return List.of(
        QUERY_API_2,
        QUERY_API,
        MAINTENANCE,
        JOBMANAGER,
        TASKMANAGER_2,
        TASKMANAGER,
        TRINO,
        CATALOG,
        KAFKA,
        ZOOKEEPER,
        OBJECT_STORE);
  }

  /** How long the part may take to end by itself. */
  public Duration stopTimeout() {
    return switch (this) {
      // The first time they also write down their classes for a quicker start.
      case KAFKA, QUERY_API, QUERY_API_2, JOBMANAGER, TASKMANAGER, TASKMANAGER_2 ->
          Duration.ofSeconds(20);
      case OBJECT_STORE, CATALOG, ZOOKEEPER, TRINO, MAINTENANCE -> Duration.ofSeconds(10);
    };
  }

  /**
   * @throws IllegalArgumentException if no part has this name; the message lists the names
   */
  public static Part of(String title) {
    return Arrays.stream(values())
        .filter(part -> part.title.equals(title.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no part is named '" + title + "': choose one of " + List.of(values())));
  }

  @Override
  public String toString() {
    return title;
  }
}
