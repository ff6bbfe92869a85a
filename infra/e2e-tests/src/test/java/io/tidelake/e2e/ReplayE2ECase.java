package io.tidelake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.topic.Topics;
import io.tidelake.stack.StackOptions;
import io.tidelake.stack.server.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.data.Record;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Records of every size in quarantine, and the command in the little memory that it has: what the
 * topic takes is sent, what it does not take is named.
 */
class ReplayE2ECase {

  private static final int LINE = 4_096;
  private static final int PARTITIONS = 4;

  private static LakeStack stack;
  private static TidelakeCli tidelake;

  @BeforeAll
  static void start() throws Exception {
    stack =
        LakeStack.start(
            "replay", EnumSet.of(Part.OBJECT_STORE, Part.CATALOG, Part.KAFKA, Part.TRINO));
    tidelake =
        new TidelakeCli(StackOptions.projectRoot(), stack.site().home(), stack.site().portOffset());
    try (Admin admin = Admin.create(client())) {
      NewTopic topic =
          new NewTopic(Topics.BEHAVIOR, Optional.of(PARTITIONS), Optional.empty())
              .configs(Topics.behaviorConfig());
      admin.createTopics(List.of(topic)).all().get();
    }
  }

  @AfterAll
  static void stop() throws Exception {
    stack.close();
  }

  @Test
  void recordsOfEverySizeAreSentOrNamed() throws Exception {
    // With the row, by the page, in pieces, and more than the topic or the memory takes.
    reject(0, 100, 0, "u1");
    reject(1, 300, 5, "u2");
    reject(2, 1, 2_300, null);
    reject(3, 1, 10_000, "u4");

    TidelakeCli.Result dryRun = tidelake.run("replay-quarantine", "--dry-run").orThrow();
    assertThat(dryRun.out()).containsPattern("MALFORMED_JSON +401 +0 +0 +1 +0 ");
    try (Admin admin = Admin.create(client())) {
      assertThat(admin.listTopics().names().get()).doesNotContain(Topics.BEHAVIOR_REPLAYS);
    }

    TidelakeCli.Result replay = tidelake.run("replay-quarantine");
    assertThat(replay.exitCode()).isEqualTo(1);
    assertThat(replay.out()).containsPattern("MALFORMED_JSON +401 +0 +0 +1 +0 ");
    assertThat(replay.err().lines().filter(line -> line.startsWith("replay-quarantine: ")))
        .singleElement()
        .asString()
        .matches(
            "replay-quarantine: left partition 3, offset 0: 40,96\\d,\\d{3} bytes, but topic"
                + " behavior takes 16,777,216 at most: .*max.message.bytes.*");
    assertThat(replay.err()).doesNotContain("Exception", "Error", "\tat ");

    Map<String, ConsumerRecord<byte[], byte[]>> sent = sent();
    assertThat(sent).hasSize(401);
    sent.forEach(
        (origin, record) -> {
          int partition = Character.getNumericValue(origin.charAt(0));
          assertThat(record.value())
              .as(origin)
              .isEqualTo(value(origin, new int[] {0, 5, 2_300}[partition]));
          assertThat(record.key())
              .as(origin)
              .isEqualTo(partition == 2 ? null : bytes("u" + (partition + 1)));
        });
    assertThat(stack.lake().number("SELECT count(*) FROM quarantine WHERE replayed_at IS NULL"))
        .isEqualTo(1);
  }

  /** Records from offset 0 on: what they are, and so many lines. */
  private static void reject(int partition, int records, int lines, @Nullable String key)
      throws IOException {
    OffsetDateTime time = OffsetDateTime.now(ZoneOffset.UTC).minusHours(1);
    List<Record> rows = new ArrayList<>();
    for (int offset = 0; offset < records; offset++) {
      Record row =
          LakeWriter.row(
              LakeTables.QUARANTINE,
              Map.of(
                  "reason",
                  "MALFORMED_JSON",
                  "detail",
                  "made up",
                  "value",
                  ByteBuffer.wrap(value(partition + "/" + offset, lines)),
                  "kafka_partition",
                  partition,
                  "kafka_offset",
                  (long) offset,
                  "ingest_time",
                  time,
                  "dt",
                  time.toLocalDate()));
      row.setField("record_key", key == null ? null : ByteBuffer.wrap(bytes(key)));
      rows.add(row);
    }
    stack.writer().append(LakeTables.QUARANTINE, rows);
  }

  private static byte[] value(String origin, int lines) {
    return bytes(origin + ("\n" + "x".repeat(LINE - 1)).repeat(lines));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What the topic holds, by the coordinates that the header names. */
  private static Map<String, ConsumerRecord<byte[], byte[]>> sent() {
    Map<String, ConsumerRecord<byte[], byte[]>> sent = new HashMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(client(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.BEHAVIOR).stream()
              .map(each -> new TopicPartition(Topics.BEHAVIOR, each.partition()))
              .toList();
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          String origin =
              new String(
                  record.headers().lastHeader(Topics.REPLAY_HEADER).value(),
                  StandardCharsets.UTF_8);
          assertThat(sent.put(origin, record)).as("sent twice: " + origin).isNull();
        }
      }
    }
    return sent;
  }

  private static Map<String, Object> client() {
    return Map.of("bootstrap.servers", stack.site().address(Part.KAFKA));
  }
}
