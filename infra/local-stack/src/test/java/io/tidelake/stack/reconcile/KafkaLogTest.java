package io.tidelake.stack.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidelake.schema.topic.TopicPositions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With Kafka's own consumer, but for the network. */
@Timeout(60)
class KafkaLogTest {

  private static final String TOPIC = "behavior";
  private static final int PARTITIONS = 2;
  private static final long END = 50_000;

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
  private final KafkaLog log = new KafkaLog("here:1", TOPIC, consumer, partitions());

  @Test
  void readsAgainWhatItHasReadBefore() throws Exception {
    for (int time = 0; time < 3; time++) {
      assertThat(read(Map.of(0, 3L, 1, 7L), Map.of(0, 5L, 1, 8L)))
          .containsExactlyInAnyOrder("0/3", "0/4", "1/7");
    }
  }

  @Test
  void readsFurtherAfterOneOfThePartitionsHasCome() throws Exception {
    assertThat(read(Map.of(0, 0L), Map.of(0, 1L))).containsExactly("0/0");
    assertThat(read(Map.of(0, 9L, 1, 9L), Map.of(0, 10L, 1, 10L)))
        .containsExactlyInAnyOrder("0/9", "1/9");
  }

  @Test
  void findsGapsThatLieFarApart() throws Exception {
    List<OffsetRange> gaps = List.of(new OffsetRange(0, 0, 1), new OffsetRange(0, 40_000, 40_002));
    serve();
    GapFinder.Missing missing = new GapFinder(log, Map.of(0, 0L), record -> false).inKafka(gaps);
    assertThat(missing.ranges()).isEqualTo(gaps);
    assertThat(missing.holes()).isZero();
  }

  @Test
  void tellsWhatRetentionDroppedFromWhatIsMissing() throws Exception {
    List<OffsetRange> gaps = List.of(new OffsetRange(0, 2, 6), new OffsetRange(0, 8, 9));
    serve();
    GapFinder.Missing missing =
        new GapFinder(log, Map.of(0, 3L), record -> record.offset() != 4).inKafka(gaps);
    assertThat(missing.ranges()).containsExactly(new OffsetRange(0, 4, 5));
    assertThat(missing.dropped()).isEqualTo(3);
    assertThat(missing.unknown()).containsExactly(new OffsetRange(0, 2, 3));
    assertThat(missing.records()).isEqualTo(2);
    assertThat(missing.holes()).isZero();
    assertThat(missing.withUnknownDropped().records()).isEqualTo(1);
    assertThat(missing.withUnknownDropped().dropped()).isEqualTo(4);
  }

  @Test
  void saysWhenNothingComes() {
    assertThatThrownBy(
            () -> log.read(TopicPositions.NONE, TopicPositions.of(Map.of(0, 5L)), record -> true))
        .isInstanceOf(ReconcileException.class)
        .hasMessageContaining("gives no records of behavior up to");
  }

  private List<String> read(Map<Integer, Long> from, Map<Integer, Long> to) throws Exception {
    List<String> read = new ArrayList<>();
    serve();
    log.read(
        TopicPositions.of(from),
        TopicPositions.of(to),
        record -> read.add(record.partition() + "/" + record.offset()));
    return read;
  }

  /** Lets polls bring what lies at the consumer's positions. */
  private void serve() {
    for (int poll = 0; poll < 10; poll++) {
      consumer.schedulePollTask(
          () -> {
            for (TopicPartition partition : consumer.assignment()) {
              long first = consumer.position(partition);
              for (long offset = first; offset < Math.min(first + 10, END); offset++) {
                consumer.addRecord(
                    new ConsumerRecord<>(
                        TOPIC, partition.partition(), offset, new byte[0], new byte[0]));
              }
            }
          });
    }
  }

  private static List<TopicPartition> partitions() {
    return IntStream.range(0, PARTITIONS)
        .mapToObj(partition -> new TopicPartition(TOPIC, partition))
        .toList();
  }
}
