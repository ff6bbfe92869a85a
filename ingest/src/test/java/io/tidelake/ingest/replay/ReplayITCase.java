package io.tidelake.ingest.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tidelake.ingest.KafkaBroker;
import io.tidelake.ingest.Topic;
import io.tidelake.ingest.replay.Replay.Step;
import io.tidelake.schema.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against a real broker, with a table in memory: every record is sent once, wherever it ends. */
@Timeout(180)
class ReplayITCase {

  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  private static final long TIME = Instant.now().minus(Duration.ofHours(3)).toEpochMilli();

  /** What is in quarantine lies behind what the topic of the test will hold. */
  private static final long FIRST_OFFSET = 1_000_000;

  @TempDir static Path folder;

  private static KafkaBroker broker;

  private String topic;

  @BeforeAll
  static void startBroker() {
    broker = KafkaBroker.start(folder);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void createTopic(TestInfo test) throws Exception {
    topic = "t" + Integer.toHexString(test.getDisplayName().hashCode() ^ (int) System.nanoTime());
    broker.createTopic(topic, 4);
  }

  @Test
  void bytesKeyAndTimeAreAsTheyWereAndTheOriginIsNamed() throws Exception {
    MemoryQuarantine quarantine = new MemoryQuarantine();
    byte[] invalid = {'"', (byte) 0xFF, 0, '"'};
    quarantine.add(new Coordinates(3, 17), "u1".getBytes(StandardCharsets.UTF_8), invalid);
    quarantine.add(new Coordinates(0, 5), null, null);
    ReplaySummary summary = replay(quarantine, new Replay.Observer() {});

    assertThat(summary.sent()).isEqualTo(2);
    Map<String, ConsumerRecord<byte[], byte[]>> sent = received();
    assertThat(sent).containsOnlyKeys("3/17", "0/5");
    assertThat(sent.get("3/17").value()).isEqualTo(invalid);
    assertThat(sent.get("3/17").key()).isEqualTo("u1".getBytes(StandardCharsets.UTF_8));
    assertThat(sent.get("0/5").value()).isNull();
    assertThat(sent.get("0/5").key()).isNull();
    assertThat(sent.values()).allMatch(record -> record.timestamp() == TIME);
    assertThat(quarantine.unmarked()).isZero();
  }

  @Test
  void aSecondRunSendsNothing() throws Exception {
    MemoryQuarantine quarantine = filled(2_500);
    assertThat(replay(quarantine, new Replay.Observer() {}).sent()).isEqualTo(2_500);
    assertThat(replay(quarantine, new Replay.Observer() {}).sent()).isZero();
    assertThat(received().keySet()).hasSize(2_500);
  }

  @Test
  void aCopyIsSentOnlyOnceItWouldBeAccepted() throws Exception {
    MemoryQuarantine quarantine = filled(1_200);
    replay(quarantine, new Replay.Observer() {});
    // The stream rejects the copies as well.
    List<RejectedRecord> copies = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> copy : Topic.readAll(broker.bootstrapServers(), topic)) {
      copies.add(quarantine.add(copy, copy.value()));
    }
    assertThat(copies).hasSize(1_200);

    assertThat(dryRun(quarantine).sent()).isZero();
    ReplaySummary summary = replay(quarantine, new Replay.Observer() {});
    assertThat(summary.sent()).isZero();
    assertThat(summary.stillRejected()).isEqualTo(1_200);
    assertThat(quarantine.unmarked()).isEqualTo(1_200);

    // As if the rules had changed since.
    quarantine.add(
        copies.getFirst().coordinates(),
        null,
        "{\"user_id\":1,\"item_id\":2,\"action\":0}".getBytes(StandardCharsets.UTF_8));
    assertThat(dryRun(quarantine).sent()).isEqualTo(1);
    assertThat(dryRun(quarantine).stillRejected()).isEqualTo(1_199);
    assertThat(replay(quarantine, new Replay.Observer() {}).sent()).isEqualTo(1);
    assertThat(quarantine.unmarked()).isEqualTo(1_199);
  }

