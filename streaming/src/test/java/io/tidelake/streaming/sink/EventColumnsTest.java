package io.tidelake.streaming.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.schema.event.BehaviorEvent;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.streaming.TestRecords;
import io.tidelake.streaming.function.DecodedRecord;
import io.tidelake.streaming.function.RecordDecoder;
import io.tidelake.streaming.function.RowOrigin;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.OutputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written column by column is what Iceberg's own writer makes of the same rows. */
class EventColumnsTest {

  /** More than a page of each column, more than a dictionary of the ids. */
  private static final int RECORDS = 40_000;

  @TempDir Path folder;

  private final RecordDecoder decoder =
      new RecordDecoder(ZoneId.of("Asia/Shanghai"), Duration.ofMinutes(5));

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyColumnIsThatOfThePlainRow(boolean topic) throws Exception {
    RowOrigin origin =
        topic
            ? RowOrigin.TOPIC
            : RowOrigin.files(
                IntStream.range(0, TestRecords.PARTITIONS).mapToObj(i -> "digest-" + i).toList());
    Table events = table("events");
    Table rows = table("rows");
    TableWriter<RowData> plain = new TableWriter<>(rows, new FlinkRows(rows), 0, 0);
    TableWriter<BehaviorEvent> columns =
        new TableWriter<>(events, new EventRows(events, origin), 0, 0);
    for (int index = 0; index < RECORDS; index++) {
      TestRecords.Raw raw = TestRecords.at(index);
      DecodedRecord record =
          decoder.decode(raw.key(), raw.value(), raw.partition(), raw.offset(), raw.timestamp());
      if (record.accepted()) {
        plain.write(PlainRows.of(record.event, origin));
        columns.write(record.event);
      }
    }

    List<DataFile> expected = plain.complete();
    List<DataFile> actual = columns.complete();
    assertThat(actual).hasSameSizeAs(expected).hasSizeGreaterThan(1);
    assertThat(figures(actual)).isEqualTo(figures(expected));
    List<Record> written = committed(events, actual);
    assertThat(written).hasSizeGreaterThan(RECORDS / 2).isEqualTo(committed(rows, expected));
  }

  /** Of a folder of small files there are thousands in a chunk, and hundreds of dates. */
  @Test
  void anOpenFileTakesNoMoreForMoreFilesOfOrigin() throws Exception {
    Table events = table("events");
    OutputFile file = events.io().newOutputFile(events.location() + "/none.parquet");
    EventRows one = new EventRows(events, RowOrigin.files(List.of("digest")));
    EventRows many =
        new EventRows(
            events, RowOrigin.files(IntStream.range(0, 20_000).mapToObj(i -> "" + i).toList()));
    one.begin(file);
    assertThat(allocated(() -> many.begin(file)))
        .isLessThan(2 * allocated(() -> one.begin(file)) + 10_000);
  }

  private static long allocated(Runnable runnable) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    runnable.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  /** What readers leave files out by. */
  private static List<List<Object>> figures(List<DataFile> files) {
    return files.stream()
        .map(
            file ->
                List.<Object>of(
                    file.partition().get(0, Integer.class),
                    file.recordCount(),
                    file.valueCounts(),
                    file.nullValueCounts(),
                    file.lowerBounds(),
                    file.upperBounds(),
                    file.splitOffsets()))
        .toList();
  }

  private static List<Record> committed(Table table, List<DataFile> files) throws Exception {
    AppendFiles append = table.newAppend();
    files.forEach(append::appendFile);
    append.commit();
    List<Record> rows = new ArrayList<>();
    try (CloseableIterable<Record> read = IcebergGenerics.read(table).build()) {
      read.forEach(row -> rows.add(row.copy()));
    }
    return rows;
  }

  private Table table(String name) throws Exception {
    return TestTables.create(Files.createDirectory(folder.resolve(name)))
        .connect()
        .load(LakeTables.RAW_EVENTS);
  }
}
