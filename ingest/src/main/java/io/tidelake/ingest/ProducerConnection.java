package io.tidelake.ingest;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes the Kafka producer, after having made sure that there is a broker with the topic. */
final class ProducerConnection {

  private static final int CHECK_MILLIS = 8_000;

  /**
   * Above this rate a batch fills within the linger time; below it, waiting would only cost
   * latency.
   */
  private static final long LINGER_FROM_RATE = 1_000;

  /** A request holds the batches of several partitions. */
  private static final int MIN_REQUEST = 1 << 20;

  private ProducerConnection() {}

  /**
   * @param limit of the topic
   */
  record Opened(KafkaProducer<byte[], byte[]> producer, RecordLimit limit) {}

  static Opened open(ProducerSettings settings) throws ProduceException {
    try {
      RecordLimit limit = requireTopic(settings);
      return new Opened(
          new KafkaProducer<>(
              properties(settings, limit), new ByteArraySerializer(), new ByteArraySerializer()),
          limit);
    } catch (KafkaException e) {
      Throwable reason = e.getCause() instanceof ConfigException ? e.getCause() : e;
      throw new ProduceException(
          "cannot use --bootstrap-servers %s: %s"
              .formatted(settings.bootstrapServers(), reason.getMessage()),
          e);
    }
  }

  static Map<String, Object> properties(ProducerSettings settings, RecordLimit limit) {
    boolean lingers =
        settings.rate() == ProducerSettings.UNLIMITED || settings.rate() >= LINGER_FROM_RATE;
    return Map.ofEntries(
        Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers()),
        Map.entry(ProducerConfig.CLIENT_ID_CONFIG, "tidelake-produce"),
        Map.entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, settings.compression().kafkaName()),
        // Every event once, whatever happens to the connection or the broker.
        Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
        Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
        // KAFKA-15591: a broker without the producer's state takes any first sequence number. With
        // a
        // second request under way, a first one that was refused while the topic was still being
        // made could then never be written, and would be tried for ever.
        Map.entry(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1),
        Map.entry(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE),
        Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE),
        // An outage makes the sender wait, and stopping it interrupts the wait.
        Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, Long.MAX_VALUE),
        Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000),
        Map.entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L),
        Map.entry(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 500L),
        Map.entry(ProducerConfig.LINGER_MS_CONFIG, lingers ? 5L : 0L),
        Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024),
        // What the topic takes is told apart before sending.
        Map.entry(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Math.max(MIN_REQUEST, limit.bytes())),
        Map.entry(
            ProducerConfig.BUFFER_MEMORY_CONFIG, Math.max(32L * 1024 * 1024, 2L * limit.bytes())),
        Map.entry(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false));
  }

  private static RecordLimit requireTopic(ProducerSettings settings) throws ProduceException {
    Map<String, Object> properties =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            settings.bootstrapServers(),
            AdminClientConfig.CLIENT_ID_CONFIG,
            "tidelake-produce-check",
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            CHECK_MILLIS / 2,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            CHECK_MILLIS,
            AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG,
            false);
    Admin admin = Admin.create(properties);
    try {
      admin
          .describeTopics(List.of(settings.topic()))
          .allTopicNames()
          .get(CHECK_MILLIS + 1_000L, TimeUnit.MILLISECONDS);
      return RecordLimit.of(admin, settings.topic());
    } catch (ExecutionException e) {
      throw explained(settings, e.getCause());
    } catch (TimeoutException e) {
      throw explained(settings, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProduceException("interrupted while looking for the broker", e);
    } finally {
      admin.close(java.time.Duration.ZERO);
    }
  }

  private static ProduceException explained(ProducerSettings settings, Throwable failure) {
    String servers = settings.bootstrapServers();
    return switch (failure) {
      case UnknownTopicOrPartitionException e ->
          new ProduceException(
              "the broker at %s has no topic %s: is the stack up? ./tidelake up (or give --topic)"
                  .formatted(servers, settings.topic()),
              e);
      case InvalidTopicException e ->
          new ProduceException(
              "--topic %s is no name of a topic: use letters, digits, '.', '_' and '-'"
                  .formatted(settings.topic()),
              e);
      case TimeoutException e -> unreachable(servers, e);
      case org.apache.kafka.common.errors.TimeoutException e -> unreachable(servers, e);
      default ->
          new ProduceException(
              "the broker at %s refused to describe topic %s: %s"
                  .formatted(servers, settings.topic(), failure.getMessage()),
              failure);
    };
  }

  private static ProduceException unreachable(String servers, Exception e) {
    return new ProduceException(
        "no Kafka broker answers at %s: is the stack up? ./tidelake up (or give --bootstrap-servers)"
            .formatted(servers),
        e);
  }
}
