package io.tidelake.streaming.source;

import io.tidelake.streaming.config.LiveOptions;
import io.tidelake.streaming.function.DecodedRecord;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/** The event topic as a source of decoded records. */
public final class BehaviorSource {

  /**
   * The consumer group, which only shows the progress to Kafka's tools; what is read from where
   * after a failure stands in the checkpoint.
   */
  static final String GROUP = "tidelake-live";

  /** Poll in large steps: each costs two thread switches. */
  private static final String MAX_POLL_RECORDS = "5000";

  private BehaviorSource() {}

  /**
   * Reads every partition. A job without a checkpoint starts where the last one of the group had
   * its last checkpoint, or at the beginning of the topic.
   */
  public static KafkaSource<DecodedRecord> of(LiveOptions options) {
    return KafkaSource.<DecodedRecord>builder()
        .setBootstrapServers(options.bootstrapServers())
        .setTopics(options.topic())
        .setGroupId(GROUP)
        .setStartingOffsets(OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST))
        .setDeserializer(new BehaviorRecords(options.zone(), options.lateAfter()))
        .setProperty(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS)
        // Records written by a transaction that was aborted never happened.
        .setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
        .build();
  }
}
