package io.tidelake.schema.topic;

import java.util.Map;

/** The Kafka topics. Names are defaults, settings are those of topic creation. */
public final class Topics {

  /** Events, key = {@code user_id}, value = the JSON event. */
  public static final String BEHAVIOR = "behavior";

  /** Absolute live counts, see {@link io.tidelake.schema.live}. */
  public static final String BEHAVIOR_LIVE = "behavior-live";

  /**
   * Which rejected records were sent again. Key = the coordinates of the record, {@code
   * partition/offset}; value = {@code sent} and the coordinates of the copy, or {@code sending} and
   * the {@link TopicPositions} of {@link #BEHAVIOR} from which on it is found if it was sent.
   * Written in transactions.
   */
  public static final String BEHAVIOR_REPLAYS = "behavior-replays";

  /** The header of a record that was sent again: the coordinates of the first one. */
  public static final String REPLAY_HEADER = "tidelake-replay-of";

  /** Partitions of {@link #BEHAVIOR}. */
  public static final int BEHAVIOR_PARTITIONS = 4;

  /** One, so that the records of a tick keep their order and a reader sees whole ticks. */
  public static final int BEHAVIOR_LIVE_PARTITIONS = 1;

  /** One, so that a reader sees what was written in its order. */
  public static final int BEHAVIOR_REPLAYS_PARTITIONS = 1;

  private Topics() {}

  /**
   * Settings of {@link #BEHAVIOR}: the record timestamp is the producer's, since event time may
   * derive from it; kept a week, so that a stateless start or a replay has it all.
   */
  public static Map<String, String> behaviorConfig() {
    return Map.of(
        "cleanup.policy", "delete",
        "retention.ms", "604800000",
        "message.timestamp.type", "CreateTime");
  }

  /**
   * Settings of {@link #BEHAVIOR_LIVE}: compacted soon and in small segments, since a service that
   * starts reads the topic from its beginning.
   */
  public static Map<String, String> behaviorLiveConfig() {
    return Map.of(
        "cleanup.policy", "compact",
        "segment.bytes", "16777216",
        "segment.ms", "600000",
        "min.cleanable.dirty.ratio", "0.1",
        "max.compaction.lag.ms", "3600000",
        "delete.retention.ms", "60000");
  }

  /**
   * Settings of {@link #BEHAVIOR_REPLAYS}: by the broker's clock, which tells how long ago an
   * interrupted replay was.
   */
  public static Map<String, String> behaviorReplaysConfig() {
    return Map.of("cleanup.policy", "compact", "message.timestamp.type", "LogAppendTime");
  }
}
