package io.tidelake.bench.live;

import io.tidelake.bench.load.Clock;
import io.tidelake.bench.load.Progression;
import io.tidelake.schema.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The peer: reads the events from Kafka and does nothing with them. */
final class BareConsumer implements AutoCloseable {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Progression progression = new Progression();
  private final Thread thread;
  private volatile boolean closed;

  /** From the end of the topic on. */
  BareConsumer(String bootstrapServers) {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                10_000,
                ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG,
                false),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        IntStream.range(0, Topics.BEHAVIOR_PARTITIONS)
            .mapToObj(partition -> new TopicPartition(Topics.BEHAVIOR, partition))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    thread = Thread.ofPlatform().daemon().name("bare-consumer").start(this::read);
  }

  private void read() {
    long count = 0;
    try (consumer) {
      while (!closed) {
        int records = consumer.poll(Duration.ofSeconds(1)).count();
        if (records > 0) {
          count += records;
          progression.add(Clock.micros(), count);
        }
      }
    } catch (WakeupException e) {
      // close() was called.
    }
  }

  Progression progression() {
    return progression;
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    consumer.wakeup();
    thread.join();
  }
}
