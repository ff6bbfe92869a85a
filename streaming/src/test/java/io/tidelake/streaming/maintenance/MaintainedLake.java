package io.tidelake.streaming.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.slice.Slices;
import io.airlift.stats.cardinality.HyperLogLog;
import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.table.StreamCommit;
import io.tidelake.streaming.FolderFileSystem;
import io.tidelake.streaming.maintenance.rows.RowWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.parquet.Parquet;

/** A lake in a folder, its events, and what the rollups must hold of them. */
public final class MaintainedLake {

  /** Where it is between noon and one o'clock: a test's date does not change while it runs. */
  public static final ZoneId ZONE =
      ZoneOffset.ofHours(12 - Instant.now().atOffset(ZoneOffset.UTC).getHour());

  private static final String[] PROVINCES = {"浙江", "广东", "北京"};

  /** An event, as far as rollups know it. */
  public record Event(
      Instant time,
      String user,
      String item,
      String category,
      String brand,
      int action,
      int ageRange,
      int gender,
      String province,
      boolean late) {

    public LocalDate date() {
      return LocalDate.ofInstant(time, ZONE);
    }

    Instant hour() {
      return time.atZone(ZONE).truncatedTo(ChronoUnit.HOURS).toInstant();
    }
  }

  private final Catalog catalog;
  private final String namespace;
  private final Random random;
  private long offset;

  public MaintainedLake(Path folder, long seed) {
    this(new HadoopCatalog(FolderFileSystem.configuration(), folder.toUri().toString()), seed);
  }

  <C extends Catalog & SupportsNamespaces> MaintainedLake(C catalog, long seed) {
    this(catalog, LakeTables.NAMESPACE, new Random(seed));
    LakeTables.create(catalog, namespace);
  }

  private MaintainedLake(Catalog catalog, String namespace, Random random) {
    this.catalog = catalog;
    this.namespace = namespace;
    this.random = random;
  }

  /** The lake of another namespace, which must exist; goes on with the same offsets. */
  MaintainedLake in(String other) {
    MaintainedLake lake = new MaintainedLake(catalog, other, random);
    lake.offset = offset;
    return lake;
  }

  public Catalog catalog() {
    return catalog;
  }

  /** The table as it is now. */
  public Table table(LakeTable table) {
    return catalog.loadTable(TableIdentifier.of(namespace, table.name()));
  }

