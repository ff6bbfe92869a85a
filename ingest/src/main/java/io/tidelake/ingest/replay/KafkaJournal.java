package io.tidelake.ingest.replay;

import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.schema.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The journal as a compacted topic. Its producer is transactional under one id, so Kafka lets only
 * the newest replay write to it: an older one that still runs fails at its next batch, before it
 * sends any of it.
 */
final class KafkaJournal implements ReplayJournal {

  private static final String SENT = "sent";
  private static final String SENDING = "sending ";

  private final ReplayTopics topics;
  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;

  private KafkaJournal(ReplayTopics topics, String topic, KafkaProducer<byte[], byte[]> producer) {
    this.topics = topics;
    this.topic = topic;
    this.producer = producer;
  }

  /**
   * @param eventTopic each has a journal of its own
   */
  static KafkaJournal open(ReplayTopics topics, String eventTopic) throws ReplayException {
    String topic = name(eventTopic);
    topics.createJournal(topic);
    Map<String, Object> properties = topics.clientProperties("tidelake-replay-journal");
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "tidelake-replay-" + eventTopic);
    properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 30_000);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 30_000L);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 25_000);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    return new KafkaJournal(
        topics,
        topic,
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()));
  }

  /** The event topic of another name has a journal of another name. */
  static String name(String eventTopic) {
    return eventTopic.equals(Topics.BEHAVIOR)
        ? Topics.BEHAVIOR_REPLAYS
        : eventTopic + Topics.BEHAVIOR_REPLAYS.substring(Topics.BEHAVIOR.length());
  }

  @Override
  public Map<Coordinates, Entry> load() throws ReplayException {
    try {
      producer.initTransactions();
    } catch (KafkaException e) {
      throw explained(e);
    }
    return read(topics, topic);
  }

  /** Everything written so far, without ending another replay; nothing if there is no journal. */
  static Map<Coordinates, Entry> peek(ReplayTopics topics, String eventTopic)
      throws ReplayException {
    String topic = name(eventTopic);
    return topics.exists(topic) ? read(topics, topic) : Map.of();
  }

  private static Map<Coordinates, Entry> read(ReplayTopics topics, String topic)
      throws ReplayException {
    Map<Coordinates, Entry> entries = new HashMap<>();
    topics.read(
        topic,
        TopicPositions.NONE,
        record -> {
          Coordinates coordinates =
              Coordinates.parse(new String(record.key(), StandardCharsets.UTF_8));
          Entry entry = entry(record);
          if (entry == null) {
            entries.remove(coordinates);
          } else {
            entries.put(coordinates, entry);
          }
        });
    return entries;
  }

  @Override
  public void sending(Collection<Coordinates> records, TopicPositions positions)
      throws ReplayException {
    byte[] value = (SENDING + positions.toJson()).getBytes(StandardCharsets.UTF_8);
    write(records, any -> value);
  }

  @Override
  public void sent(Map<Coordinates, Coordinates> copies) throws ReplayException {
    write(
        copies.keySet(),
        record -> (SENT + " " + copies.get(record)).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void notSent(Collection<Coordinates> records) throws ReplayException {
    write(records, any -> null);
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(2));
  }

  private void write(
      Collection<Coordinates> records, Function<Coordinates, byte @Nullable []> value)
      throws ReplayException {
    if (records.isEmpty()) {
      return;
    }
    try {
      producer.beginTransaction();
      for (Coordinates record : records) {
        producer.send(
            new ProducerRecord<>(
                topic, record.toString().getBytes(StandardCharsets.UTF_8), value.apply(record)));
      }
      producer.commitTransaction();
    } catch (KafkaException e) {
      throw explained(e);
    }
  }

  private static @Nullable Entry entry(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return null;
    }
    String value = new String(record.value(), StandardCharsets.UTF_8);
    if (value.startsWith(SENDING)) {
      return new Entry.Sending(
          TopicPositions.parse(value.substring(SENDING.length())),
          Instant.ofEpochMilli(record.timestamp()));
    }
    String copy = value.substring(SENT.length()).strip();
    return new Entry.Sent(copy.isEmpty() ? null : Coordinates.parse(copy));
  }

  private ReplayException explained(KafkaException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProducerFencedException
          || cause instanceof InvalidProducerEpochException) {
        return new ReplayException(
            "another replay-quarantine has begun and goes on from here: wait for that one", e);
      }
    }
    return new ReplayException(
        "can't write to topic %s: %s; run the command again".formatted(topic, e.getMessage()), e);
  }
}
