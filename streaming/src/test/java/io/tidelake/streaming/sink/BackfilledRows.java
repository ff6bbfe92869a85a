package io.tidelake.streaming.sink;

import io.tidelake.streaming.TestRecords;
import java.io.IOException;
import java.time.LocalDate;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Table;

/** Events that did not come by Kafka, for tests of other packages. */
public final class BackfilledRows {

  private BackfilledRows() {}

  /**
   * Commits such rows.
   *
   * @param table {@code raw_events}
   */
  public static void append(Table table, int rows) throws IOException {
    append(table, rows, LocalDate.ofEpochDay(TestRecords.START / 86_400_000L));
  }

  /** The same, of a date. */
  public static void append(Table table, int rows, LocalDate date) throws IOException {
    TableWriter<RowData> writer = new TableWriter<>(table, new FlinkRows(table), 0, 0);
    for (int line = 1; line <= rows; line++) {
      writer.write(row(line, (int) date.toEpochDay()));
    }
    AppendFiles append = table.newAppend();
    writer.complete().forEach(append::appendFile);
    append.commit();
  }

  private static GenericRowData row(long line, int date) {
    TimestampData time = TimestampData.fromEpochMillis(TestRecords.START);
    StringData text = StringData.fromString("x");
    return GenericRowData.of(
        text,
        text,
        text,
        text,
        text,
        null,
        null,
        0,
        1,
        1,
        StringData.fromString("浙江"),
        null,
        time,
        time,
        StringData.fromString("event_time"),
        false,
        0L,
        null,
        null,
        StringData.fromString("digest"),
        line,
        date);
  }
}