  @Test
  void aDryRunCreatesNothing() throws Exception {
    assertThat(dryRun(filled(10)).sent()).isEqualTo(10);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      assertThat(admin.listTopics().names().get())
          .contains(topic)
          .doesNotContain(KafkaJournal.name(topic));
    }
  }

  @Test
  void aDryRunEndsNoReplay() throws Exception {
    MemoryQuarantine quarantine = filled(2_500);
    List<ReplaySummary> looked = new ArrayList<>();
    ReplaySummary summary =
        replay(
            quarantine,
            new Replay.Observer() {
              @Override
              public void at(Step reached) {
                if (reached == Step.AFTER_SENT && looked.isEmpty()) {
                  try {
                    looked.add(dryRun(quarantine));
                  } catch (ReplayException e) {
                    throw new AssertionError(e);
                  }
                }
              }
            });
    assertThat(looked.getFirst().sent()).isEqualTo(1_500);
    assertThat(looked.getFirst().alreadySent()).isEqualTo(1_000);
    assertThat(summary.sent()).isEqualTo(2_500);
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void killedAtAnyStepNothingIsSentTwiceOrForgotten(Step step) throws Exception {
    MemoryQuarantine quarantine = filled(2_500);
    assertThatThrownBy(
            () ->
                replay(
                    quarantine,
                    new Replay.Observer() {
                      private int batches;

                      @Override
                      public void at(Step reached) {
                        if (reached == step && ++batches == 2) {
                          // An error, which nothing catches: a killed process marks nothing either.
                          throw new Killed();
                        }
                      }
                    }))
        .isInstanceOf(Killed.class);
    assertThat(quarantine.unmarked()).isEqualTo(2_500);

    ReplaySummary looked = dryRun(quarantine);
    ReplaySummary summary = replay(quarantine, new Replay.Observer() {});
    assertThat(summary.sent() + summary.alreadySent()).isEqualTo(2_500);
    assertThat(summary.alreadySent())
        .isEqualTo(step == Step.AFTER_SENDING || step == Step.AFTER_SENT ? 2_000 : 1_000);
    assertThat(looked.sent()).isEqualTo(summary.sent());
    assertThat(looked.alreadySent()).isEqualTo(summary.alreadySent());
    assertThat(received().keySet()).hasSize(2_500);
    assertThat(quarantine.unmarked()).isZero();
  }

  @Test
  void anOlderReplayIsKeptFromSendingOnceANewerOneHasBegun() throws Exception {
    MemoryQuarantine quarantine = filled(3_000);
    List<ReplaySummary> newer = new ArrayList<>();
    assertThatThrownBy(
            () ->
                replay(
                    quarantine,
                    new Replay.Observer() {
                      private int batches;

                      @Override
                      public void at(Step reached) {
                        if (reached == Step.BEFORE_INTENT && ++batches == 2) {
                          try {
                            newer.add(replay(quarantine, new Replay.Observer() {}));
                          } catch (ReplayException e) {
                            throw new AssertionError(e);
                          }
                        }
                      }
                    }))
        .isInstanceOf(ReplayException.class)
        .hasMessageContaining("another replay-quarantine has begun");
    assertThat(newer.getFirst().sent()).isEqualTo(2_000);
    assertThat(newer.getFirst().alreadySent()).isEqualTo(1_000);
    assertThat(received().keySet()).hasSize(3_000);
  }

  @Test
  void aRecordThatTheTopicDoesNotTakeIsCountedAndTheRestIsSent() throws Exception {
    MemoryQuarantine quarantine = filled(10);
    quarantine.add(new Coordinates(1, 99), null, new byte[2 << 20]);
    ReplaySummary summary = replay(quarantine, new Replay.Observer() {});
    assertThat(summary.sent()).isEqualTo(10);
    assertThat(summary.tooLarge()).isEqualTo(1);
    assertThat(summary.namedTooLarge())
        .extracting(RejectedRecord::coordinates, RejectedRecord::size)
        .containsExactly(tuple(new Coordinates(1, 99), 2L << 20));
    assertThat(quarantine.unmarked()).isEqualTo(1);
    assertThat(received().keySet()).hasSize(10);
  }

  @Test
  void aRecordThatTheTopicWouldDeleteIsCountedAndNotSent() throws Exception {
    MemoryQuarantine quarantine = filled(10);
    long week = Instant.now().minus(Duration.ofDays(7)).toEpochMilli();
    quarantine.add(new Coordinates(1, 99), week, null, new byte[] {1});
    ReplaySummary summary = replay(quarantine, new Replay.Observer() {});
    assertThat(summary.tooOld()).isEqualTo(1);
    assertThat(quarantine.unmarked()).isEqualTo(1);
    assertThat(received().keySet()).hasSize(10);
  }

  @Test
  void aStoppedRunHasMarkedWhatItSent() throws Exception {
    MemoryQuarantine quarantine = filled(5_000);
    Replay[] running = new Replay[1];
    ReplaySummary summary =
        replay(
            quarantine,
            new Replay.Observer() {
              @Override
              public void at(Step reached) {
                running[0].stop();
              }
            },
            running);
    assertThat(summary.sent()).isEqualTo(1_000);
    assertThat(quarantine.unmarked()).isEqualTo(4_000);
    assertThat(received().keySet()).hasSize(1_000);
  }

  @Test
  void withoutABrokerTheErrorSaysSo() {
    assertThatThrownBy(
            () -> {
              try (ReplayTopics topics = new ReplayTopics("127.0.0.1:1")) {
                KafkaSender.open(topics, topic);
              }
            })
        .isInstanceOf(ReplayException.class)
        .hasMessageContaining("no Kafka broker answers at 127.0.0.1:1");
  }

  private ReplaySummary replay(MemoryQuarantine quarantine, Replay.Observer observer)
      throws ReplayException {
    return replay(quarantine, observer, new Replay[1]);
  }

  private ReplaySummary replay(
      MemoryQuarantine quarantine, Replay.Observer observer, Replay[] running)
      throws ReplayException {
    try (ReplayTopics topics = new ReplayTopics(broker.bootstrapServers());
        KafkaSender sender = KafkaSender.open(topics, topic);
        KafkaJournal journal = KafkaJournal.open(topics, topic)) {
      running[0] = new Replay(quarantine, journal, sender, ZONE, Duration.ofMillis(200), observer);
      return running[0].run();
    }
  }

  private ReplaySummary dryRun(MemoryQuarantine quarantine) throws ReplayException {
    try (ReplayTopics topics = new ReplayTopics(broker.bootstrapServers());
        KafkaSender sender = KafkaSender.open(topics, topic)) {
      return DryRun.of(
          quarantine,
          KafkaJournal.peek(topics, topic),
          sender,
          ZONE,
          Duration.ofMillis(200),
          new Replay.Observer() {});
    }
  }

  private static MemoryQuarantine filled(int records) {
    MemoryQuarantine quarantine = new MemoryQuarantine();
    for (int i = 0; i < records; i++) {
      quarantine.add(
          new Coordinates(i % 4, FIRST_OFFSET + i),
          ("u" + i % 100).getBytes(StandardCharsets.UTF_8),
          ("not json " + i).getBytes(StandardCharsets.UTF_8));
    }
    return quarantine;
  }

  /** What the topic holds, by the coordinates in the header; fails on two of the same. */
  private Map<String, ConsumerRecord<byte[], byte[]>> received() {
    Map<String, ConsumerRecord<byte[], byte[]>> received = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : Topic.readAll(broker.bootstrapServers(), topic)) {
      String origin =
          new String(
              record.headers().lastHeader(Topics.REPLAY_HEADER).value(), StandardCharsets.UTF_8);
      assertThat(received.put(origin, record)).as("sent twice: " + origin).isNull();
    }
    return received;
  }

  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  /** The table without Trino. */
  private static final class MemoryQuarantine implements Quarantine {
    private final Map<Coordinates, RejectedRecord> records = new TreeMap<>(ORDER);
    private final Map<Coordinates, Instant> marks = new TreeMap<>(ORDER);

    private static final java.util.Comparator<Coordinates> ORDER =
        java.util.Comparator.comparingLong(Coordinates::offset)
            .thenComparingInt(Coordinates::partition);

    RejectedRecord add(ConsumerRecord<byte[], byte[]> record, byte[] value) {
      Coordinates coordinates = new Coordinates(record.partition(), record.offset());
      marks.remove(coordinates);
      add(coordinates, record.timestamp(), record.key(), value);
      return records.get(coordinates);
    }

    void add(Coordinates coordinates, byte[] key, byte[] value) {
      add(coordinates, TIME, key, value);
    }

    void add(Coordinates coordinates, long time, byte[] key, byte[] value) {
      records.put(
          coordinates,
          new RejectedRecord(
              "MALFORMED_JSON",
              coordinates,
              time,
              LocalDate.of(2026, 11, 11),
              length(key) + length(value),
              key,
              value));
    }

    private static long length(byte[] bytes) {
      return bytes == null ? 0 : bytes.length;
    }

    long unmarked() {
      return records.size() - marks.size();
    }

    @Override
    public List<ReasonCount> counts() {
      return List.of(new ReasonCount("MALFORMED_JSON", unmarked(), marks.size(), 0));
    }

    @Override
    public void visitUnsent(long largest, Visitor visitor) throws ReplayException {
      for (RejectedRecord record : List.copyOf(records.values())) {
        if (!marks.containsKey(record.coordinates())) {
          visitor.accept(record.size() > largest ? record.with(null, null) : record);
        }
      }
    }

    @Override
    public void mark(Collection<RejectedRecord> sent, Instant when) {
      sent.forEach(record -> marks.putIfAbsent(record.coordinates(), when));
    }

    @Override
    public void close() {}
  }
}
