package io.tidelake.streaming.sink;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.Encoding;
import org.apache.iceberg.shaded.org.apache.parquet.column.page.PageWriter;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;
import org.apache.iceberg.shaded.org.apache.parquet.schema.PrimitiveType;

/**
 * A column of an {@link EventFile}: the values of one page at a time, encoded as a whole when the
 * page is full. Pages are those of Parquet's version 1, with plain values or with ids of a
 * dictionary.
 *
 * <p>It holds {@value #MAX_ROWS} rows or {@value #MAX_BYTES} bytes at most, and a value more; its
 * arrays begin small and grow with what is written.
 */
abstract class EventColumn {

  static final int MAX_ROWS = 20_000;
  static final int MAX_BYTES = 128 << 10;

  private static final byte[] NO_BITS = {};

  private final ColumnDescriptor descriptor;
  private final PrimitiveType type;
  private final boolean optional;
  private final PageBytes page;
  private PageWriter pages;
  private int rows;
  private int absent;

  /** Which rows have a value; all 0 unless some have and some have not. */
  private byte[] presence = NO_BITS;

  /**
   * @param page is put together here; shared by columns that are written in turn
   */
  EventColumn(ColumnDescriptor column, PageBytes page) {
    descriptor = column;
    type = column.getPrimitiveType();
    optional = column.getMaxDefinitionLevel() > 0;
    this.page = page;
  }

  final ColumnDescriptor descriptor() {
    return descriptor;
  }

  final PrimitiveType type() {
    return type;
  }

  /** Begins a row group. */
  void begin(PageWriter pages) {
    this.pages = pages;
  }

  /** Ends a row group. */
  void end() throws IOException {
    endPage();
  }

  final PageWriter pages() {
    return pages;
  }

  /** Bytes held, compressed and not. */
  final long heldBytes() {
    return pages.getMemSize() + pageBytes();
  }

  /** Writes that the row has no value. */
  final void writeNull() throws IOException {
    if (absent == 0 && rows > 0) {
      reservePresence();
      Arrays.fill(presence, 0, rows >> 3, (byte) 0xff);
      presence[rows >> 3] = (byte) ((1 << (rows & 7)) - 1);
    }
    absent++;
    endRow();
  }

  /** Counts a row that has a value, which was added to the page. */
  final void endValue() throws IOException {
    if (absent > 0) {
      reservePresence();
      presence[rows >> 3] |= (byte) (1 << (rows & 7));
    }
    endRow();
  }

  private void endRow() throws IOException {
    if (++rows == MAX_ROWS) {
      endPage();
    }
  }

  private void reservePresence() {
    if (presence.length <= rows >> 3) {
      presence = Arrays.copyOf(presence, Math.max((rows >> 3) + 1, 2 * presence.length));
    }
  }

  final void endPage() throws IOException {
    if (rows == 0) {
      return;
    }
    page.clear();
    if (optional) {
      addLevels();
    }
    Encoding encoding = encode(page);
    Statistics<?> statistics = statistics(rows - absent);
    statistics.incrementNumNulls(absent);
    Encoding levels = optional ? Encoding.RLE : Encoding.BIT_PACKED;
    pages.writePage(
        page.input(),
        rows,
        rows,
        statistics,
        new SizeStatistics(type, textBytes(), List.of(), List.of()),
        null,
        Encoding.BIT_PACKED,
        levels,
        encoding);
    rows = 0;
    absent = 0;
    clearPage();
  }

  private void addLevels() {
    int start = page.size();
    page.addInt(0);
    if (absent == 0) {
      HybridRuns.repeat(1, rows, 1, page);
    } else if (absent == rows) {
      HybridRuns.repeat(0, rows, 1, page);
    } else {
      reservePresence();
      HybridRuns.packed(presence, rows, page);
      Arrays.fill(presence, (byte) 0);
    }
    page.setInt(start, page.size() - start - Integer.BYTES);
  }

  /** Bytes of the values that are in the page so far. */
  abstract int pageBytes();

  /** Adds the values of the page. */
  abstract Encoding encode(PageBytes page) throws IOException;

  /**
   * Of the page, without the rows that have no value.
   *
   * @param values how many there are
   */
  abstract Statistics<?> statistics(int values);

  /** What the texts of the page take without their lengths; 0 of other columns. */
  long textBytes() {
    return 0;
  }

  /** Forgets the values of the page. */
  abstract void clearPage();
}
