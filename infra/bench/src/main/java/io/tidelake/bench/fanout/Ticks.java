package io.tidelake.bench.fanout;

import io.tidelake.schema.label.Province;
import io.tidelake.schema.live.LiveCodec;
import io.tidelake.schema.live.LiveDimension;
import io.tidelake.schema.live.LiveMessage;
import io.tidelake.schema.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Plays the job: writes ticks to the live topic by schedule, each with the counts that change at
 * some thousand events a second, stamped with when it was due.
 */
final class Ticks implements AutoCloseable {

  private final KafkaProducer<byte[], byte[]> producer;
  private final Thread thread;
  private final Random random;
  private final long periodMicros;
  private volatile boolean closed;
  private long events;

  Ticks(String bootstrapServers, int perSecond, long seed)
      throws ExecutionException, InterruptedException {
    periodMicros = 1_000_000 / perSecond;
    random = new Random(seed);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(Topics.BEHAVIOR_LIVE, 1, (short) 1)
                      .configs(Topics.behaviorLiveConfig())))
          .all()
          .get();
    }
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", 0),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    thread = Thread.ofPlatform().daemon().name("ticks").start(this::write);
  }

  private void write() {
    long due = Stamp.micros() / periodMicros * periodMicros + periodMicros;
    while (!closed) {
      long left = due - Stamp.micros();
      if (left > 0) {
        LockSupport.parkNanos(left * 1000);
        continue;
      }
      for (LiveMessage message : tick(due)) {
        producer.send(
            new ProducerRecord<>(
                Topics.BEHAVIOR_LIVE, 0, LiveCodec.key(message), LiveCodec.value(message)));
      }
      due += periodMicros;
    }
  }

  private List<LiveMessage> tick(long due) {
    events += 500 + random.nextInt(500);
    List<LiveMessage> tick = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      tick.add(count(LiveDimension.ACTION, Integer.toString(i), events / (i + 1)));
    }
    for (int i = 0; i < 8; i++) {
      tick.add(count(LiveDimension.AGE, Integer.toString(i), events / (i + 1)));
    }
    for (int i = 0; i < 3; i++) {
      tick.add(count(LiveDimension.GENDER, Integer.toString(i), events / (i + 1)));
    }
    for (Province province : Province.values()) {
      tick.add(count(LiveDimension.PROVINCE, province.key(), events / (province.ordinal() + 1)));
    }
    tick.add(count(LiveDimension.VISITORS, "0", events / 10));
    tick.add(count(LiveDimension.DELAY, "1s", events));
    tick.add(new LiveMessage.Pulse(due / 1_000_000, events, List.of(events, 0L, events / 10, 0L)));
    tick.add(
        new LiveMessage.Progress(
            new TreeMap<>(Map.of(0, events, 1, events, 2, events, 3, events)),
            due,
            due / 1000,
            due / 1000));
    return tick;
  }

  private static LiveMessage count(LiveDimension dimension, String value, long count) {
    return new LiveMessage.Count(LiveMessage.SCOPE_ALL, dimension, value, count);
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join();
    producer.close(java.time.Duration.ofSeconds(5));
  }
}
