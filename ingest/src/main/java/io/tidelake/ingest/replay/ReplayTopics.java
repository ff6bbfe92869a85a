package io.tidelake.ingest.replay;

import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.schema.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Looks into topics: where they end, what they hold from some position on. */
final class ReplayTopics implements AutoCloseable {

  private static final int ANSWER_MILLIS = 8_000;
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration STANDSTILL = Duration.ofSeconds(20);

  private final String servers;
  private final Admin admin;

  ReplayTopics(String servers) throws ReplayException {
    this.servers = servers;
    Map<String, Object> properties = clientProperties("tidelake-replay-admin");
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS / 2);
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
    try {
      admin = Admin.create(properties);
    } catch (KafkaException e) {
      throw new ReplayException(
          "cannot use --bootstrap-servers %s: %s"
              .formatted(
                  servers, e.getCause() == null ? e.getMessage() : e.getCause().getMessage()),
          e);
    }
  }

  /** What every client begins with; a copy. */
  Map<String, Object> clientProperties(String name) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
    properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, name);
    properties.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L);
    properties.put("enable.metrics.push", false);
    return properties;
  }

  Admin admin() {
    return admin;
  }

  /** Whether there is a topic of this name. */
  boolean exists(String topic) throws ReplayException {
    return await(admin.listTopics().names(), topic).contains(topic);
  }

  /** Creates the journal unless it exists. */
  void createJournal(String name) throws ReplayException {
    NewTopic topic =
        new NewTopic(name, Optional.of(Topics.BEHAVIOR_REPLAYS_PARTITIONS), Optional.empty())
            .configs(Topics.behaviorReplaysConfig());
    try {
      if (!exists(name)) {
        await(admin.createTopics(List.of(topic)).all(), name);
      }
    } catch (ReplayException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  /** Where a topic ends now. */
  TopicPositions ends(String topic) throws ReplayException {
    Map<TopicPartition, OffsetSpec> query =
        partitions(topic).stream()
            .collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest()));
    Map<Integer, Long> ends = new TreeMap<>();
    await(admin.listOffsets(query).all(), topic)
        .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
    return TopicPositions.of(ends);
  }

  /**
   * Reads a topic up to where it ends now; of what was written in transactions only what was
   * committed.
   */
  void read(String topic, TopicPositions from, Consumer<ConsumerRecord<byte[], byte[]>> visitor)
      throws ReplayException {
    Map<String, Object> properties = clientProperties("tidelake-replay-reader");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
    List<TopicPartition> open = new ArrayList<>(partitions(topic));
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    try {
      // The last stable offset, behind which nothing is decided yet.
      Map<TopicPartition, Long> ends = consumer.endOffsets(open);
      consumer.assign(open);
      open.forEach(partition -> consumer.seek(partition, from.offset(partition.partition())));
      long lastMove = System.nanoTime();
      while (true) {
        open.removeIf(partition -> consumer.position(partition) >= ends.get(partition));
        if (open.isEmpty()) {
          return;
        }
        var records = consumer.poll(POLL);
        records.forEach(visitor);
        if (!records.isEmpty()) {
          lastMove = System.nanoTime();
        } else if (System.nanoTime() - lastMove > STANDSTILL.toNanos()) {
          throw new ReplayException(
              "Kafka at %s gives no records of topic %s: is the broker well?"
                  .formatted(servers, topic));
        }
      }
    } catch (KafkaException e) {
      throw explained(topic, e);
    } finally {
      consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }

  private List<TopicPartition> partitions(String topic) throws ReplayException {
    return await(admin.describeTopics(List.of(topic)).allTopicNames(), topic)
        .get(topic)
        .partitions()
        .stream()
        .map(partition -> new TopicPartition(topic, partition.partition()))
        .toList();
  }

  private <T> T await(KafkaFuture<T> future, String topic) throws ReplayException {
    try {
      return future.get(ANSWER_MILLIS + 1_000L, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw explained(topic, e.getCause());
    } catch (TimeoutException e) {
      throw explained(topic, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ReplayException("interrupted while asking Kafka", e);
    }
  }

  private ReplayException explained(String topic, Throwable failure) {
    return switch (failure) {
      case UnknownTopicOrPartitionException e ->
          new ReplayException(
              "the broker at %s has no topic %s: is the stack up? ./tidelake up (or give --topic)"
                  .formatted(servers, topic),
              e);
      case TimeoutException e -> unreachable(e);
      case org.apache.kafka.common.errors.TimeoutException e -> unreachable(e);
      default ->
          new ReplayException(
              "Kafka at %s, topic %s: %s".formatted(servers, topic, failure.getMessage()), failure);
    };
  }

  private ReplayException unreachable(Exception e) {
    return new ReplayException(
        "no Kafka broker answers at %s: is the stack up? ./tidelake up (or give --bootstrap-servers)"
            .formatted(servers),
        e);
  }
}
