package io.tidelake.query.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** How the feed goes on after what goes wrong; the live topic itself is read end to end. */
@ExtendWith(OutputCaptureExtension.class)
class KafkaLiveFeedTest {

  private static final KafkaProperties NO_BROKER =
      new KafkaProperties("localhost:1", "behavior", "behavior-live", Map.of());

  private final LiveHub hub = new LiveHub(Ticks.PROPERTIES, Ticks.ZONE);
  private final AtomicInteger tried = new AtomicInteger();
  private final List<MockConsumer<byte[], byte[]>> made = new CopyOnWriteArrayList<>();
  private final KafkaLiveFeed feed =
      new KafkaLiveFeed(hub, NO_BROKER, configuration -> consumer(tried.incrementAndGet()));

  @AfterEach
  void stop() {
    feed.stop();
  }

  @Test
  void triesOnWhileTheBrokerHasNoNameYetAndAfterAnyOtherFault(CapturedOutput log) {
    feed.start();

    // At the fifth try there is a broker, without the topic yet.
    await().atMost(Duration.ofSeconds(20)).until(hub::isReady);
    assertThat(tried).hasValue(5);
    assertThat(made).hasSize(3);
    assertThat(made.subList(0, 2)).allMatch(MockConsumer::closed);
    assertThat(made.getLast().closed()).isFalse();
    assertThat(log.getOut().split("no resolvable bootstrap urls", -1)).hasSize(2);
    assertThat(log.getOut().split("a fault of ours", -1)).hasSize(2);

    feed.stop();
    await().until(made.getLast()::closed);
    assertThat(tried).hasValue(5);
  }

  private Consumer<byte[], byte[]> consumer(int attempt) {
    if (attempt <= 2) {
      throw new KafkaException(
          "Failed to construct kafka consumer",
          new IllegalArgumentException("no resolvable bootstrap urls"));
    }
    MockConsumer<byte[], byte[]> consumer =
        new MockConsumer<>("none") {
          @Override
          public List<PartitionInfo> partitionsFor(String topic, Duration timeout) {
            if (attempt <= 4) {
              throw new IllegalStateException("a fault of ours");
            }
            return List.of();
          }
        };
    made.add(consumer);
    return consumer;
  }
}
