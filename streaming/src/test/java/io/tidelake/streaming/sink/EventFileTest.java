package io.tidelake.streaming.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.schema.event.BehaviorEvent;
import io.tidelake.schema.event.TimeSource;
import io.tidelake.schema.json.Utf8Slice;
import io.tidelake.schema.label.Province;
import io.tidelake.schema.label.ProvinceIndex;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.streaming.function.RowOrigin;
import io.tidelake.streaming.maintenance.rows.RowReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the events are: what is read is what was written, and the figures are the file's. */
class EventFileTest {

  private static final int DATE = 20_694;

  /** What texts of a file are drawn from. */
  private enum Texts {
    ONE,
    FEW,
    /** Too many for a dictionary, which is left within a page. */
    MANY,
    /** Few at first, so that there are pages with a dictionary and pages without. */
    FEW_THEN_MANY,
    /** Bytes beyond ASCII, empty ones and some longer than a dictionary. */
    STRANGE
  }

  @TempDir Path folder;

  private Table events;
  private Table rows;
  private Random random;

  @BeforeEach
  void createTables() throws Exception {
    events = table("events");
    rows = table("rows");
    random = new Random(7);
  }

  private Table table(String name) throws Exception {
    return TestTables.create(Files.createDirectory(folder.resolve(name)))
        .connect()
        .load(LakeTables.RAW_EVENTS);
  }

  @ParameterizedTest
  @EnumSource
  void textsOfEveryKindInPagesOfEveryKind(Texts texts) throws Exception {
    int count = 2 * EventColumn.MAX_ROWS + random.nextInt(2_000);
    check(count, index -> event(index, count, texts), RowOrigin.TOPIC, 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 9, 503, 504, 505, 19_999, 20_000, 20_001})
  void anyNumberOfRows(int count) throws Exception {
    check(count, index -> event(index, count, Texts.FEW), RowOrigin.TOPIC, 1);
  }

  @Test
  void rowsOfFiles() throws Exception {
    RowOrigin files =
        RowOrigin.files(IntStream.range(0, 300).mapToObj(i -> "digest-" + i).toList());
    check(
        25_000,
        index -> {
          BehaviorEvent event = event(index, 25_000, Texts.FEW);
          event.kafkaPartition = index / 100 + random.nextInt(2);
          return event;
        },
        files,
        1);
  }

  @Test
  void everyRowTheSame() throws Exception {
    BehaviorEvent same = event(3, 10, Texts.FEW);
    check(30_000, index -> same, RowOrigin.TOPIC, 1);
  }

  /** No value in whole pages, in parts of pages and in none. */
  @Test
  void columnsWithAndWithoutValues() throws Exception {
    int page = EventColumn.MAX_ROWS;
    check(
        5 * page + 11,
        index -> {
          BehaviorEvent event = event(index, 10, Texts.FEW);
          int ofPage = index / page;
          boolean none = ofPage == 1 || ofPage == 3 || ofPage == 2 && index % 3 == 0;
          event.month = none ? BehaviorEvent.ABSENT : 1 + index % 12;
          event.day = none == (ofPage > 2) ? BehaviorEvent.ABSENT : index;
          set(event.eventId, none ? "" : "e" + index % 5);
          return event;
        },
        RowOrigin.TOPIC,
        1);
  }

  @Test
  void moreThanOneRowGroup() throws Exception {
    for (Table table : List.of(events, rows)) {
      table
          .updateProperties()
          .set(TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES, Integer.toString(1 << 20))
          .commit();
    }
    int count = 100_000;
    check(count, index -> event(index, count, Texts.MANY), RowOrigin.TOPIC, 3);
  }

  @Test
  void aColumnThatOthersHaveAddedReadsAsNull() throws Exception {
    events.updateSchema().addColumn("note", Types.StringType.get()).commit();
    TableWriter<BehaviorEvent> writer =
        new TableWriter<>(events, new EventRows(events, RowOrigin.TOPIC), 0, 0);
    for (int index = 0; index < 100; index++) {
      writer.write(event(index, 100, Texts.FEW));
    }

    DataFile file = single(writer);
    events.newAppend().appendFile(file).commit();

    List<Record> read = new ArrayList<>();
    try (CloseableIterable<Record> records = IcebergGenerics.read(events).build()) {
      records.forEach(read::add);
    }
    assertThat(read)
        .hasSize(100)
        .allSatisfy(
            row -> {
              assertThat(row.getField("note")).isNull();
              assertThat(row.getField("user_id")).isNotNull();
            });
  }

