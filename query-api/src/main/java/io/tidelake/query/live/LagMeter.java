package io.tidelake.query.live;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Measures every {@code lagInterval} where the event topic ends, now and then also where it begins,
 * and tells the hub, or that the broker did not say: without traffic that beat is what clients see;
 * with traffic the frames tell it.
 */
@Component
class LagMeter implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(LagMeter.class);

  /** The topic may be created, or get more partitions, while we run. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

  /** A frame that is younger than this part of the interval is not the last for now. */
  private static final int FRESH = 4;

  private final LiveHub hub;
  private final KafkaProperties properties;
  private final Duration interval;
  private @Nullable CountDownLatch stop;
  private volatile long answeredAt = Long.MIN_VALUE;
  private List<TopicPartition> partitions = List.of();
  private Map<Integer, Long> beginnings = Map.of();
  private long describedAt;

  LagMeter(LiveHub hub, KafkaProperties properties, LiveProperties live) {
    this.hub = hub;
    this.properties = properties;
    this.interval = live.lagInterval();
  }

  @Override
  public synchronized void start() {
    CountDownLatch latch = new CountDownLatch(1);
    stop = latch;
    Thread.ofVirtual().name("lag-meter").start(() -> run(latch));
  }

  @Override
  public synchronized void stop() {
    if (stop != null) {
      stop.countDown();
      stop = null;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return stop != null;
  }

  /** Whether the broker answered within three intervals (or seconds, if that is more). */
  boolean brokerAnswers() {
    long answered = answeredAt;
    long patience = Math.max(3 * interval.toNanos(), Duration.ofSeconds(3).toNanos());
    return answered != Long.MIN_VALUE && System.nanoTime() - answered < patience;
  }

  private void run(CountDownLatch stop) {
    Admin admin = Admin.create(configuration());
    try {
      do {
        @Nullable Map<Integer, Long> ends = endOffsets(admin);
        if (hub.published(interval.dividedBy(FRESH))) {
          // Frames flow: the next one tells it to everybody.
          hub.note(ends);
        } else {
          hub.beat(ends);
        }
      } while (!stop.await(interval.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      admin.close(Duration.ZERO);
    }
  }

  /**
   * @return by partition; null if the broker does not answer
   */
  private @Nullable Map<Integer, Long> endOffsets(Admin admin) throws InterruptedException {
    try {
      describe(admin);
      // Each time, since the hub may have begun anew.
      hub.noteBeginnings(beginnings);
      Map<Integer, Long> ends = offsets(admin, partitions, OffsetSpec.latest());
      answeredAt = System.nanoTime();
      return ends;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        answeredAt = System.nanoTime();
        partitions = List.of();
        // Of a topic that is not there nothing waits.
        return Map.of();
      }
      LOG.debug("the lag could not be measured", e);
    } catch (TimeoutException e) {
      LOG.debug("the lag could not be measured in time", e);
    }
    return null;
  }

  private void describe(Admin admin)
      throws InterruptedException, ExecutionException, TimeoutException {
    long now = System.nanoTime();
    if (!partitions.isEmpty() && now - describedAt < LOOK_AGAIN.toNanos()) {
      return;
    }
    TopicDescription topic =
        admin
            .describeTopics(List.of(properties.topic()))
            .allTopicNames()
            .get(1, TimeUnit.SECONDS)
            .get(properties.topic());
    List<TopicPartition> found = new ArrayList<>();
    for (TopicPartitionInfo partition : topic.partitions()) {
      found.add(new TopicPartition(properties.topic(), partition.partition()));
    }
    beginnings = offsets(admin, found, OffsetSpec.earliest());
    partitions = found;
    describedAt = now;
  }

  private static Map<Integer, Long> offsets(
      Admin admin, Collection<TopicPartition> partitions, OffsetSpec which)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<Integer, Long> offsets = new HashMap<>();
    if (!partitions.isEmpty()) {
      Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
      partitions.forEach(partition -> asked.put(partition, which));
      admin
          .listOffsets(asked)
          .all()
          .get(1, TimeUnit.SECONDS)
          .forEach((partition, found) -> offsets.put(partition.partition(), found.offset()));
    }
    return offsets;
  }

  private Map<String, Object> configuration() {
    Map<String, Object> configuration = new HashMap<>();
    configuration.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, properties.bootstrapServers());
    configuration.put(AdminClientConfig.CLIENT_ID_CONFIG, "tidelake-lag-meter");
    configuration.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
    configuration.put(AdminClientConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 2000);
    configuration.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 1000);
    configuration.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 1000);
    configuration.putAll(properties.properties());
    return configuration;
  }
}
