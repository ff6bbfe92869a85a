package io.tidelake.streaming.maintenance.rollup;

import io.tidelake.streaming.maintenance.rows.Accumulator;
import io.tidelake.streaming.maintenance.rows.RowReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Compares dates of a rollup with its source: an hour at a time, and of an hour with many rows some
 * of its cells after the others, which reads the hour again each time. How many cells its rows are
 * of is not known before: the first and smallest slice of them tells, and the next are as large as
 * fits.
 *
 * @param zone the business time zone
 * @param maxCells about so many are held in memory, of either side
 */
record DateComparison(Rollup rollup, Table source, Table target, ZoneId zone, int maxCells) {

  private static final int MICROSECONDS = 6;
  private static final long HOUR_MILLIS = 3_600_000;

  /**
   * Of the target as it was refreshed last.
   *
   * @param covered the snapshot of the source that it covers
   * @return how many of the cells that the date has or should have differ
   */
  long differing(long covered, LocalDate date) throws IOException {
    return differing(covered, date, cell -> {});
  }

  /**
   * The same.
   *
   * @param found takes each of them as a text for people
   */
  long differing(long covered, LocalDate date, Consumer<String> found) throws IOException {
    if (!rollup.byDate()) {
      return differing(new Span(covered, date, Long.MIN_VALUE, Long.MAX_VALUE), found);
    }
    long end = date.plusDays(1).atStartOfDay(zone).toInstant().toEpochMilli();
    long differing = 0;
    long from = Long.MIN_VALUE;
    long to = date.atStartOfDay(zone).toInstant().toEpochMilli() + HOUR_MILLIS;
    while (to < end) {
      differing += differing(new Span(covered, date, from, to), found);
      from = to;
      to += HOUR_MILLIS;
    }
    // The first and the last one take what says that it is of another date.
    return differing + differing(new Span(covered, date, from, Long.MAX_VALUE), found);
  }

  /**
   * A part of a date.
   *
   * @param covered the snapshot of the source
   * @param from epoch milliseconds, inclusive
   * @param to epoch milliseconds, exclusive
   */
  private record Span(long covered, LocalDate date, long from, long to) {

    Expression of(String time) {
      Expression all = Expressions.alwaysTrue();
      return Expressions.and(
          Expressions.equal("dt", (int) date.toEpochDay()),
          Expressions.and(
              from == Long.MIN_VALUE ? all : Expressions.greaterThanOrEqual(time, from * 1_000),
              to == Long.MAX_VALUE ? all : Expressions.lessThan(time, to * 1_000)));
    }

    boolean isWholeDate() {
      return from == Long.MIN_VALUE && to == Long.MAX_VALUE;
    }
  }

  private long differing(Span span, Consumer<String> found) throws IOException {
    long rows = 0;
    try (CloseableIterable<FileScanTask> files =
        held(span).includeColumnStats(List.of(time(target.schema()).name())).planFiles()) {
      for (FileScanTask file : files) {
        rows += file.file().recordCount() / (span.isWholeDate() ? 1 : hours(file.file()));
      }
    }
    int slices = Math.toIntExact(1 + rows / maxCells);
    long differing = 0;
    int from = 0;
    int width = 1;
    while (from < slices) {
      int to = Math.min(slices, from + width);
      Compared compared = compare(span, from, to, slices, found);
      differing += compared.differing();
      long fitting = (long) maxCells * (to - from) / Math.max(1, compared.cells());
      width = (int) Math.max(1, Math.min(slices, fitting));
      from = to;
    }
    return differing;
  }

  /**
   * @param cells held in memory, of the side with more
   */
  private record Compared(long differing, int cells) {}

  private Compared compare(Span span, int from, int to, int slices, Consumer<String> found)
      throws IOException {
    Counter counter = rollup.counter().apply(zone);
    counter.counted().only(from, to, slices);
    read(
        span,
        source,
        source.newScan().useSnapshot(span.covered()).filter(span.of(time(rollup.columns()).name())),
        rollup.columns(),
        row -> counter.add(row, 1));
    Accumulator held = rollup.counter().apply(zone).counted();
    held.only(from, to, slices);
    read(span, target, held(span), target.schema(), held::add);
    return new Compared(
        counter.counted().differing(held, found), Math.max(counter.counted().size(), held.size()));
  }

  private TableScan held(Span span) {
    return target.newScan().filter(span.of(time(target.schema()).name()));
  }

  /** The first column of all tables with times: it says when. */
  private static Types.NestedField time(Schema columns) {
    return columns.columns().get(0);
  }

  /** How many hours the rows of a file of the target are of; 1 if that is not known. */
  private long hours(DataFile file) {
    Long first = bound(file.lowerBounds());
    Long last = bound(file.upperBounds());
    return first == null || last == null ? 1 : 1 + (last - first) / (HOUR_MILLIS * 1_000);
  }

  private @Nullable Long bound(@Nullable Map<Integer, ByteBuffer> bounds) {
    Types.NestedField time = time(target.schema());
    ByteBuffer bound = bounds == null ? null : bounds.get(time.fieldId());
    return bound == null
        ? null
        : Long.valueOf(((Number) Conversions.fromByteBuffer(time.type(), bound)).longValue());
  }

  private static void read(
      Span span, Table table, TableScan scan, Schema columns, Consumer<RowData> consumer)
      throws IOException {
    int dt = columns.columns().indexOf(columns.findField("dt"));
    try (CloseableIterable<FileScanTask> files = scan.planFiles()) {
      for (FileScanTask file : files) {
        try (CloseableIterator<RowData> rows = RowReader.live(table, file, columns)) {
          while (rows.hasNext()) {
            RowData row = rows.next();
            if (row.getInt(dt) == span.date().toEpochDay()
                && (span.isWholeDate() || in(span, row))) {
              consumer.accept(row);
            }
          }
        }
      }
    }
  }

  private static boolean in(Span span, RowData row) {
    long millis = row.getTimestamp(0, MICROSECONDS).getMillisecond();
    return millis >= span.from() && millis < span.to();
  }
}
