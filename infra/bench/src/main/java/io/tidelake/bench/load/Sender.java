package io.tidelake.bench.load;

import io.tidelake.ingest.EventRecord;
import io.tidelake.ingest.ShopGenerator;
import io.tidelake.ingest.ShopSettings;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends a shop's events when they are due, and never waits for what became of earlier ones. */
public final class Sender implements AutoCloseable {

  private static final long PAUSE_NANOS = 200_000;
  private static final double MICROS_PER_MILLI = 1000;

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final ShopGenerator events;
  private final EventRecord event = new EventRecord();

  public Sender(String bootstrapServers, String topic, long seed) {
    this.topic = topic;
    events = new ShopGenerator(ShopSettings.defaults().withSeed(seed));
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.LINGER_MS_CONFIG,
                1,
                ProducerConfig.BATCH_SIZE_CONFIG,
                128 * 1024,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4",
                ProducerConfig.ENABLE_METRICS_PUSH_CONFIG,
                false),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /**
   * Sends by schedule.
   *
   * @param count events in all
   * @return how late the last ones were sent at most, milliseconds: more than a few, and the sender
   *     was the bottleneck
   */
  public double send(Schedule schedule, long count) throws InterruptedException {
    long sent = 0;
    long latest = 0;
    while (sent < count) {
      long now = Clock.micros();
      long due = Math.min(schedule.due(now), count);
      if (sent < due && sent > count / 4) {
        latest = Math.max(latest, now - schedule.dueMicros(sent));
      }
      for (; sent < due; sent++) {
        sendNext();
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    producer.flush();
    return latest / MICROS_PER_MILLI;
  }

  /**
   * Sends by schedule until it is told to stop; then all that was sent has arrived.
   *
   * @param sent is kept at how many events were sent
   */
  public void send(Schedule schedule, BooleanSupplier stopped, AtomicLong sent)
      throws InterruptedException {
    while (!stopped.getAsBoolean()) {
      for (long due = schedule.due(Clock.micros()); sent.get() < due; sent.incrementAndGet()) {
        sendNext();
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    producer.flush();
  }

  /** Sends as fast as it goes, until a time. */
  public long sendUntil(long untilMicros) throws InterruptedException {
    long sent = 0;
    while (Clock.micros() < untilMicros) {
      sendNext();
      sent++;
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    producer.flush();
    return sent;
  }

  private void sendNext() {
    events.next(event, System.currentTimeMillis());
    producer.send(new ProducerRecord<>(topic, event.key(), event.value()));
  }

  @Override
  public void close() {
    producer.close(java.time.Duration.ofSeconds(5));
  }
}
