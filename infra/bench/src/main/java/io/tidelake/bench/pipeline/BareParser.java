package io.tidelake.bench.pipeline;

import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidelake.bench.ProcessUse;
import io.tidelake.schema.event.BehaviorEvent;
import io.tidelake.schema.event.EventDecoder;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The peers that do the least: read a topic from its beginning, parse each event, and forget it. A
 * program of its own, which prints one line at the end: events, CPU seconds, nanoseconds on the
 * clock and MiB, all after the warm-up.
 */
final class BareParser {

  private static final int MAX_POLL_RECORDS = 5000;

  private BareParser() {}

  /** Parses one event into something that depends on each of its fields. */
  @FunctionalInterface
  private interface Parser {
    long parse(ConsumerRecord<byte[], byte[]> event) throws IOException;
  }

  /**
   * @param arguments bootstrap servers, topic, {@code databind} or {@code codec}, events of the
   *     warm-up, events in all
   */
  public static void main(String[] arguments) throws IOException {
    String topic = arguments[1];
    Parser parser = arguments[2].equals("codec") ? codec() : databind();
    long warmUp = Long.parseLong(arguments[3]);
    long all = Long.parseLong(arguments[4]);
    long self = ProcessHandle.current().pid();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(arguments[0])) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long count = 0;
      long warm = 0;
      double cpu = 0;
      long clock = 0;
      long kept = 0;
      while (count < all) {
        for (ConsumerRecord<byte[], byte[]> event : consumer.poll(Duration.ofSeconds(1))) {
          kept += parser.parse(event);
          count++;
        }
        if (warm == 0 && count >= warmUp) {
          warm = count;
          cpu = ProcessUse.cpuSeconds(self);
          clock = System.nanoTime();
        }
      }
      System.out.printf(
          "%d %.2f %d %.1f %d%n",
          count - warm,
          ProcessUse.cpuSeconds(self) - cpu,
          System.nanoTime() - clock,
          ProcessUse.peakMemory(self),
          kept);
    }
  }

  private static Parser databind() {
    ObjectReader reader = JsonMapper.builder().build().readerFor(DatabindEvent.class);
    return record -> {
      DatabindEvent event = reader.readValue(record.value());
      return event.action + event.ageRange + event.gender + event.eventTime + length(event);
    };
  }

  private static int length(DatabindEvent event) {
    int length = 0;
    for (String text :
        new String[] {
          event.userId,
          event.itemId,
          event.categoryId,
          event.merchantId,
          event.brandId,
          event.month,
          event.day,
          event.province
        }) {
      length += text == null ? 0 : text.length();
    }
    return length;
  }

  private static Parser codec() {
    EventDecoder decoder = new EventDecoder(ZoneId.of("Asia/Shanghai"), Duration.ofMinutes(5));
    BehaviorEvent event = new BehaviorEvent();
    return record -> {
      if (decoder.decode(
              record.value(), record.partition(), record.offset(), record.timestamp(), event)
          != null) {
        throw new IOException("an event was rejected: " + decoder.detail());
      }
      return event.action
          + event.ageRange
          + event.gender
          + event.eventTime
          + event.month
          + event.day
          + event.userId.length()
          + event.itemId.length()
          + event.categoryId.length()
          + event.merchantId.length()
          + event.brandId.length()
          + event.province.length();
    };
  }

  private static KafkaConsumer<byte[], byte[]> consumer(String bootstrapServers) {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            MAX_POLL_RECORDS,
            ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG,
            false),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
