package io.tidelake.stack.chaos;

import io.tidelake.schema.live.LiveCodec;
import io.tidelake.schema.live.LiveMessage;
import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.schema.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads the live topic and remembers when the stream got further than ever before. */
final class LiveWatch implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(50);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread thread;

  // Guarded by this.
  private TopicPositions furthest = TopicPositions.NONE;
  private @Nullable Instant newest;
  private List<Instant> outputs = new ArrayList<>();

  private volatile boolean closed;

  LiveWatch(String bootstrapServers) {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.CLIENT_ID_CONFIG,
                "tidelake-chaos",
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                5_000,
                ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                200L,
                ConsumerConfig.RETRY_BACKOFF_MAX_MS_CONFIG,
                200L,
                ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG,
                false),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    TopicPartition live = new TopicPartition(Topics.BEHAVIOR_LIVE, 0);
    consumer.assign(List.of(live));
    consumer.seekToBeginning(List.of(live));
    thread = Thread.ofPlatform().daemon().name("live-watch").start(this::watch);
  }

  /** Up to where the stream has ever got, and from now on the outputs are remembered anew. */
  synchronized TopicPositions mark() {
    outputs = new ArrayList<>();
    return furthest;
  }

  synchronized TopicPositions furthest() {
    return furthest;
  }

  /** When the stream got further, since the last mark. */
  synchronized List<Instant> outputs() {
    return List.copyOf(outputs);
  }

  /** How long ago the stream got further. */
  synchronized Duration age() {
    return newest == null
        ? Duration.ofSeconds(Long.MAX_VALUE / 2_000_000_000L)
        : Duration.between(newest, Instant.now());
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    consumer.wakeup();
    thread.join();
  }

  private void watch() {
    try (consumer) {
      while (!closed) {
        try {
          for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            if (LiveCodec.decode(record.key(), record.value())
                instanceof LiveMessage.Progress progress) {
              accept(TopicPositions.of(progress.positions()));
            }
          }
        } catch (InterruptException e) {
          return;
        } catch (KafkaException e) {
          // The broker is among those that are hit: the next poll tries again.
        }
      }
    }
  }

  private synchronized void accept(TopicPositions positions) {
    // After a restart from an earlier point the same ground is covered again: that is no news.
    if (positions.covers(furthest) && !furthest.covers(positions)) {
      furthest = positions;
      Instant now = Instant.now();
      newest = now;
      outputs.add(now);
    }
  }
}