  @Test
  void aLargeTextIsGivenBackAfterItsPage() {
    PageBytes bytes = new PageBytes();
    bytes.add(new byte[8 << 20], 0, 8 << 20);

    bytes.clear();

    assertThat(bytes.array().length).isLessThan(1 << 10);
  }

  @Test
  void withoutRowsThereIsNoFile() throws Exception {
    OutputFile file = events.io().newOutputFile(events.location() + "/none.parquet");
    DataWriter<BehaviorEvent> writer =
        new DataWriter<>(
            new EventRows(events, RowOrigin.TOPIC).begin(file),
            FileFormat.PARQUET,
            file.location(),
            events.spec(),
            new PartitionData(events.spec().partitionType()),
            null);
    writer.close();

    assertThat(writer.toDataFile().recordCount()).isZero();
    assertThat(file.toInputFile().exists()).isFalse();
  }

  private interface Events {
    BehaviorEvent at(int index);
  }

  private void check(int count, Events source, RowOrigin origin, int rowGroups) throws Exception {
    TableWriter<BehaviorEvent> columns =
        new TableWriter<>(events, new EventRows(events, origin), 0, 0);
    TableWriter<RowData> plain = new TableWriter<>(rows, new FlinkRows(rows), 0, 0);
    List<RowData> expected = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      BehaviorEvent event = source.at(index);
      RowData row = PlainRows.of(event, origin);
      expected.add(row);
      plain.write(row);
      columns.write(event);
    }
    DataFile file = single(columns);
    DataFile other = single(plain);

