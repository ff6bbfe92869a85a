package io.tidelake.stack.reconcile;

import io.tidelake.schema.topic.TopicPositions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads one topic by offsets, without a consumer group. Every failure of Kafka is a {@link
 * ReconcileException}. Not thread-safe.
 */
final class KafkaLog implements AutoCloseable {

  private static final Duration ANSWER = Duration.ofSeconds(8);
  private static final Duration POLL = Duration.ofMillis(200);

  /**
   * Polls in a row that bring nothing until the reading is given up: 20 s, and longer where this
   * process itself hardly gets to run.
   */
  private static final int STANDSTILL_POLLS = 100;

  private final String servers;
  private final String topic;
  private final Consumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;

  /**
   * @param consumer of the topic's partitions; closed with this
   */
  KafkaLog(
      String servers,
      String topic,
      Consumer<byte[], byte[]> consumer,
      List<TopicPartition> partitions) {
    this.servers = servers;
    this.topic = topic;
    this.consumer = consumer;
    this.partitions = partitions;
  }

  static KafkaLog open(String servers, String topic) throws ReconcileException {
    Consumer<byte[], byte[]> consumer;
    try {
      consumer = new KafkaConsumer<>(configuration(servers));
    } catch (KafkaException e) {
      Throwable reason = e.getCause() instanceof ConfigException ? e.getCause() : e;
      throw new ReconcileException(
          "cannot use --bootstrap-servers %s: %s".formatted(servers, reason.getMessage()), e);
    }
    try {
      List<TopicPartition> partitions = new ArrayList<>();
      List<PartitionInfo> found = consumer.partitionsFor(topic, ANSWER);
      if (found == null || found.isEmpty()) {
        throw new UnknownTopicOrPartitionException();
      }
      found.forEach(each -> partitions.add(new TopicPartition(topic, each.partition())));
      return new KafkaLog(servers, topic, consumer, partitions);
    } catch (KafkaException e) {
      consumer.close(CloseOptions.timeout(Duration.ZERO));
      throw explained(servers, topic, e);
    }
  }

  /** The first offset that Kafka still holds, by partition. */
  Map<Integer, Long> starts() throws ReconcileException {
    return ask(() -> consumer.beginningOffsets(partitions, ANSWER));
  }

  /** The offset of the next record, by partition. */
  TopicPositions ends() throws ReconcileException {
    return TopicPositions.of(ask(() -> consumer.endOffsets(partitions, ANSWER)));
  }

  /** The first offset of a record of that time or later, by partition; none where there is none. */
  Map<Integer, Long> offsetsAt(Instant time) throws ReconcileException {
    Map<TopicPartition, Long> query = new HashMap<>();
    partitions.forEach(partition -> query.put(partition, time.toEpochMilli()));
    Map<Integer, Long> offsets = new TreeMap<>();
    try {
      for (Map.Entry<TopicPartition, OffsetAndTimestamp> found :
          consumer.offsetsForTimes(query, ANSWER).entrySet()) {
        if (found.getValue() != null) {
          offsets.put(found.getKey().partition(), found.getValue().offset());
        }
      }
    } catch (KafkaException e) {
      throw explained(servers, topic, e);
    }
    return offsets;
  }

  /**
   * Reads the records from one position to another, in the order of each partition. Offsets without
   * a record (transaction markers, compaction) are passed over.
   *
   * @param visitor returns false to end the reading
   * @throws ReconcileException if Kafka no longer holds them, or does not answer
   */
  void read(
      TopicPositions from, TopicPositions to, Predicate<ConsumerRecord<byte[], byte[]>> visitor)
      throws ReconcileException {
    List<TopicPartition> open = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      if (from.offset(partition.partition()) < to.offset(partition.partition())) {
        open.add(partition);
      }
    }
    if (open.isEmpty()) {
      return;
    }
    try {
      consumer.assign(open);
      // A partition that was assigned before is still paused where an earlier reading ended.
      consumer.resume(open);
      open.forEach(partition -> consumer.seek(partition, from.offset(partition.partition())));
      int idlePolls = 0;
      while (!open.isEmpty()) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        boolean moved = !records.isEmpty();
        for (ConsumerRecord<byte[], byte[]> record : records) {
          if (record.offset() < to.offset(record.partition()) && !visitor.test(record)) {
            return;
          }
        }
        moved |=
            open.removeIf(
                partition ->
                    consumer.position(partition, ANSWER) >= to.offset(partition.partition()));
        if (moved) {
          idlePolls = 0;
          consumer.pause(
              consumer.assignment().stream().filter(each -> !open.contains(each)).toList());
        } else if (++idlePolls == STANDSTILL_POLLS) {
          throw new ReconcileException(
              "Kafka at %s gives no records of %s up to %s: is the broker well?"
                  .formatted(servers, topic, to));
        }
      }
    } catch (KafkaException e) {
      throw explained(servers, topic, e);
    }
  }

  /** Reads from the beginning of every partition, for as long as {@link #poll} is called. */
  void seekToBeginning() throws ReconcileException {
    try {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
    } catch (KafkaException e) {
      throw explained(servers, topic, e);
    }
  }

  /** The records that have come; waits a moment if there are none. */
  ConsumerRecords<byte[], byte[]> poll() throws ReconcileException {
    try {
      return consumer.poll(POLL);
    } catch (KafkaException e) {
      throw explained(servers, topic, e);
    }
  }

  /** Where {@link #poll} goes on. */
  TopicPositions positions() throws ReconcileException {
    Map<Integer, Long> positions = new TreeMap<>();
    try {
      partitions.forEach(
          partition -> positions.put(partition.partition(), consumer.position(partition, ANSWER)));
    } catch (KafkaException e) {
      throw explained(servers, topic, e);
    }
    return TopicPositions.of(positions);
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
  }

  private interface Question {
    Map<TopicPartition, Long> ask();
  }

  private Map<Integer, Long> ask(Question question) throws ReconcileException {
    try {
      Map<Integer, Long> offsets = new TreeMap<>();
      question.ask().forEach((partition, offset) -> offsets.put(partition.partition(), offset));
      return offsets;
    } catch (KafkaException e) {
      throw explained(servers, topic, e);
    }
  }

  private static ReconcileException explained(String servers, String topic, KafkaException e) {
    return switch (e) {
      case TimeoutException timeout ->
          new ReconcileException(
              "no Kafka broker answers at %s: is the stack up? ./tidelake up (or give --bootstrap-servers)"
                  .formatted(servers),
              timeout);
      case UnknownTopicOrPartitionException unknown ->
          new ReconcileException(
              "the broker at %s has no topic %s: start the streaming job, or name another topic"
                  .formatted(servers, topic),
              unknown);
      case OffsetOutOfRangeException gone ->
          new ReconcileException(
              "Kafka no longer holds the records of %s that are needed: %s"
                  .formatted(topic, gone.getMessage()),
              gone);
      default ->
          new ReconcileException(
              "Kafka at %s, topic %s: %s".formatted(servers, topic, e.getMessage()), e);
    };
  }

  private static Map<String, Object> configuration(String servers) {
    Map<String, Object> configuration = new HashMap<>();
    configuration.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    configuration.put(ConsumerConfig.CLIENT_ID_CONFIG, "tidelake-reconcile");
    configuration.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    configuration.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    configuration.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    configuration.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    configuration.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    configuration.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
    configuration.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
    configuration.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    configuration.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 8_000);
    configuration.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    return configuration;
  }
}
