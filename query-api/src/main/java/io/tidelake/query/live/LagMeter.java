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
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
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

  /** A fault of ours is told with its stack trace, but no more often. */
  private static final Duration BETWEEN_FAULTS = Duration.ofMinutes(1);

  /** A frame that is younger than this part of the interval is not the last for now. */
  private static final int FRESH = 4;

  private final LiveHub hub;
  private final KafkaProperties properties;
  private final Duration interval;
  private final Function<Map<String, Object>, Admin> clients;
  private @Nullable CountDownLatch stop;

  /** Of the meter's thread alone, as is all below but when the broker answered. */
  private @Nullable Admin admin;

  private @Nullable Long toldAt;
  private volatile long answeredAt = Long.MIN_VALUE;
  private List<TopicPartition> partitions = List.of();
  private Map<Integer, Long> beginnings = Map.of();
  private long describedAt;

  @Autowired
  LagMeter(LiveHub hub, KafkaProperties properties, LiveProperties live) {
    this(hub, properties, live, Admin::create);
  }

  /**
   * @param clients makes one of its configuration
   */
  LagMeter(
      LiveHub hub,
      KafkaProperties properties,
      LiveProperties live,
      Function<Map<String, Object>, Admin> clients) {
    this.hub = hub;
    this.properties = properties;
    this.interval = live.lagInterval();
    this.clients = clients;
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
    try {
      do {
        try {
          measure();
        } catch (RuntimeException e) {
          tell(e);
        }
      } while (!stop.await(interval.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  private void measure() throws InterruptedException {
    @Nullable Map<Integer, Long> ends = null;
    try {
      if (admin == null) {
        // A name that is not known yet fails here already.
        admin = clients.apply(configuration());
      }
      ends = endOffsets(admin);
    } catch (KafkaException e) {
      // The feed says it.
      LOG.debug("the lag could not be measured", e);
      close();
    } catch (RuntimeException e) {
      tell(e);
      close();
    }
    if (hub.published(interval.dividedBy(FRESH))) {
      // Frames flow: the next one tells it to everybody.
      hub.note(ends);
    } else {
      hub.beat(ends);
    }
  }

  private void close() {
    Admin opened = admin;
    admin = null;
    if (opened != null) {
      opened.close(Duration.ZERO);
    }
  }

  /** A fault may come back with each measurement. */
  private void tell(RuntimeException fault) {
    long now = System.nanoTime();
    if (toldAt == null || now - toldAt >= BETWEEN_FAULTS.toNanos()) {
      toldAt = now;
      LOG.warn("The lag can't be measured. Trying on", fault);
    } else {
      LOG.debug("the lag can't be measured", fault);
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
