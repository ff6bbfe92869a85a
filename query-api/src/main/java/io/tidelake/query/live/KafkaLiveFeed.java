package io.tidelake.query.live;

import io.tidelake.schema.live.LiveCodec;
import io.tidelake.schema.live.LiveMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Reads the live topic from its beginning, for ever, and feeds the hub with whole ticks. Needs no
 * consumer group: every instance of the service reads everything. A broker that goes away, or a
 * topic that does not exist yet, is waited for; reading again from the beginning does no harm,
 * since counts only grow.
 */
@Component
class KafkaLiveFeed implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaLiveFeed.class);

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** A fault of ours is told with its stack trace, but no more often. */
  private static final Duration BETWEEN_FAULTS = Duration.ofMinutes(1);

  private final LiveHub hub;
  private final KafkaProperties properties;
  private final Function<Map<String, Object>, Consumer<byte[], byte[]>> consumers;
  private final TickAssembler assembler = new TickAssembler();
  private @Nullable CountDownLatch stop;
  private @Nullable Thread thread;
  private volatile @Nullable Consumer<byte[], byte[]> consumer;

  /** Of the feed's thread alone, like {@link #toldAt}. */
  private boolean reachable = true;

  private @Nullable Long toldAt;

  @Autowired
  KafkaLiveFeed(LiveHub hub, KafkaProperties properties) {
    this(hub, properties, KafkaConsumer::new);
  }

  /**
   * @param consumers makes one of its configuration
   */
  KafkaLiveFeed(
      LiveHub hub,
      KafkaProperties properties,
      Function<Map<String, Object>, Consumer<byte[], byte[]>> consumers) {
    this.hub = hub;
    this.properties = properties;
    this.consumers = consumers;
  }

  @Override
  public synchronized void start() {
    CountDownLatch latch = new CountDownLatch(1);
    stop = latch;
    thread = Thread.ofPlatform().name("live-feed").daemon().start(() -> run(latch));
  }

  @Override
  public synchronized void stop() {
    if (stop != null) {
      stop.countDown();
    }
    Consumer<byte[], byte[]> open = consumer;
    if (open != null) {
      open.wakeup();
    }
    if (thread != null) {
      try {
        thread.join(Duration.ofSeconds(2));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    stop = null;
    thread = null;
  }

  @Override
  public synchronized boolean isRunning() {
    return stop != null;
  }

  private void run(CountDownLatch stop) {
    while (stop.getCount() > 0 && !Thread.currentThread().isInterrupted()) {
      try {
        read(stop);
      } catch (WakeupException | InterruptException e) {
        LOG.debug("stopped while reading", e);
      } catch (KafkaException e) {
        if (reachable) {
          LOG.warn(
              "Live counts stand still, Kafka at {} can't be read: {}. Trying on",
              properties.bootstrapServers(),
              e.getCause() == null ? e.getMessage() : e.getMessage() + ": " + e.getCause());
        }
        reachable = false;
      } catch (RuntimeException e) {
        tell(e);
      }
      pause(stop);
    }
  }

  /** A fault may come back with each try. */
  private void tell(RuntimeException fault) {
    long now = System.nanoTime();
    if (toldAt == null || now - toldAt >= BETWEEN_FAULTS.toNanos()) {
      toldAt = now;
      LOG.error("Live counts stand still, their topic can't be read. Trying on", fault);
    } else {
      LOG.debug("the topic can't be read", fault);
    }
  }

  /** From the beginning, until stopped or something goes wrong. */
  private void read(CountDownLatch stop) {
    // A name that is not known yet fails here already.
    Consumer<byte[], byte[]> opened = consumers.apply(configuration(properties));
    consumer = opened;
    try {
      List<TopicPartition> partitions = awaitTopic(opened, stop);
      identify();
      reachable = true;
      read(opened, partitions, stop);
    } catch (OffsetOutOfRangeException e) {
      LOG.warn(
          "Topic {} was replaced: its counts are read anew. {}",
          properties.liveTopic(),
          e.getMessage());
      hub.restart();
    } finally {
      consumer = null;
      opened.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
  }

  private List<TopicPartition> awaitTopic(Consumer<byte[], byte[]> consumer, CountDownLatch stop) {
    boolean said = false;
    while (stop.getCount() > 0) {
      List<PartitionInfo> found = consumer.partitionsFor(properties.liveTopic(), PATIENCE);
      if (found != null && !found.isEmpty()) {
        return found.stream()
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList();
      }
      if (!said) {
        LOG.info("Topic {} does not exist yet: counts are empty", properties.liveTopic());
        said = true;
      }
      hub.ready();
      pause(stop);
    }
    throw new WakeupException();
  }

  /**
   * Counts of another topic of the same name are not those that were read so far, however far it
   * goes. An administrator may forbid to ask: then nobody ever forgets a count.
   */
  private void identify() {
    Map<String, Object> configuration = new HashMap<>();
    configuration.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, properties.bootstrapServers());
    configuration.put(AdminClientConfig.CLIENT_ID_CONFIG, "tidelake-live-topic");
    configuration.putAll(properties.properties());
    String name = properties.liveTopic();
    Admin admin = Admin.create(configuration);
    try {
      TopicDescription topic =
          admin
              .describeTopics(List.of(name))
              .allTopicNames()
              .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
              .get(name);
      if (!topic.topicId().equals(Uuid.ZERO_UUID)) {
        hub.reads(topic.topicId().toString());
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException | TimeoutException e) {
      if (e.getCause() instanceof AuthorizationException) {
        LOG.warn("Whether topic {} was replaced can't be seen: {}", name, e.getMessage());
        return;
      }
      throw new KafkaException("Topic " + name + " can't be described", e);
    } finally {
      admin.close(Duration.ZERO);
    }
  }

  private void read(
      Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions, CountDownLatch stop) {
    assembler.clear();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions, PATIENCE));
    long read = 0;
    while (stop.getCount() > 0) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        read++;
        LiveMessage message = decode(record);
        if (message != null) {
          assembler.add(message);
        }
      }
      List<LiveMessage> ticks = assembler.take();
      if (!ticks.isEmpty()) {
        hub.apply(ticks);
      }
      if (!ends.isEmpty()) {
        ends.entrySet()
            .removeIf(end -> consumer.position(end.getKey(), PATIENCE) >= end.getValue());
        if (ends.isEmpty()) {
          LOG.info("Live counts are up to date, {} records were read", read);
          hub.ready();
        }
      }
    }
  }

  private static @Nullable LiveMessage decode(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null) {
      return null;
    }
    try {
      return LiveCodec.decode(record.key(), record.value());
    } catch (IllegalArgumentException e) {
      LOG.warn("Record {} of the live topic is passed over: {}", record.offset(), e.getMessage());
      LOG.debug("its key: {}", new String(record.key(), StandardCharsets.UTF_8));
      return null;
    }
  }

  private static void pause(CountDownLatch stop) {
    try {
      stop.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Map<String, Object> configuration(KafkaProperties properties) {
    Map<String, Object> configuration = new HashMap<>();
    configuration.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, properties.bootstrapServers());
    configuration.put(ConsumerConfig.CLIENT_ID_CONFIG, "tidelake-live-feed");
    configuration.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    configuration.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    configuration.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    // A topic that was replaced must be noticed, not skipped through.
    configuration.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    configuration.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    configuration.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5000);
    // A broker that comes back is found within a second.
    configuration.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
    configuration.put(ConsumerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 500);
    configuration.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
    configuration.put(ConsumerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 2000);
    configuration.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5000);
    configuration.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    configuration.putAll(properties.properties());
    return configuration;
  }
}
