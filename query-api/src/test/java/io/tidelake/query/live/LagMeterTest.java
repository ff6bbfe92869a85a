package io.tidelake.query.live;

import static io.tidelake.query.live.Ticks.clicks;
import static io.tidelake.query.live.Ticks.progress;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How clients learn the lag: with the frames that flow anyway, and without them by a beat. */
class LagMeterTest {

  private static final LiveProperties OFTEN =
      new LiveProperties(
          10,
          1024,
          64,
          Duration.ofMillis(200),
          Duration.ofSeconds(30),
          Duration.ofSeconds(15),
          Duration.ofMillis(100),
          Compression.REMOTE);

  /** Refuses at once, so that every measurement is soon over. */
  private static final KafkaProperties NO_BROKER =
      new KafkaProperties("localhost:1", "behavior", "behavior-live", Map.of());

  private final LiveHub hub = new LiveHub(OFTEN, Ticks.ZONE);

  @Test
  void whatIsNotedRidesOnTheNextFrame() {
    hub.ready();
    hub.apply(List.of(clicks(7), progress(7)));
    long before = hub.epoch().seq();

    hub.note(Map.of(0, 12L));

    assertThat(hub.epoch().seq()).isEqualTo(before);
    assertThat(hub.progress().lag()).isEqualTo(5);
    hub.apply(List.of(clicks(8), progress(8)));
    assertThat(hub.epoch().seq()).isEqualTo(before + 1);
    assertThat(progressOf(before + 1).at("/endOffsets/0").asLong()).isEqualTo(12);
    assertThat(progressOf(before + 1).path("lag").asLong()).isEqualTo(4);
  }

  @Test
  void whatIsNotedTwiceOrBeforeTheTopicWasReadIsInTheSnapshot() {
    hub.note(Map.of(0, 3L));
    hub.note(Map.of(0, 2L));
    hub.ready();

    assertThat(hub.progress().lag()).isEqualTo(3);
    assertThat(hub.epoch().seq()).isZero();
  }

  @Test
  void thereIsNoFrameOfItsOwnWhileFramesFlow() throws Exception {
    LagMeter meter = new LagMeter(hub, NO_BROKER, OFTEN);
    AtomicLong ticks = new AtomicLong();
    hub.ready();
    try (ScheduledExecutorService feed = Executors.newSingleThreadScheduledExecutor()) {
      feed.scheduleAtFixedRate(
          () -> {
            long number = ticks.incrementAndGet();
            hub.apply(List.of(clicks(number), progress(number)));
          },
          0,
          5,
          TimeUnit.MILLISECONDS);
      await().until(() -> ticks.get() > 10);
      meter.start();
      // Several measurements long: without a broker each one may take a second.
      await().atMost(Duration.ofSeconds(30)).until(() -> ticks.get() > 600);
      feed.shutdown();
      assertThat(feed.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
      long flowed = hub.epoch().seq();

      // A busy machine may hold the feed up for longer than a frame is fresh.
      assertThat(flowed - ticks.get()).isBetween(0L, 1L);
      await().atMost(Duration.ofSeconds(30)).until(() -> hub.epoch().seq() >= flowed + 3);
    } finally {
      meter.stop();
    }
  }

  @Test
  void aBrokerThatIsAwayLeavesTheLagUnknown() {
    LagMeter meter = new LagMeter(hub, NO_BROKER, OFTEN);
    hub.ready();
    hub.beat(Map.of(0, 12L));
    assertThat(hub.progress().lag()).isEqualTo(12);
    meter.start();
    try {
      await().until(() -> hub.progress().lag() == null);
      assertThat(progressOf(hub.epoch().seq()).get("lag").isNull()).isTrue();
      // Beats go on: the service lives.
      long told = hub.epoch().seq();
      await().until(() -> hub.epoch().seq() > told);
    } finally {
      meter.stop();
    }
  }

  /** Such as while the name of the broker is not known yet. */
  @Test
  void aClientThatCannotBeMadeOrFailsIsMadeAnewAndTheLagUnknownMeanwhile() {
    List<Admin> made = new CopyOnWriteArrayList<>();
    AtomicInteger closed = new AtomicInteger();
    LagMeter meter =
        new LagMeter(
            hub,
            NO_BROKER,
            OFTEN,
            configuration -> {
              if (made.isEmpty()) {
                made.add(broken(closed));
                throw new KafkaException("no resolvable bootstrap urls");
              }
              made.add(made.size() == 1 ? broken(closed) : Admin.create(configuration));
              return made.getLast();
            });
    hub.ready();
    hub.beat(Map.of(0, 12L));
    meter.start();
    try {
      await().until(() -> hub.progress().lag() == null);
      await().until(() -> made.size() == 3);
      assertThat(closed).hasValue(1);
      long told = hub.epoch().seq();
      await().until(() -> hub.epoch().seq() >= told + 2);
      assertThat(made).hasSize(3);
    } finally {
      meter.stop();
    }
  }

  private static Admin broken(AtomicInteger closed) {
    return (Admin)
        Proxy.newProxyInstance(
            Admin.class.getClassLoader(),
            new Class<?>[] {Admin.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                return closed.incrementAndGet();
              }
              throw new IllegalStateException("broken");
            });
  }

  private JsonNode progressOf(long seq) {
    LiveFrame frame = hub.epoch().delta(seq);
    assertThat(frame).isNotNull();
    return JsonMapper.shared()
        .readTree(frame.message(Ticks.EVERYTHING).getPayload())
        .at("/state/progress");
  }
}
