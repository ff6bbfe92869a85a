package io.tidelake.streaming.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.streaming.TestRecords;
import io.tidelake.streaming.function.Completeness;
import io.tidelake.streaming.function.DecodedRecord;
import io.tidelake.streaming.function.LakePositions;
import io.tidelake.streaming.function.LiveRecord;
import io.tidelake.streaming.job.TestEnvironments;
import io.tidelake.streaming.sink.Lake;
import io.tidelake.streaming.sink.LakeSink;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.flink.CatalogLoader;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The whole graph on a Flink cluster in this process, against a catalog in a folder. */
class LivePipelineITCase {

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .setConfiguration(new Configuration())
              .build());

  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final Duration LATE_AFTER = Duration.ofMinutes(5);
  private static final Duration TICK = Duration.ofMillis(20);
  private static final String NAMESPACE = "taobao";

  @TempDir Path folder;

  @BeforeEach
  void forgetEarlierRuns() {
    CollectedLive.MESSAGES.clear();
    TestTopic.FAILURES.set(0);
  }

  @Test
  void everyRecordIsInItsTableAndCountedOnce() throws Exception {
    run(3_000, 0, 1_000_000);

    assertLake(3_000);
    assertLive(3_000);
  }

  @Test
  void failuresLoseNothingAndRepeatNothing() throws Exception {
    run(6_000, 4, 700);

    assertThat(TestTopic.FAILURES).hasValue(0);
    assertLake(6_000);
    assertLive(6_000);
  }

  private void run(long records, int failures, long failEvery) throws Exception {
    TestTopic.FAILURES.set(failures);
    CatalogLoader loader = catalogLoader();
    LakeTables.create((HadoopCatalog) loader.loadCatalog(), NAMESPACE);
    StreamExecutionEnvironment env = TestEnvironments.streaming(Duration.ofMillis(200), folder);
    env.setParallelism(2);
    LivePipeline.build(
        env,
        TestTopic.of(records, 2_000, failEvery, ZONE, LATE_AFTER),
        TestTopic.ends(records),
        new Sinks(new LakeSink(new Lake(loader, NAMESPACE), LakePositions.NONE, ZONE)),
        LiveStart.EMPTY,
        ZONE,
        LATE_AFTER,
        TICK);
    env.execute();
  }

  private CatalogLoader catalogLoader() {
    return CatalogLoader.hadoop(
        "test",
        new org.apache.hadoop.conf.Configuration(),
        Map.of("warehouse", folder.resolve("warehouse").toUri().toString()));
  }

  private void assertLake(long records) throws Exception {
    NaiveModel expected = NaiveModel.of(records, ZONE, LATE_AFTER);

    List<Record> raw = read(LakeTables.RAW_EVENTS);
    assertThat(raw).hasSameSizeAs(expected.accepted.entrySet());
    Map<NaiveModel.Coordinates, String> rows = new HashMap<>();
    raw.forEach(row -> rows.put(coordinates(row), text(row)));
    assertThat(rows).isEqualTo(expected.accepted);

    List<Record> quarantine = read(LakeTables.QUARANTINE);
    assertThat(quarantine).hasSameSizeAs(expected.rejected.entrySet());
    for (Record row : quarantine) {
      assertQuarantined(row, expected);
    }

    Map<NaiveModel.MinuteCell, NaiveModel.Count> minutes = new HashMap<>();
    for (Record row : read(LakeTables.BEHAVIOR_1M)) {
      minutes.merge(
          new NaiveModel.MinuteCell(
              millis(row, "window_start"),
              (int) row.getField("action"),
              (int) row.getField("age_range"),
              (int) row.getField("gender"),
              (String) row.getField("province")),
          new NaiveModel.Count((long) row.getField("events"), (long) row.getField("late_events")),
          NaiveModel.Count::sum);
      assertThat(row.getField("dt"))
          .isEqualTo(
              ((OffsetDateTime) row.getField("window_start"))
                  .atZoneSameInstant(ZONE)
                  .toLocalDate());
    }
    assertThat(minutes).isEqualTo(expected.minutes);
  }

  private static void assertLive(long records) {
    NaiveModel expected = NaiveModel.of(records, ZONE, LATE_AFTER);
    assertThat(CollectedLive.counts()).isEqualTo(expected.live);
    assertThat(CollectedLive.pulse()).isEqualTo(expected.pulse);
    assertThat(CollectedLive.lastProgress())
        .satisfies(
            progress -> {
              assertThat(progress.positions()).isEqualTo(expected.positions);
              assertThat(progress.recordTime()).isEqualTo(expected.recordTime);
            });
  }

  private static void assertQuarantined(Record row, NaiveModel expected) {
    NaiveModel.Coordinates at = coordinates(row);
    TestRecords.Raw record = TestRecords.at(at.offset() * TestRecords.PARTITIONS + at.partition());
    assertThat(row.getField("reason")).isEqualTo(expected.rejected.get(at).name());
    assertThat((String) row.getField("detail")).isNotBlank();
    assertThat(bytes(row, "value")).isEqualTo(record.value());
    assertThat(bytes(row, "record_key")).isEqualTo(record.key());
    assertThat(millis(row, "ingest_time")).isEqualTo(record.timestamp());
  }

  private List<Record> read(LakeTable table) throws Exception {
    Table loaded =
        catalogLoader().loadCatalog().loadTable(TableIdentifier.of(NAMESPACE, table.name()));
    for (Snapshot snapshot : loaded.snapshots()) {
      assertThat(snapshot.summary().get("added-data-files"))
          .as("no snapshot without rows")
          .isNotNull();
    }
    List<Record> rows = new ArrayList<>();
    try (CloseableIterable<Record> records = IcebergGenerics.read(loaded).build()) {
      records.forEach(row -> rows.add(row.copy()));
    }
    return rows;
  }

  private static NaiveModel.Coordinates coordinates(Record row) {
    return new NaiveModel.Coordinates(
        (int) row.getField("kafka_partition"), (long) row.getField("kafka_offset"));
  }

  private static String text(Record row) {
    return "%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%d|%d|%s|%s|%d|%s"
        .formatted(
            row.getField("user_id"),
            row.getField("item_id"),
            row.getField("cat_id"),
            row.getField("merchant_id"),
            row.getField("brand_id"),
            row.getField("month") == null ? -1 : row.getField("month"),
            row.getField("day") == null ? -1 : row.getField("day"),
            row.getField("action"),
            row.getField("age_range"),
            row.getField("gender"),
            row.getField("province"),
            row.getField("event_id") == null ? "" : row.getField("event_id"),
            millis(row, "event_time"),
            millis(row, "ingest_time"),
            row.getField("time_source"),
            row.getField("is_late"),
            (long) row.getField("delay_ms"),
            (LocalDate) row.getField("dt"));
  }

  private static long millis(Record row, String column) {
    return ((OffsetDateTime) row.getField(column)).toInstant().toEpochMilli();
  }

  private static byte[] bytes(Record row, String column) {
    ByteBuffer buffer = (ByteBuffer) row.getField(column);
    if (buffer == null) {
      return null;
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private record Sinks(LakeSink lake) implements LiveSinks {
    @Override
    public void lake(
        DataStream<DecodedRecord> records,
        DataStream<RowData> minutes,
        DataStream<Completeness> completeness) {
      lake.append(records, minutes, completeness);
    }

    @Override
    public void live(DataStream<LiveRecord> records) {
      records.sinkTo(new CollectedLive()).name("live").uid("live").setParallelism(1);
    }
  }
}
