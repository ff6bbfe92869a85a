package io.tidelake.streaming.sink;

import io.tidelake.streaming.config.LiveOptions;
import io.tidelake.streaming.function.LiveRecord;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The live topic as a sink. At least once, since values are absolute: a transaction would hold them
 * back until the next checkpoint. Records keep their order (idempotent producer, one partition) and
 * are sent at once.
 */
public final class LiveTopic {

  private LiveTopic() {}

  /** A sink to the live topic of the options. */
  public static KafkaSink<LiveRecord> of(LiveOptions options) {
    return KafkaSink.<LiveRecord>builder()
        .setBootstrapServers(options.bootstrapServers())
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setRecordSerializer(new Serializer(options.liveTopic()))
        .setProperty(ProducerConfig.LINGER_MS_CONFIG, "0")
        .setProperty(ProducerConfig.ACKS_CONFIG, "all")
        .setProperty(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true")
        // KAFKA-15591: in a topic just made, a second request that overtakes a refused first one
        // would hold that one up until it expires, and with it the job.
        .setProperty(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, "1")
        .build();
  }

  private static final class Serializer implements KafkaRecordSerializationSchema<LiveRecord> {

    private static final long serialVersionUID = 1L;
    private static final int ONLY_PARTITION = 0;

    private final String topic;

    Serializer(String topic) {
      this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
        LiveRecord record, KafkaSinkContext context, Long timestamp) {
      return new ProducerRecord<>(topic, ONLY_PARTITION, record.key, record.value);
    }
  }
}
