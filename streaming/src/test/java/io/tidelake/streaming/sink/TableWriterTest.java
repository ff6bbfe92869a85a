package io.tidelake.streaming.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidelake.schema.table.LakeTables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of any number of dates in files of few. */
class TableWriterTest {

  private static final int FIRST_DAY = 20_000;

  @TempDir Path folder;

  private final CountedFiles opened = new CountedFiles();
  private Table table;
  private TableWriter<RowData> writer;

  @BeforeEach
  void createTable() {
    table = TestTables.create(folder).connect().load(LakeTables.BEHAVIOR_1M);
    writer = new TableWriter<>(opened.wrap(table), new FlinkRows(table), 0, 0);
  }

  @Test
  void aFileADate() throws Exception {
    write(FIRST_DAY, 1);
    write(FIRST_DAY + 1, 2);
    write(FIRST_DAY, 3);

    assertThat(writer.complete())
        .extracting(DataFile::recordCount)
        .containsExactlyInAnyOrder(2L, 1L);
    assertThat(writer.complete()).as("handed out once").isEmpty();
  }

  @Test
  void datesWithoutEndKeepFewFilesOpenAndNoRowIsLost() throws Exception {
    int days = TableWriter.MAX_OPEN_DATES + 10;
    for (int row = 0; row < days + 20; row++) {
      write(FIRST_DAY + row % days, row);
    }
    List<DataFile> files = writer.complete();

    assertThat(opened.most()).isLessThanOrEqualTo(TableWriter.MAX_OPEN_DATES);
    assertThat(opened.now()).isZero();
    Map<Object, Integer> rows = rowsByDate(files);
    assertThat(rows).hasSize(days);
    assertThat(rows.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(days + 20);
  }

  @Test
  void datesThatAreUsedStayOpenWhenOthersMakeRoom() throws Exception {
    int most = TableWriter.MAX_OPEN_DATES;
    for (int day = 0; day < most; day++) {
      write(FIRST_DAY + day, 1);
    }
    write(FIRST_DAY, 2);
    write(FIRST_DAY + most, 1);
    for (int day = most / 4 + 1; day <= most; day++) {
      write(FIRST_DAY + day, 3);
    }
    write(FIRST_DAY, 3);

    assertThat(writer.complete()).hasSize(most + 1);
  }

  @Test
  void moreFilesThanMayBeKeptInMindAreAnError() throws Exception {
    int days = TableWriter.MAX_OPEN_DATES + 1;
    writer = new TableWriter<>(opened.wrap(table), new FlinkRows(table), 0, 0, 250);
    for (int row = 0; row < days + 101; row++) {
      write(FIRST_DAY + row % days, row);
    }
    assertThatThrownBy(
            () -> {
              for (int row = days + 101; row < days + 202; row++) {
                write(FIRST_DAY + row % days, row);
              }
            })
        .isInstanceOf(TooManyFilesException.class)
        .hasMessageContaining("more than 400 dates in turn make more than 250 files");
    writer.abort();
    assertThat(opened.now()).isZero();
  }

  /** By the bounds of times, maintenance and readers leave files out; by those of texts, nobody. */
  @Test
  void boundsAreKeptOfNumbersAndTimesAlone() throws Exception {
    write(FIRST_DAY, 1);

    DataFile file = writer.complete().get(0);
    assertThat(file.lowerBounds().keySet())
        .contains(column("window_start"), column("events"))
        .doesNotContain(column("province"));
    assertThat(file.upperBounds()).containsOnlyKeys(file.lowerBounds().keySet());
  }

  private int column(String name) {
    return table.schema().findField(name).fieldId();
  }

  @Test
  void whatIsGivenUpLeavesNoFile() throws Exception {
    write(FIRST_DAY, 1);
    writer.abort();

    assertThat(opened.now()).isZero();
    try (var files = Files.walk(folder)) {
      assertThat(files.filter(file -> file.toString().endsWith(".parquet"))).isEmpty();
    }
  }

  private void write(int day, long events) throws Exception {
    writer.write(
        GenericRowData.of(
            TimestampData.fromEpochMillis(day * 86_400_000L),
            0,
            0,
            0,
            StringData.fromString("浙江"),
            events,
            0L,
            day));
  }

  private Map<Object, Integer> rowsByDate(List<DataFile> files) throws Exception {
    AppendFiles append = table.newAppend();
    files.forEach(append::appendFile);
    append.commit();
    Map<Object, Integer> rows = new HashMap<>();
    try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
      records.forEach(row -> rows.merge(row.getField("dt"), 1, Integer::sum));
    }
    return rows;
  }
}
