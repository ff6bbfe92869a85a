package io.tidelake.ingest.replay;

import io.tidelake.ingest.RecordLimit;
import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.schema.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends to the event topic, without a transaction: its markers would take offsets, and an open one
 * would hold up readers. A record has the timestamp that it had, since event time may derive from
 * it, and a header that says whose copy it is.
 */
final class KafkaSender implements EventSender {

  /** How long after it was handed over a record may still be written. */
  static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(10);

  /** Of the topic's retention: time for the stream to read a record. */
  private static final Duration MARGIN = Duration.ofMinutes(10);

  private static final int REQUEST_TIMEOUT_MILLIS = 4_000;

  /** A record that is sent is in memory some times over: as rows, as it is and in a batch. */
  private static final int MEMORY_SHARE = 8;

  private final ReplayTopics topics;
  private final RecordLimit limit;
  private final KafkaProducer<byte[], byte[]> producer;

  private KafkaSender(
      ReplayTopics topics, RecordLimit limit, KafkaProducer<byte[], byte[]> producer) {
    this.topics = topics;
    this.limit = limit;
    this.producer = producer;
  }

  static KafkaSender open(ReplayTopics topics, String topic) throws ReplayException {
    // Says in good words if there is no broker or no such topic.
    topics.ends(topic);
    RecordLimit limit;
    try {
      limit = RecordLimit.of(topics.admin(), topic);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ReplayException("interrupted while asking Kafka", e);
    }
    Map<String, Object> properties = topics.clientProperties("tidelake-replay");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    // See ProducerConnection: KAFKA-15591.
    properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    properties.put(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.toIntExact(DELIVERY_TIMEOUT.toMillis()));
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MILLIS);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (long) REQUEST_TIMEOUT_MILLIS);
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, limit.bytes());
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Math.max(32L << 20, 2L * limit.bytes()));
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    return new KafkaSender(
        topics,
        limit,
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()));
  }

  @Override
  public long largest() {
    return Math.min(limit.bytes(), Runtime.getRuntime().maxMemory() / MEMORY_SHARE);
  }

  @Override
  public String refusal(RejectedRecord record) {
    long size = RecordLimit.size(record.size(), headers(record));
    return size > limit.bytes()
        ? limit.refusal(size)
        : "%,d bytes, but this command has memory for %,d: set _JAVA_OPTIONS=-Xmx%dm"
            .formatted(size, largest(), (size * MEMORY_SHARE >> 20) + 1);
  }

  @Override
  public @Nullable Obstacle obstacle(RejectedRecord record) {
    if (record.size() > largest()
        || RecordLimit.size(record.size(), headers(record)) > limit.bytes()) {
      return Obstacle.TOO_LARGE;
    }
    long age = System.currentTimeMillis() - record.timestamp();
    return age > limit.retentionMillis() - MARGIN.toMillis() ? Obstacle.TOO_OLD : null;
  }

  @Override
  public TopicPositions ends() throws ReplayException {
    return topics.ends(limit.topic());
  }

  @Override
  public Map<Coordinates, Coordinates> send(Collection<RejectedRecord> records, long deadline)
      throws ReplayException {
    Map<Coordinates, Coordinates> copies = new ConcurrentHashMap<>();
    AtomicReference<Exception> failure = new AtomicReference<>();
    try {
      for (RejectedRecord record : records) {
        if (failure.get() != null || System.nanoTime() - deadline > 0) {
          break;
        }
        producer.send(
            new ProducerRecord<>(
                limit.topic(),
                null,
                record.timestamp(),
                record.key(),
                record.value(),
                headers(record)),
            (written, exception) -> {
              if (exception == null) {
                copies.put(
                    record.coordinates(), new Coordinates(written.partition(), written.offset()));
              } else {
                failure.compareAndSet(null, exception);
              }
            });
      }
      producer.flush();
    } catch (KafkaException e) {
      failure.compareAndSet(null, e);
    }
    int unconfirmed = records.size() - copies.size();
    if (unconfirmed > 0) {
      Exception reason = failure.get();
      throw new ReplayException(
          "%d records were not confirmed (%s): run the command again, it looks up which of them were written"
              .formatted(unconfirmed, reason == null ? "it took too long" : reason.getMessage()),
          reason);
    }
    return copies;
  }

  @Override
  public Map<Coordinates, Coordinates> sentSince(TopicPositions positions) throws ReplayException {
    Map<Coordinates, Coordinates> sent = new HashMap<>();
    topics.read(
        limit.topic(),
        positions,
        record -> {
          Header header = record.headers().lastHeader(Topics.REPLAY_HEADER);
          if (header != null) {
            try {
              sent.put(
                  Coordinates.parse(new String(header.value(), StandardCharsets.UTF_8)),
                  new Coordinates(record.partition(), record.offset()));
            } catch (IllegalArgumentException foreign) {
              // Not ours, whatever it is.
            }
          }
        });
    return sent;
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(2));
  }

  private static List<Header> headers(RejectedRecord record) {
    return List.of(
        new RecordHeader(
            Topics.REPLAY_HEADER,
            record.coordinates().toString().getBytes(StandardCharsets.UTF_8)));
  }
}
