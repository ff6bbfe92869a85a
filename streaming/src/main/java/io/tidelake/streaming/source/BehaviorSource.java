package io.tidelake.streaming.source;

import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.streaming.config.LiveOptions;
import io.tidelake.streaming.function.DecodedRecord;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

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
   * Reads every partition.
   *
   * @param start where a job without a checkpoint begins, for every partition that there is now;
   *     one that is added later is read from its beginning. An offset that the topic does not hold
   *     fails the job: records would be lost unseen
   */
  public static KafkaSource<DecodedRecord> of(LiveOptions options, TopicPositions start) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    start
        .offsets()
        .forEach(
            (partition, offset) ->
                offsets.put(new TopicPartition(options.topic(), partition), offset));
    return KafkaSource.<DecodedRecord>builder()
        .setBootstrapServers(options.bootstrapServers())
        .setTopics(options.topic())
        .setGroupId(GROUP)
        .setStartingOffsets(OffsetsInitializer.offsets(offsets, OffsetResetStrategy.NONE))
        .setDeserializer(new BehaviorRecords(options.lake().zone(), options.lateAfter()))
        .setProperty(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS)
        // Records written by a transaction that was aborted never happened.
        .setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
        .build();
  }
}
