package io.tidelake.streaming.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.streaming.TestRecords;
import io.tidelake.streaming.function.DecodedRecord;
import io.tidelake.streaming.function.LakePositions;
import io.tidelake.streaming.function.RecordDecoder;
import io.tidelake.streaming.function.RowOrigin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.iceberg.DataFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one subtask writes between two barriers. */
class WriteFilesTest {

  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  @TempDir Path folder;

  private final RecordDecoder decoder = new RecordDecoder(ZONE, Duration.ofMinutes(5));
  private Lake lake;
  private OneInputStreamOperatorTestHarness<DecodedRecord, WrittenFiles> harness;

  @BeforeEach
  void createTables() throws Exception {
    lake = TestTables.create(folder);
    start(LakePositions.NONE);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void filesAndPositionsLeaveBeforeTheBarrier() throws Exception {
    read(0, 41);
    read(2, 7);
    reject(2, 8);
    assertThat(harness.extractOutputValues()).isEmpty();

    harness.prepareSnapshotPreBarrier(1);

    WrittenFiles written = handedOver();
    assertThat(rows(written.rawEvents)).isEqualTo(2);
    assertThat(rows(written.quarantine)).isEqualTo(1);
    assertThat(positions(written)).isEqualTo(Map.of(0, 42L, 2, 9L));
  }

  @Test
  void aCheckpointWithoutRecordsHandsOverNothing() throws Exception {
    read(0, 41);
    harness.prepareSnapshotPreBarrier(1);
    handedOver();

    harness.prepareSnapshotPreBarrier(2);

    assertThat(harness.extractOutputValues()).isEmpty();
    assertThat(dataFiles()).hasSize(1);
  }

  @Test
  void aPartitionOfAnyNumberMayAppearLater() throws Exception {
    read(0, 0);
    harness.prepareSnapshotPreBarrier(1);
    assertThat(positions(handedOver())).isEqualTo(Map.of(0, 1L));

    read(97, 5);
    harness.prepareSnapshotPreBarrier(2);
    assertThat(positions(handedOver())).isEqualTo(Map.of(97, 6L));
  }

  @Test
  void recordsThatTheTableHoldsAreNotWrittenAgainButCountAsRead() throws Exception {
    harness.close();
    start(
        new LakePositions(
            TopicPositions.of(Map.of(0, 10L)),
            TopicPositions.of(Map.of(0, 10L)),
            TopicPositions.of(Map.of(0, 12L))));
    read(0, 9);
    reject(0, 11);
    harness.prepareSnapshotPreBarrier(1);
    WrittenFiles written = handedOver();
    assertThat(written.rawEvents).isEmpty();
    assertThat(written.quarantine).isEmpty();
    assertThat(positions(written)).isEqualTo(Map.of(0, 12L));

    read(0, 12);
    reject(0, 13);
    read(1, 0);
    harness.prepareSnapshotPreBarrier(2);
    written = handedOver();
    assertThat(rows(written.rawEvents)).isEqualTo(2);
    assertThat(rows(written.quarantine)).isEqualTo(1);
  }

  /** A hundred of them would be held before the writer of Parquet looks for the first time. */
  @Test
  void fewLargeRejectedRecordsAreHeldAtOnce() throws Exception {
    int megabytes = 4;
    int records = 60;
    String value = "{".repeat(megabytes << 20);
    for (int offset = 0; offset < records; offset++) {
      process(value, offset % 2, offset, TestRecords.START + offset % 2 * 86_400_000L);
    }
    harness.prepareSnapshotPreBarrier(1);

    List<DataFile> files = DataFileBytes.deserialize(handedOver().quarantine);
    assertThat(files.stream().mapToLong(DataFile::recordCount).sum()).isEqualTo(records);
    assertThat(files).hasSizeGreaterThanOrEqualTo(records * megabytes / 16);
    assertThat(files)
        .allSatisfy(
            file ->
                assertThat(file.recordCount() * megabytes << 20)
                    .isLessThanOrEqualTo(TableWriter.MAX_HELD_BYTES));
  }

  @Test
  void theEndOfABoundedInputHandsOverTheRest() throws Exception {
    read(0, 41);
    harness.getOneInputOperator().finish();

    assertThat(rows(handedOver().rawEvents)).isEqualTo(1);
  }

  @Test
  void whatNoCheckpointHoldsIsRemoved() throws Exception {
    read(0, 41);
    reject(0, 42);
    // As after a failure; the harness would finish first.
    harness.getOneInputOperator().close();

    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(dataFiles()).isEmpty());
  }

  private void start(LakePositions covered) throws Exception {
    harness =
        new OneInputStreamOperatorTestHarness<>(
            new WriteFiles(lake, covered, ZONE, RowOrigin.TOPIC));
    harness.getExecutionConfig().enableObjectReuse();
    harness.open();
  }

  private void read(int partition, long offset) throws Exception {
    process(
        "{\"user_id\":1,\"item_id\":2,\"action\":0,\"event_time\":%d}".formatted(TestRecords.START),
        partition,
        offset);
  }

  private void reject(int partition, long offset) throws Exception {
    process("{", partition, offset);
  }

  private void process(String value, int partition, long offset) throws Exception {
    process(value, partition, offset, TestRecords.START + offset);
  }

  private void process(String value, int partition, long offset, long timestamp) throws Exception {
    harness.processElement(
        new StreamRecord<>(
            decoder.decode(null, TestRecords.utf8(value), partition, offset, timestamp)));
  }

  private WrittenFiles handedOver() {
    List<WrittenFiles> written = harness.extractOutputValues();
    assertThat(written).hasSize(1);
    harness.getOutput().clear();
    return written.get(0);
  }

  private static long rows(byte[] files) throws Exception {
    return DataFileBytes.deserialize(files).stream().mapToLong(DataFile::recordCount).sum();
  }

  private static Map<Integer, Long> positions(WrittenFiles written) {
    Map<Integer, Long> positions = new TreeMap<>();
    for (int i = 0; i < written.partitions.length; i++) {
      positions.put(written.partitions[i], written.positions[i]);
    }
    return positions;
  }

  private List<Path> dataFiles() throws Exception {
    try (var files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).toList();
    }
  }
}
