package io.tidelake.query.export;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.CsvWriter.CsvWriterRecord;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategy;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Rows as CSV: UTF-8 with a byte order mark, so that spreadsheets read it as such; comma, double
 * quotes where needed, line feed.
 *
 * <p>Text that a spreadsheet would run as a formula is preceded by an apostrophe. If asked for, the
 * last line is a comment with the number of rows: {@code # rows=1500 snapshot=4711}. Text with the
 * sign of comments is quoted, so that readers that leave comments out leave out nothing else.
 */
final class CsvRows implements RowWriter {

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final int BUFFER = 1 << 15;
  private static final char COMMENT = '#';

  private static final QuoteStrategy WHERE_NEEDED =
      new QuoteStrategy() {
        @Override
        public boolean quoteValue(int line, int field, String value) {
          return value.indexOf(COMMENT) >= 0;
        }
      };

  private final OutputStream out;
  private final CsvWriter csv;
  private final TimeText times;
  private final Locale language;
  private final boolean countAtEnd;
  private @Nullable CsvWriterRecord row;

  CsvRows(OutputStream out, TimeText times, Locale language, boolean countAtEnd) {
    this.out = out;
    this.times = times;
    this.language = language;
    this.countAtEnd = countAtEnd;
    this.csv =
        CsvWriter.builder()
            .commentCharacter(COMMENT)
            .quoteStrategy(WHERE_NEEDED)
            .lineDelimiter(LineDelimiter.LF)
            .bufferSize(BUFFER)
            .build(out, StandardCharsets.UTF_8);
  }

  @Override
  public void begin(List<Column> columns) throws IOException {
    out.write(BYTE_ORDER_MARK);
    for (Column column : columns) {
      text(column.header(language));
    }
    endRow();
  }

  @Override
  public void text(@Nullable String value) throws IOException {
    cell(value != null && isFormula(value) ? "'" + value : value);
  }

  @Override
  public void number(long value) throws IOException {
    cell(Long.toString(value));
  }

  @Override
  public void flag(boolean value) throws IOException {
    cell(Boolean.toString(value));
  }

  @Override
  public void second(long epochMillis) throws IOException {
    cell(times.seconds(epochMillis));
  }

  @Override
  public void millisecond(long epochMillis) throws IOException {
    cell(times.milliseconds(epochMillis));
  }

  @Override
  public void nothing() throws IOException {
    cell(null);
  }

  @Override
  public void endRow() throws IOException {
    if (row == null) {
      throw new IllegalStateException("a row without cells");
    }
    try {
      row.endRecord();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    row = null;
  }

  @Override
  public void flush() throws IOException {
    csv.flush();
  }

  @Override
  public void finish(Ending ending) throws IOException {
    if (countAtEnd) {
      Long snapshot = ending.snapshot();
      try {
        csv.writeComment(
            " rows=" + ending.rows() + (snapshot == null ? "" : " snapshot=" + snapshot));
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
    csv.flush();
  }

  /** Whether a spreadsheet may take the text for a formula; also in full width, as some do. */
  static boolean isFormula(String text) {
    if (text.isEmpty()) {
      return false;
    }
    return switch (text.charAt(0)) {
      case '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠' -> true;
      default -> false;
    };
  }

  private void cell(@Nullable String value) throws IOException {
    try {
      CsvWriterRecord current = row;
      if (current == null) {
        current = csv.writeRecord();
        row = current;
      }
      current.writeField(value);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