  /** Random events of the date. */
  public List<Event> events(LocalDate date, int count) {
    Instant midnight = date.atStartOfDay(ZONE).toInstant();
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(
          new Event(
              midnight.plusMillis(random.nextInt(86_400_000)),
              "u" + random.nextInt(50),
              "i" + random.nextInt(20),
              random.nextInt(10) == 0 ? "" : "c" + random.nextInt(5),
              random.nextInt(3) == 0 ? "" : "b" + random.nextInt(5),
              random.nextInt(4),
              random.nextInt(3),
              random.nextInt(3),
              PROVINCES[random.nextInt(PROVINCES.length)],
              random.nextInt(10) == 0));
    }
    return events;
  }

  /** Commits the events to {@code raw_events} and {@code behavior_1m}, as the stream does. */
  public void append(List<Event> events) throws IOException {
    List<DataFile> raw = rawFiles(events);
    commit(LakeTables.BEHAVIOR_1M, minuteFiles(events));
    commit(LakeTables.RAW_EVENTS, raw);
  }

  /**
   * Commits what the stream counted of the events, and not yet the events.
   *
   * @return for {@link #appendRaw}
   */
  List<DataFile> appendMinutesAhead(List<Event> events) throws IOException {
    List<DataFile> raw = rawFiles(events);
    commit(LakeTables.BEHAVIOR_1M, minuteFiles(events));
    return raw;
  }

  /** The other half of it. */
  void appendRaw(List<DataFile> raw) {
    commit(LakeTables.RAW_EVENTS, raw);
  }

  /** A commit of the stream to the table, without a row, some records further on than the last. */
  void advance(LakeTable name, int records) {
    offset += records;
    commit(name, List.of());
  }

  /** Deletes the first row of each data file of the date by a delete file, as Trino does. */
  void deleteFirstRows(LakeTable name, LocalDate date) throws IOException {
    Table table = table(name);
    RowDelta delta = table.newRowDelta();
    OutputFileFactory outputs = OutputFileFactory.builderFor(table, 0, 0).build();
    try (CloseableIterable<FileScanTask> files =
        table.newScan().filter(Expressions.equal("dt", (int) date.toEpochDay())).planFiles()) {
      for (FileScanTask file : files) {
        PositionDeleteWriter<Record> writer =
            Parquet.writeDeletes(outputs.newOutputFile(file.file().partition()))
                .createWriterFunc(GenericParquetWriter::create)
                .withSpec(table.spec())
                .withPartition(file.file().partition())
                .overwrite()
                .buildPositionWriter();
        try (writer) {
          writer.write(PositionDelete.<Record>create().set(file.file().location(), 0, null));
        }
        delta.addDeletes(writer.toDeleteFile());
      }
    }
    delta.commit();
  }

  /** Whether the table has delete files, be it for files that are gone. */
  boolean hasDeletes(LakeTable name) throws IOException {
    Table table = table(name);
    for (ManifestFile manifest : table.currentSnapshot().deleteManifests(table.io())) {
      try (var deletes = ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
        if (deletes.iterator().hasNext()) {
          return true;
        }
      }
    }
    return false;
  }

  /** Adds events to {@code behavior_1m} alone, in a commit that is not the stream's. */
  void appendMinutes(List<Event> events) throws IOException {
    AppendFiles append = table(LakeTables.BEHAVIOR_1M).newAppend();
    minuteFiles(events).forEach(append::appendFile);
    append.commit();
  }

  private void commit(LakeTable name, List<DataFile> files) {
    String positions = "{\"0\":%d}".formatted(offset);
    Transaction transaction = table(name).newTransaction();
    AppendFiles append = transaction.newAppend();
    files.forEach(append::appendFile);
    append.set(StreamCommit.POSITIONS, positions).set(StreamCommit.JOB_ID, "test").commit();
    transaction.updateProperties().set(StreamCommit.POSITIONS, positions).commit();
    transaction.commitTransaction();
  }

  /** Replaces a date in both tables by other events. */
  public void replace(LocalDate date, List<Event> events) throws IOException {
    overwrite(LakeTables.BEHAVIOR_1M, date, minuteFiles(events));
    overwrite(LakeTables.RAW_EVENTS, date, rawFiles(events));
  }

  private void overwrite(LakeTable name, LocalDate date, List<DataFile> files) {
    var overwrite =
        table(name)
            .newOverwrite()
            .overwriteByRowFilter(Expressions.equal("dt", (int) date.toEpochDay()));
    files.forEach(overwrite::addFile);
    overwrite.commit();
  }

  /** Writes every file of the table into one a date, as compaction does. */
  public void compact(LakeTable name) throws IOException {
    Table table = table(name);
    if (table.currentSnapshot() == null) {
      return;
    }
    RewriteFiles rewrite = table.newRewrite();
    try (RowWriter writer = new RowWriter(table);
        CloseableIterable<FileScanTask> files = table.newScan().planFiles()) {
      for (FileScanTask file : files) {
        try (var rows =
            io.tidelake.streaming.maintenance.rows.RowReader.written(
                table, file.file(), table.schema())) {
          for (RowData row : rows) {
            writer.write(row);
          }
        }
        rewrite.deleteFile(file.file());
      }
      writer.complete().forEach(rewrite::addFile);
    }
    rewrite.validateFromSnapshot(table.currentSnapshot().snapshotId()).commit();
  }

  private List<DataFile> rawFiles(List<Event> events) throws IOException {
    try (RowWriter writer = new RowWriter(table(LakeTables.RAW_EVENTS))) {
      for (Event event : events) {
        GenericRowData row = new GenericRowData(22);
        row.setField(0, text(event.user()));
        row.setField(1, text(event.item()));
        row.setField(2, text(event.category()));
        row.setField(3, text(""));
        row.setField(4, text(event.brand()));
        row.setField(7, event.action());
        row.setField(8, event.ageRange());
        row.setField(9, event.gender());
        row.setField(10, text(event.province()));
        row.setField(12, TimestampData.fromInstant(event.time()));
        row.setField(13, TimestampData.fromInstant(event.time()));
        row.setField(14, text("event_time"));
        row.setField(15, event.late());
        row.setField(16, 0L);
        row.setField(17, 0);
        row.setField(18, offset++);
        row.setField(21, (int) event.date().toEpochDay());
        writer.write(row);
      }
      return writer.complete();
    }
  }

  private List<DataFile> minuteFiles(List<Event> events) throws IOException {
    try (RowWriter writer = new RowWriter(table(LakeTables.BEHAVIOR_1M))) {
      for (Event event : events) {
        writer.write(
            GenericRowData.of(
                TimestampData.fromInstant(event.time().truncatedTo(ChronoUnit.MINUTES)),
                event.action(),
                event.ageRange(),
                event.gender(),
                text(event.province()),
                1L,
                event.late() ? 1L : 0L,
                (int) event.date().toEpochDay()));
      }
      return writer.complete();
    }
  }

  private static StringData text(String text) {
    return StringData.fromString(text);
  }

  /** Asserts that every rollup says of these events what counting them one by one says. */
  public void assertRolledUp(List<Event> events) throws IOException {
    assertThat(sums(LakeTables.BEHAVIOR_1H, "events"))
        .isEqualTo(
            count(events, event -> event.hour() + "|" + cell(event) + "|" + event.date(), e -> 1L));
    assertThat(sums(LakeTables.BEHAVIOR_1H, "late_events"))
        .isEqualTo(
            count(
                events,
                event -> event.hour() + "|" + cell(event) + "|" + event.date(),
                e -> e.late() ? 1L : 0L));
    assertThat(sums(LakeTables.BEHAVIOR_1D, "events"))
        .isEqualTo(count(events, event -> event.date() + "|" + cell(event), e -> 1L));
    assertThat(hotItems()).isEqualTo(expectedHotItems(events));
    assertThat(visitors()).isEqualTo(expectedVisitors(events));
  }

  private static String cell(Event event) {
    return event.action() + "|" + event.ageRange() + "|" + event.gender() + "|" + event.province();
  }

  private static Map<String, Long> count(
      List<Event> events, Function<Event, String> key, Function<Event, Long> value) {
    Map<String, Long> counts = new TreeMap<>();
    events.forEach(event -> counts.merge(key.apply(event), value.apply(event), Long::sum));
    counts.values().removeIf(count -> count == 0);
    return counts;
  }

  /** One column of an additive table, summed by all columns that are no counts. */
  public Map<String, Long> sums(LakeTable name, String column) throws IOException {
    Map<String, Long> sums = new TreeMap<>();
    for (Record row : read(name)) {
      StringBuilder key = new StringBuilder();
      for (var field : row.struct().fields()) {
        if (!field.name().equals("events") && !field.name().equals("late_events")) {
          Object value = row.getField(field.name());
          key.append(key.isEmpty() ? "" : "|")
              .append(value instanceof OffsetDateTime time ? time.toInstant() : value);
        }
      }
      sums.merge(key.toString(), (Long) row.getField(column), Long::sum);
    }
    sums.values().removeIf(sum -> sum == 0);
    return sums;
  }

  private Map<String, Long> hotItems() throws IOException {
    return sums(LakeTables.HOT_ITEMS_1H, "events");
  }

  private static Map<String, Long> expectedHotItems(List<Event> events) {
    Map<String, Long> counts = new TreeMap<>();
    for (Event event : events) {
      for (String id :
          List.of(
              "item|" + event.item(), "category|" + event.category(), "brand|" + event.brand())) {
        if (!id.endsWith("|")) {
          counts.merge(
              event.hour() + "|" + id + "|" + event.action() + "|" + event.date(), 1L, Long::sum);
        }
      }
    }
    return counts;
  }

  private Map<String, Long> visitors() throws IOException {
    Map<String, HyperLogLog> sketches = new TreeMap<>();
    for (Record row : read(LakeTables.VISITORS_1H)) {
      ByteBuffer bytes = (ByteBuffer) row.getField("sketch");
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      sketches
          .computeIfAbsent(
              ((OffsetDateTime) row.getField("hour_start")).toInstant()
                  + "|"
                  + row.getField("dimension")
                  + "|"
                  + row.getField("value")
                  + "|"
                  + row.getField("dt"),
              key -> HyperLogLog.newInstance(4096))
          .mergeWith(HyperLogLog.newInstance(Slices.wrappedBuffer(copy)));
    }
    return cardinalities(sketches);
  }

  private static Map<String, Long> expectedVisitors(List<Event> events) {
    Map<String, HyperLogLog> sketches = new TreeMap<>();
    for (Event event : events) {
      for (String cell :
          List.of(
              "all|",
              "action|" + event.action(),
              "age_range|" + event.ageRange(),
              "gender|" + event.gender(),
              "province|" + event.province())) {
        sketches
            .computeIfAbsent(
                event.hour() + "|" + cell + "|" + event.date(),
                key -> HyperLogLog.newInstance(4096))
            .add(Slices.wrappedBuffer(event.user().getBytes(StandardCharsets.UTF_8)));
      }
    }
    return cardinalities(sketches);
  }

  private static Map<String, Long> cardinalities(Map<String, HyperLogLog> sketches) {
    Map<String, Long> cardinalities = new HashMap<>();
    sketches.forEach((key, sketch) -> cardinalities.put(key, sketch.cardinality()));
    return cardinalities;
  }

  /** The rows of the table, as another reader sees them. */
  public List<Record> read(LakeTable name) throws IOException {
    List<Record> rows = new ArrayList<>();
    try (CloseableIterable<Record> records = IcebergGenerics.read(table(name)).build()) {
      records.forEach(row -> rows.add(row.copy()));
    }
    return rows;
  }

  /** The paths of the table's data files. */
  public List<String> files(LakeTable name) throws IOException {
    List<String> paths = new ArrayList<>();
    try (CloseableIterable<FileScanTask> files = table(name).newScan().planFiles()) {
      files.forEach(file -> paths.add(file.file().location()));
    }
    return paths;
  }
}
