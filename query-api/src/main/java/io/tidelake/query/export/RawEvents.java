package io.tidelake.query.export;

import io.tidelake.query.trino.Trino;
import io.tidelake.query.trino.TrinoRows;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The events of {@code raw_events}: every column as it is, times in the business zone. */
final class RawEvents implements RowSource {

  static final String TABLE = "raw_events";

  private static final List<Column> COLUMNS =
      Stream.of(
              "user_id",
              "item_id",
              "cat_id",
              "merchant_id",
              "brand_id",
              "month",
              "day",
              "action",
              "age_range",
              "gender",
              "province",
              "event_id",
              "event_time",
              "ingest_time",
              "time_source",
              "is_late",
              "delay_ms",
              "kafka_partition",
              "kafka_offset",
              "source_file",
              "source_line",
              "dt")
          .map(Column::named)
          .toList();

  private final UnaryOperator<String> userName;
  private final @Nullable Long snapshot;
  private final @Nullable TrinoRows rows;
  private final long expected;

  /**
   * @param userName what stands for a {@code user_id}
   * @param counted whether to count the rows first, to know the progress
   */
  RawEvents(
      Trino trino,
      @Nullable Long snapshot,
      Selection selection,
      UnaryOperator<String> userName,
      boolean counted) {
    this.userName = userName;
    this.snapshot = snapshot;
    if (snapshot == null) {
      this.rows = null;
      this.expected = 0;
      return;
    }
    this.expected =
        counted
            ? trino
                .query(
                    SqlFile.RAW_COUNT.at(snapshot),
                    selection.parameters(),
                    (row, number) -> row.getLong("amount"))
                .stream()
                .mapToLong(Long::longValue)
                .sum()
            : -1;
    this.rows = trino.open(SqlFile.RAW_EVENTS.at(snapshot), selection.parameters());
  }

  @Override
  public List<Column> columns() {
    return COLUMNS;
  }

  @Override
  public String table() {
    return TABLE;
  }

  @Override
  public @Nullable Long snapshot() {
    return snapshot;
  }

  @Override
  public boolean next() {
    return rows != null && rows.next();
  }

  @Override
  public void writeTo(RowSink sink) throws IOException {
    if (rows == null) {
      throw new IllegalStateException("no row has been read");
    }
    ResultSet row = rows.row();
    try {
      sink.text(userName.apply(row.getString(1)));
      sink.text(row.getString(2));
      sink.text(row.getString(3));
      sink.text(row.getString(4));
      sink.text(row.getString(5));
      number(sink, row, 6);
      number(sink, row, 7);
      sink.number(row.getLong(8));
      sink.number(row.getLong(9));
      sink.number(row.getLong(10));
      sink.text(row.getString(11));
      sink.text(row.getString(12));
      sink.millisecond(row.getLong(13));
      sink.millisecond(row.getLong(14));
      sink.text(row.getString(15));
      sink.flag(row.getBoolean(16));
      sink.number(row.getLong(17));
      number(sink, row, 18);
      number(sink, row, 19);
      sink.text(row.getString(20));
      number(sink, row, 21);
      sink.text(row.getString(22));
    } catch (SQLException e) {
      throw new IllegalStateException("a row of " + TABLE + " can't be read", e);
    }
  }

  @Override
  public double progress() {
    TrinoRows read = rows;
    if (read == null || expected == 0) {
      return 1;
    }
    return expected < 0 ? -1 : Math.min(1, read.count() / (double) expected);
  }

  @Override
  public void cancel() {
    if (rows != null) {
      rows.cancel();
    }
  }

  @Override
  public void close() {
    if (rows != null) {
      rows.close();
    }
  }

  private static void number(RowSink sink, ResultSet row, int column)
      throws IOException, SQLException {
    long value = row.getLong(column);
    if (row.wasNull()) {
      sink.nothing();
    } else {
      sink.number(value);
    }
  }
}