    assertThat(asFlinkReads(file)).as("rows that Flink reads").isEqualTo(expected);
    assertThat(asIcebergReads(events, file))
        .as("rows that Iceberg reads")
        .isEqualTo(asIcebergReads(rows, other));
    assertThat(file.splitOffsets()).hasSizeGreaterThanOrEqualTo(rowGroups);
    checkFigures(file, other);
  }

  private static <R> DataFile single(TableWriter<R> writer) throws Exception {
    List<DataFile> files = writer.complete();
    assertThat(files).hasSize(1);
    return files.get(0);
  }

  /** Those of the file as it is read again, and those that Iceberg's writer gives. */
  private void checkFigures(DataFile file, DataFile other) {
    Metrics read =
        ParquetUtil.fileMetrics(
            events.io().newInputFile(file.location()), MetricsConfig.forTable(events));
    assertThat(file.recordCount()).isEqualTo(read.recordCount()).isEqualTo(other.recordCount());
    assertThat(file.columnSizes())
        .isEqualTo(read.columnSizes())
        .containsOnlyKeys(other.columnSizes().keySet());
    assertThat(file.valueCounts()).isEqualTo(read.valueCounts()).isEqualTo(other.valueCounts());
    assertThat(file.nullValueCounts())
        .isEqualTo(read.nullValueCounts())
        .isEqualTo(other.nullValueCounts());
    assertThat(file.nanValueCounts()).isEqualTo(other.nanValueCounts());
    assertThat(file.lowerBounds()).isEqualTo(read.lowerBounds()).isEqualTo(other.lowerBounds());
    assertThat(file.upperBounds()).isEqualTo(read.upperBounds()).isEqualTo(other.upperBounds());
    assertThat(file.sortOrderId()).isEqualTo(other.sortOrderId());
    assertThat(file.keyMetadata()).isEqualTo(other.keyMetadata());
    assertThat(file.fileSizeInBytes())
        .isEqualTo(events.io().newInputFile(file.location()).getLength());
  }

  private List<RowData> asFlinkReads(DataFile file) throws Exception {
    RowType type = FlinkSchemaUtil.convert(events.schema());
    RowData.FieldGetter[] getters =
        IntStream.range(0, type.getFieldCount())
            .mapToObj(i -> RowData.createFieldGetter(type.getTypeAt(i), i))
            .toArray(RowData.FieldGetter[]::new);
    List<RowData> read = new ArrayList<>();
    try (CloseableIterable<RowData> written = RowReader.written(events, file, events.schema())) {
      for (RowData row : written) {
        GenericRowData copy = new GenericRowData(getters.length);
        for (int i = 0; i < getters.length; i++) {
          copy.setField(i, getters[i].getFieldOrNull(row));
        }
        read.add(copy);
      }
    }
    return read;
  }

  private static List<Record> asIcebergReads(Table table, DataFile file) throws Exception {
    AppendFiles append = table.newAppend();
    append.appendFile(file).commit();
    List<Record> read = new ArrayList<>();
    try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
      rows.forEach(row -> read.add(row.copy()));
    }
    return read;
  }

  private BehaviorEvent event(int index, int count, Texts texts) {
    BehaviorEvent event = new BehaviorEvent();
    set(event.userId, text(texts, index, count, "u"));
    set(event.itemId, text(texts, index, count, "商品"));
    set(event.categoryId, random.nextInt(4) == 0 ? "" : text(texts, index, count, ""));
    set(event.merchantId, "");
    set(event.brandId, text(texts, index, count, "b"));
    set(event.eventId, random.nextBoolean() ? "" : text(texts, index, count, "e"));
    event.month = random.nextInt(3) == 0 ? BehaviorEvent.ABSENT : number(texts);
    event.day = number(texts);
    event.action = random.nextInt(4);
    event.ageRange = random.nextInt(8);
    event.gender = random.nextInt(3);
    if (random.nextInt(9) == 0) {
      event.provinceIndex = ProvinceIndex.OTHER;
      set(event.province, text(texts, index, count, "Atlantis"));
    } else {
      event.provinceIndex = random.nextInt(Province.values().length);
      event.province.set(ProvinceIndex.utf8(event.provinceIndex));
    }
    event.timeSource = TimeSource.values()[random.nextInt(TimeSource.values().length)];
    event.eventTime = time(texts);
    event.ingestTime = time(texts);
    event.delayMillis = event.ingestTime - event.eventTime;
    event.late = random.nextInt(50) == 0;
    event.kafkaPartition = random.nextInt(4);
    event.kafkaOffset = texts == Texts.STRANGE ? random.nextLong() : index;
    event.businessDay = DATE;
    return event;
  }

  private String text(Texts texts, int index, int count, String prefix) {
    return switch (texts) {
      case ONE -> prefix + "1";
      case FEW -> prefix + random.nextInt(20);
      case MANY -> prefix + random.nextInt(1_000_000);
      case FEW_THEN_MANY -> prefix + random.nextInt(index < count * 3 / 4 ? 20 : 1_000_000);
      case STRANGE ->
          switch (random.nextInt(20)) {
            case 0 -> "";
            case 1 -> "\u0000\uD83D\uDE00é" + random.nextInt(3);
            case 2 -> "x".repeat(random.nextInt(300));
            case 3 -> random.nextInt(300) == 0 ? "长".repeat(20_000) : "短";
            default -> prefix + random.nextInt(50);
          };
    };
  }

  /** As sent, which may be any number but the one that says there is none. */
  private int number(Texts texts) {
    return switch (texts) {
      case ONE -> 1;
      case FEW, FEW_THEN_MANY -> random.nextInt(31);
      case MANY -> random.nextInt(Integer.MAX_VALUE);
      case STRANGE ->
          switch (random.nextInt(4)) {
            case 0 -> Integer.MAX_VALUE;
            case 1 -> Integer.MIN_VALUE;
            case 2 -> 0;
            default -> random.nextInt(Integer.MAX_VALUE);
          };
    };
  }

  /** Of the years that an event may have, in milliseconds. */
  private long time(Texts texts) {
    long latest = 253_370_764_800_000L;
    return switch (texts) {
      case ONE -> 1_788_004_800_000L;
      case FEW, FEW_THEN_MANY -> 1_788_004_800_000L + random.nextInt(300);
      case MANY -> (long) (random.nextDouble() * latest);
      case STRANGE -> random.nextInt(3) * latest / 2;
    };
  }

  private static void set(Utf8Slice slice, String text) {
    // Not at the beginning of its array: as a text stands in a record.
    byte[] bytes = ("[" + text + "]").getBytes(StandardCharsets.UTF_8);
    slice.set(bytes, 1, bytes.length - 2);
  }
}
