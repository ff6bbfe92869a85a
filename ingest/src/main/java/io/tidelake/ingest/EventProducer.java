package io.tidelake.ingest;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Sends the events of one source to Kafka, each once: acknowledged by all replicas in sync, retried
 * for as long as it takes, in order per user. An outage of the broker makes it wait; memory stays
 * bounded.
 *
 * <p>Made for one run: {@link #run} sends, waits for all acknowledgements and closes the client.
 * The other methods may be called by any thread meanwhile.
 */
public final class EventProducer implements AutoCloseable {

  /** How long a stopped run waits for what is still on its way. */
  static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

  /** The longest sleep; short enough to be woken in time where no interrupt reaches. */
  private static final long MAX_PARK_NANOS = 100_000_000;

  /** The shortest sleep: at high rates the events due meanwhile form one batch. */
  private static final long MIN_PARK_NANOS = 500_000;

  private final Producer<byte[], byte[]> kafka;
  private final String topic;
  private final long rate;
  private final RecordLimit limit;
  private final Ticker ticker;
  private final DeliveryLog deliveries;
  private final CountDownLatch finished = new CountDownLatch(1);

  private final Object stopLock = new Object();
  private volatile boolean stopping;
  private boolean stopInterrupts;
  private @Nullable Thread runner;

  // Written by the sending thread alone.
  private volatile long sent;

  EventProducer(
      Producer<byte[], byte[]> kafka,
      ProducerSettings settings,
      RecordLimit limit,
      Ticker ticker,
      Consumer<String> report) {
    this.kafka = kafka;
    this.topic = settings.topic();
    this.rate = settings.rate();
    this.limit = limit;
    this.ticker = ticker;
    this.deliveries = new DeliveryLog(report);
  }

  /**
   * Connects, which takes ten seconds at most.
   *
   * @param report takes one line of text for each of the first records that cannot be delivered
   * @throws ProduceException if no broker answers or it has no such topic
   */
  public static EventProducer connect(ProducerSettings settings, Consumer<String> report)
      throws ProduceException {
    ProducerConnection.Opened opened = ProducerConnection.open(settings);
    return new EventProducer(opened.producer(), settings, opened.limit(), Ticker.SYSTEM, report);
  }

  /**
   * Sends the source to its end, or until {@link #stop()}, and waits until all of it is
   * acknowledged: as long as it takes at the end of the source, {@link #STOP_TIMEOUT} at most after
   * a stop.
   *
   * @throws IOException if the source cannot be read any further; what was sent before is
   *     acknowledged
   * @throws ProduceException if the Kafka client cannot go on
   * @throws IllegalStateException if this producer has run before
   */
  public ProduceSummary run(EventSource source) throws IOException, ProduceException {
    begin();
    long start = ticker.nanos();
    try {
      send(source);
      kafka.flush();
    } catch (InterruptException e) {
      stopping = true;
    } catch (KafkaException e) {
      throw new ProduceException("the Kafka client cannot go on: " + e.getMessage(), e);
    } finally {
      endOfInterrupts();
      kafka.close(STOP_TIMEOUT);
      finished.countDown();
    }
    return new ProduceSummary(
        sent,
        acknowledged(),
        failed(),
        source.skipped(),
        Duration.ofNanos(ticker.nanos() - start),
        stopping);
  }

  /** Ends the sending; returns at once. What has been sent is still delivered. */
  public void stop() {
    synchronized (stopLock) {
      stopping = true;
      if (stopInterrupts && runner != null) {
        runner.interrupt();
      }
    }
  }

  /** Records handed to the Kafka client so far. */
  public long sent() {
    return sent;
  }

  /** Records that the broker has confirmed so far. */
  public long acknowledged() {
    return deliveries.acknowledged();
  }

  /** Records that were refused so far. */
  public long failed() {
    return deliveries.failed();
  }

  /** Stops, and waits until what has been sent is acknowledged or {@link #STOP_TIMEOUT} is over. */
  @Override
  public void close() {
    stop();
    boolean running;
    synchronized (stopLock) {
      running = runner != null;
    }
    if (!running) {
      kafka.close(STOP_TIMEOUT);
    } else if (runner != Thread.currentThread()) {
      awaitEnd();
    }
  }

  private void send(EventSource source) throws IOException {
    EventRecord event = new EventRecord();
    if (rate == ProducerSettings.UNLIMITED) {
      while (goesOn() && sendNext(source, event)) {
        // as fast as it goes
      }
      return;
    }
    RateSchedule schedule = new RateSchedule(rate, ticker.nanos());
    while (goesOn()) {
      long now = ticker.nanos();
      long due = schedule.due(now);
      if (due <= 0) {
        ticker.park(Math.clamp(schedule.untilNext(now), MIN_PARK_NANOS, MAX_PARK_NANOS));
        continue;
      }
      for (long i = 0; i < due && goesOn(); i++) {
        if (!sendNext(source, event)) {
          return;
        }
      }
      schedule.sent(due);
    }
  }

  private boolean sendNext(EventSource source, EventRecord event) throws IOException {
    long now = ticker.millis();
    if (!source.next(event, now)) {
      return false;
    }
    byte[] key = event.key();
    byte[] value = event.value();
    long size = RecordLimit.size(key, value, List.of());
    if (size > limit.bytes()) {
      deliveries.refuse(limit.refusal(size));
    } else {
      kafka.send(new ProducerRecord<>(topic, null, now, key, value), deliveries);
    }
    sent++;
    return true;
  }

  private boolean goesOn() {
    if (Thread.currentThread().isInterrupted()) {
      stopping = true;
    }
    return !stopping;
  }

  private void begin() {
    synchronized (stopLock) {
      if (runner != null) {
        throw new IllegalStateException("this producer has run before: connect another one");
      }
      runner = Thread.currentThread();
      stopInterrupts = true;
    }
  }

  /** From here on a stop must not disturb the closing of the client. */
  private void endOfInterrupts() {
    synchronized (stopLock) {
      stopInterrupts = false;
      Thread.interrupted();
    }
  }

  private void awaitEnd() {
    try {
      finished.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
