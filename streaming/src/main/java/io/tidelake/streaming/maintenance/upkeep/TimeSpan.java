package io.tidelake.streaming.maintenance.upkeep;

import io.tidelake.streaming.maintenance.rows.RowReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * A part of the time that files are about, so that their rows can be put together part by part.
 *
 * @param column of the time: a timestamp, or a date, which is not cut
 * @param from epoch microseconds, inclusive
 * @param to epoch microseconds, exclusive
 */
record TimeSpan(Types.NestedField column, long from, long to) {

  private static final int MICROSECONDS = 6;

  /**
   * Parts of about so many rows each if they are spread evenly, in order; together all of time.
   *
   * @param files with the column's bounds
   */
  static List<TimeSpan> cut(List<FileScanTask> files, Types.NestedField column, int rows) {
    long all = 0;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (FileScanTask file : files) {
      all += file.file().recordCount();
      first = Math.min(first, bound(file.file().lowerBounds(), column, Long.MAX_VALUE));
      last = Math.max(last, bound(file.file().upperBounds(), column, Long.MIN_VALUE));
    }
    long parts = (all + rows - 1) / rows;
    List<TimeSpan> spans = new ArrayList<>();
    long from = Long.MIN_VALUE;
    if (column.type().equals(Types.TimestampType.withZone()) && first < last) {
      for (long part = 1; part < parts; part++) {
        long to = first + (last - first) / parts * part;
        if (to > from) {
          spans.add(new TimeSpan(column, from, to));
          from = to;
        }
      }
    }
    spans.add(new TimeSpan(column, from, Long.MAX_VALUE));
    return spans;
  }

  /** The bound in microseconds or, of a date, in days; the other value if it is not known. */
  static long bound(
      @Nullable Map<Integer, ByteBuffer> bounds, Types.NestedField column, long unknown) {
    ByteBuffer bound = bounds == null ? null : bounds.get(column.fieldId());
    return bound == null
        ? unknown
        : ((Number) Conversions.fromByteBuffer(column.type(), bound)).longValue();
  }

  private boolean isEverything() {
    return from == Long.MIN_VALUE && to == Long.MAX_VALUE;
  }

  /** Whether the file may have rows of this span. */
  boolean touches(DataFile file) {
    return isEverything()
        || (bound(file.upperBounds(), column, Long.MAX_VALUE) >= from
            && bound(file.lowerBounds(), column, Long.MIN_VALUE) < to);
  }

  /** The file's rows of this span. */
  CloseableIterator<RowData> rows(Table table, FileScanTask file) {
    CloseableIterator<RowData> rows = RowReader.live(table, file, table.schema());
    if (isEverything()) {
      return rows;
    }
    int position = table.schema().columns().indexOf(table.schema().findField(column.fieldId()));
    return CloseableIterable.filter(
            CloseableIterable.withNoopClose(() -> rows),
            row -> contains(row.getTimestamp(position, MICROSECONDS)))
        .iterator();
  }

  private boolean contains(TimestampData time) {
    long micros = time.getMillisecond() * 1_000 + time.getNanoOfMillisecond() / 1_000;
    return micros >= from && micros < to;
  }
}
