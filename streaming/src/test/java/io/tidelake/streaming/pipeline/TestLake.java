package io.tidelake.streaming.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.table.MaintenancePolicy;
import io.tidelake.schema.table.StreamCommit;
import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.streaming.FolderFileSystem;
import io.tidelake.streaming.TestRecords;
import io.tidelake.streaming.maintenance.MaintenanceRuns;
import io.tidelake.streaming.sink.Lake;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.flink.CatalogLoader;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.io.CloseableIterable;

/** A lake in a folder, and what it must hold. */
final class TestLake {

  static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  static final Duration LATE_AFTER = Duration.ofMinutes(5);

  private final Lake lake;

  TestLake(Path folder) {
    CatalogLoader loader =
        CatalogLoader.hadoop(
            "test",
            FolderFileSystem.configuration(),
            Map.of("warehouse", folder.resolve("warehouse").toUri().toString()));
    LakeTables.create((HadoopCatalog) loader.loadCatalog(), LakeTables.NAMESPACE);
    lake = new Lake(loader, LakeTables.NAMESPACE);
  }

  Lake lake() {
    return lake;
  }

  Table table(LakeTable table) {
    return lake.connect().load(table);
  }

  /** How far the table says that it covers the topic. */
  TopicPositions positions(LakeTable table) {
    return StreamCommit.positions(table(table));
  }

  /** Writes every file anew, as compaction does, and leaves no other snapshot. */
  void rewriteAndExpire() throws IOException {
    for (LakeTable name : LakeTables.OF_STREAM) {
      Table table = table(name);
      RewriteFiles rewrite =
          table.newRewrite().validateFromSnapshot(table.currentSnapshot().snapshotId());
      try (CloseableIterable<FileScanTask> files = table.newScan().planFiles()) {
        for (FileScanTask file : files) {
          rewrite.deleteFile(file.file());
          rewrite.addFile(copy(table, file.file()));
        }
      }
      rewrite.commit();
      table.expireSnapshots().expireOlderThan(Long.MAX_VALUE).retainLast(1).commit();
      assertThat(StreamCommit.newest(table)).isEmpty();
    }
  }

  /** Keeps no more than must be kept, as {@code ./tidelake maintain} does it, twice over. */
  void maintain() throws IOException {
    for (LakeTable name : LakeTables.ALL) {
      table(name)
          .updateProperties()
          .set(MaintenancePolicy.PREFIX + "snapshot-max-age", "PT0S")
          .set(MaintenancePolicy.PREFIX + "snapshot-min-count", "1")
          // The records are of dates that only get older.
          .set(MaintenancePolicy.PREFIX + "retention-days", "36500")
          .commit();
    }
    HadoopCatalog catalog = (HadoopCatalog) lake.catalog().loadCatalog();
    assertThat(MaintenanceRuns.run(catalog, ZONE)).isEmpty();
    assertThat(MaintenanceRuns.run(catalog, ZONE)).isEmpty();
    catalog.close();
  }

  private static DataFile copy(Table table, DataFile file) throws IOException {
    String path = file.location().replace(".parquet", "-compacted.parquet");
    try (InputStream from = table.io().newInputFile(file.location()).newStream();
        OutputStream to = table.io().newOutputFile(path).create()) {
      from.transferTo(to);
    }
    return DataFiles.builder(table.spec()).copy(file).withPath(path).build();
  }

  static NaiveModel model(long records) {
    return NaiveModel.of(records, ZONE, LATE_AFTER);
  }

  /**
   * Asserts that the tables hold of the stream what it gives record by record, and nothing else.
   * Rows of {@code raw_events} that came by backfill are left aside.
   */
  void assertHolds(NaiveModel expected) throws Exception {
    List<Record> raw = new ArrayList<>(read(LakeTables.RAW_EVENTS));
    raw.removeIf(row -> row.getField("kafka_partition") == null);
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

  private static void assertQuarantined(Record row, NaiveModel expected) {
    NaiveModel.Coordinates at = coordinates(row);
    TestRecords.Raw record = TestRecords.at(at.offset() * TestRecords.PARTITIONS + at.partition());
    assertThat(row.getField("reason")).isEqualTo(expected.rejected.get(at).name());
    assertThat((String) row.getField("detail")).isNotBlank();
    assertThat(bytes(row, "value")).isEqualTo(record.value());
    assertThat(bytes(row, "record_key")).isEqualTo(record.key());
    assertThat(millis(row, "ingest_time")).isEqualTo(record.timestamp());
  }

  List<Record> read(LakeTable table) throws Exception {
    Table loaded = table(table);
    for (Snapshot snapshot : loaded.snapshots()) {
      if (!DataOperations.REPLACE.equals(snapshot.operation())) {
        assertThat(snapshot.summary().get("added-data-files"))
            .as("no snapshot without rows")
            .isNotNull();
      }
    }
    List<Record> rows = new ArrayList<>();
    try (CloseableIterable<Record> records = IcebergGenerics.read(loaded).build()) {
      records.forEach(row -> rows.add(row.copy()));
    }
    // A manifest that is listed twice is read once until manifests are merged.
    Snapshot current = loaded.currentSnapshot();
    assertThat(current == null ? "0" : current.summary().get("total-records"))
        .as("rows of %s as the commits count them", table.name())
        .isEqualTo(Integer.toString(rows.size()));
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
}
