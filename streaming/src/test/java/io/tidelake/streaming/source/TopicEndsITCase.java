package io.tidelake.streaming.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidelake.streaming.function.EndOffsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a broker that is killed and started again. */
class TopicEndsITCase {

  private static final String TOPIC = "behavior";

  @TempDir Path folder;

  private KafkaBroker broker;
  private EndOffsets ends;

  @BeforeEach
  void open() throws Exception {
    broker = KafkaBroker.start(folder);
    broker.createTopic(TOPIC, 3);
    ends = new TopicEnds(broker.bootstrapServers(), TOPIC).open();
  }

  @AfterEach
  void close() {
    ends.close();
    broker.close();
  }

  @Test
  void everyPartitionHasAnEnd() throws Exception {
    assertThat(ends.ask()).isEqualTo(Map.of(0, 0L, 1, 0L, 2, 0L));
    send(0, 3);
    send(2, 1);
    assertThat(ends.ask()).isEqualTo(Map.of(0, 3L, 1, 0L, 2, 1L));
  }

  @Test
  void recordsThatAreGoneNeedNotBeRead() throws Exception {
    send(0, 3);
    send(1, 5);
    try (Admin admin = admin()) {
      admin
          .deleteRecords(
              Map.of(
                  new TopicPartition(TOPIC, 0), RecordsToDelete.beforeOffset(3),
                  new TopicPartition(TOPIC, 1), RecordsToDelete.beforeOffset(4)))
          .all()
          .get();
    }
    assertThat(ends.ask()).isEqualTo(Map.of(0, 0L, 1, 5L, 2, 0L));
  }

  @Test
  void aNewPartitionIsSeenWithTheNextQuestion() throws Exception {
    ends.ask();
    try (Admin admin = admin()) {
      admin.createPartitions(Map.of(TOPIC, NewPartitions.increaseTo(4))).all().get();
    }
    await().untilAsserted(() -> assertThat(ends.ask()).containsKey(3));
  }

  @Test
  void withoutABrokerAQuestionFailsSoonAndLaterOnesAreAnswered() throws Exception {
    send(0, 3);
    ends.ask();
    broker.kill();
    long start = System.nanoTime();
    assertThatThrownBy(() -> ends.ask());
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));

    broker.startAgain();
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(ends.ask()).containsEntry(0, 3L));
  }

  @Test
  void aQuestionCanBeInterrupted() throws Exception {
    broker.kill();
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();
    Thread asking =
        new Thread(
            () -> {
              try {
                ends.ask();
                outcome.complete(null);
              } catch (Throwable e) {
                outcome.complete(e);
              }
            });
    asking.start();
    await().until(() -> asking.getState() != Thread.State.RUNNABLE);
    asking.interrupt();
    assertThat(outcome.get(1, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  private void send(int partition, int records) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < records; i++) {
        producer.send(new ProducerRecord<>(TOPIC, partition, null, new byte[] {1})).get();
      }
    }
  }
}
