package io.tidelake.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sending loop on a clock that is moved by hand and Kafka's own stand-in for the client. */
class EventProducerTest {

  private static final RecordLimit UNLIMITED =
      new RecordLimit("behavior", Integer.MAX_VALUE, RecordLimit.KEPT_FOREVER);

  private final List<String> messages = new ArrayList<>();
  private final MockProducer<byte[], byte[]> kafka =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

  @ParameterizedTest
  @CsvSource({"1, 5", "50, 200", "1000, 5000", "200000, 400000"})
  void keepsTheRate(long rate, long count) throws Exception {
    ManualTicker ticker = new ManualTicker(1_000);
    producer(rate, ticker).run(new ShopGenerator(ShopSettings.defaults().withCount(count)));

    assertThat(kafka.history()).hasSize(Math.toIntExact(count));
    double expectedSeconds = count / (double) rate;
    assertThat(ticker.nanos() / 1e9).isCloseTo(expectedSeconds, within(0.002));
    assertThat(ticker.longestPark()).isLessThanOrEqualTo(100_000_000);
  }

  @Test
  void eachEventIsSentAtItsTime() throws Exception {
    ManualTicker ticker = new ManualTicker(0);
    producer(50, ticker).run(new ShopGenerator(ShopSettings.defaults().withCount(100)));

    for (int i = 0; i < 100; i++) {
      assertThat(kafka.history().get(i).timestamp()).isBetween(i * 20L, i * 20L + 1);
    }
  }

  @Test
  void withoutARateNothingWaits() throws Exception {
    ManualTicker ticker = new ManualTicker(0);
    producer(0, ticker).run(new ShopGenerator(ShopSettings.defaults().withCount(1_000)));
    assertThat(ticker.nanos()).isZero();
  }

  @Test
  void stopEndsAnEndlessSource() throws Exception {
    ManualTicker ticker = new ManualTicker(1_000);
    EventProducer producer = producer(0, ticker);
    ShopGenerator endless = new ShopGenerator(ShopSettings.defaults());
    ProduceSummary summary =
        producer.run(
            new ForwardingSource(endless) {
              @Override
              public boolean next(EventRecord target, long now) throws IOException {
                if (position() == 500) {
                  producer.stop();
                }
                return super.next(target, now);
              }
            });

    assertThat(summary.stopped()).isTrue();
    assertThat(summary.complete()).isTrue();
    assertThat(summary.acknowledged()).isEqualTo(501);
    assertThat(kafka.closed()).isTrue();
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void failuresAreCountedAndTheFirstOnesReported() throws Exception {
    MockProducer<byte[], byte[]> failing =
        new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer()) {
          @Override
          public synchronized void flush() {
            while (errorNext(new RecordTooLargeException("too large"))) {
              // until none is left
            }
          }
        };
    EventProducer producer =
        new EventProducer(failing, settings(0), UNLIMITED, new ManualTicker(0), messages::add);
    ProduceSummary summary =
        producer.run(new ShopGenerator(ShopSettings.defaults().withCount(100)));

    assertThat(summary.failed()).isEqualTo(100);
    assertThat(summary.complete()).isFalse();
    assertThat(summary.text()).contains("100 NOT acknowledged");
    assertThat(messages).hasSize(DeliveryLog.REPORTED_FAILURES + 1);
    assertThat(messages.getFirst()).isEqualTo("event not delivered: too large");
  }

  @Test
  void aBrokenSourceStillFlushes() {
    EventProducer producer = producer(0, new ManualTicker(0));
    ShopGenerator generator = new ShopGenerator(ShopSettings.defaults());
    assertThatThrownBy(
            () ->
                producer.run(
                    new ForwardingSource(generator) {
                      @Override
                      public boolean next(EventRecord target, long now) throws IOException {
                        if (position() == 10) {
                          throw new IOException("disk gone");
                        }
                        return super.next(target, now);
                      }
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("disk gone");
    assertThat(producer.acknowledged()).isEqualTo(10);
    assertThat(kafka.closed()).isTrue();
  }

  @Test
  void runsOnce() throws Exception {
    EventProducer producer = producer(0, new ManualTicker(0));
    producer.run(new ShopGenerator(ShopSettings.defaults().withCount(1)));
    assertThatThrownBy(() -> producer.run(new ShopGenerator(ShopSettings.defaults())))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aMistypedServerListIsOneClearLine() {
    ProducerSettings settings = new ProducerSettings("nonsense", "behavior", Compression.LZ4, 0);
    assertThatThrownBy(() -> EventProducer.connect(settings, messages::add))
        .isInstanceOf(ProduceException.class)
        .hasMessageContaining("--bootstrap-servers nonsense");
  }

  private EventProducer producer(long rate, Ticker ticker) {
    return new EventProducer(kafka, settings(rate), UNLIMITED, ticker, messages::add);
  }

  private static ProducerSettings settings(long rate) {
    return new ProducerSettings("localhost:9092", "behavior", Compression.LZ4, rate);
  }
}
