package io.tidelake.query.export;

import static io.tidelake.query.export.XmlBytes.markup;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows as sheets of a workbook, written straight into its zip: as many sheets as the rows need,
 * each with the headers. What makes the sheets a workbook is added by {@link Workbook}.
 *
 * <p>Times are real times of the spreadsheet. Text stands in its cell; a table of shared strings
 * would have to be held until the end. Text is never run as a formula, so it is not escaped.
 */
final class SheetRows implements RowWriter {

  /** Rows of a sheet, the headers counted. */
  static final int MAX_ROWS = 1_048_576;

  /** Spreadsheets cut or refuse longer text. */
  static final int MAX_TEXT = 32_767;

  /** Beyond 4 GiB a part of a zip that is written as it comes is not read by every spreadsheet. */
  private static final long MAX_SHEET_BYTES = 3L << 30;

  private static final int WIDTH = 18;
  private static final long DAY = 86_400_000L;

  /** Days from the zero of spreadsheets to that of Unix. */
  private static final long EPOCH_DAY = 25_569;

  /** 1 March 1900: before it, spreadsheets believe in a 29 February. */
  private static final long FIRST_TRUE_DAY = 61;

  private static final byte[] SHEET_START =
      markup(
          "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
              + "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
              + "<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\""
              + " activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>"
              + "<sheetFormatPr defaultRowHeight=\"15\"/>");
  private static final byte[] DATA_START = markup("<sheetData>");
  private static final byte[] SHEET_END = markup("</sheetData></worksheet>");
  private static final byte[] ROW_START = markup("<row>");
  private static final byte[] ROW_END = markup("</row>");
  private static final byte[] TEXT_START =
      markup("<c t=\"inlineStr\"><is><t xml:space=\"preserve\">");
  private static final byte[] PLAIN_TEXT_START = markup("<c t=\"inlineStr\"><is><t>");
  private static final byte[] TEXT_END = markup("</t></is></c>");
  private static final byte[] NUMBER_START = markup("<c><v>");
  private static final byte[] NUMBER_END = markup("</v></c>");
  private static final byte[] TRUE = markup("<c t=\"b\"><v>1</v></c>");
  private static final byte[] FALSE = markup("<c t=\"b\"><v>0</v></c>");
  private static final byte[] NOTHING = markup("<c/>");
  private static final byte[] POINT = markup(".");

  private final ZipOutputStream zip;
  private final XmlBytes xml;
  private final TimeText times;
  private final Locale language;
  private final int firstSheet;
  private final int maxRows;
  private final byte[] secondStart;
  private final byte[] millisecondStart;

  private List<Column> columns = List.of();
  private int sheets;
  private int rowsInSheet;
  private long sheetStart;
  private boolean inRow;

  /**
   * @param firstSheet the number of the first sheet in the workbook, from 1
   * @param maxRows of a sheet, the headers counted
   */
  SheetRows(
      ZipOutputStream zip,
      TimeText times,
      Locale language,
      TimeStyles styles,
      int firstSheet,
      int maxRows) {
    this.zip = zip;
    this.xml = new XmlBytes(zip);
    this.times = times;
    this.language = language;
    this.firstSheet = firstSheet;
    this.maxRows = maxRows;
    this.secondStart = markup("<c s=\"" + styles.second() + "\"><v>");
    this.millisecondStart = markup("<c s=\"" + styles.millisecond() + "\"><v>");
  }

  /** The cell formats of times, by their place in the workbook's styles. */
  record TimeStyles(int second, int millisecond) {}

  /** The part of the workbook that holds a sheet. */
  static String part(int sheet) {
    return "xl/worksheets/sheet" + sheet + ".xml";
  }

  /** Sheets begun so far. */
  int sheets() {
    return sheets;
  }

  @Override
  public void begin(List<Column> columns) throws IOException {
    this.columns = columns;
    beginSheet();
  }

  @Override
  public void text(@Nullable String value) throws IOException {
    beginCell();
    if (value == null || value.isEmpty()) {
      xml.raw(NOTHING);
      return;
    }
    xml.raw(hasOuterSpace(value) ? TEXT_START : PLAIN_TEXT_START);
    xml.text(value, MAX_TEXT);
    xml.raw(TEXT_END);
  }

  @Override
  public void number(long value) throws IOException {
    beginCell();
    xml.raw(NUMBER_START);
    xml.number(value);
    xml.raw(NUMBER_END);
  }

  @Override
  public void flag(boolean value) throws IOException {
    beginCell();
    xml.raw(value ? TRUE : FALSE);
  }

  @Override
  public void second(long epochMillis) throws IOException {
    time(Math.floorDiv(epochMillis, 1000) * 1000, secondStart, false);
  }

  @Override
  public void millisecond(long epochMillis) throws IOException {
    time(epochMillis, millisecondStart, true);
  }

  @Override
  public void nothing() throws IOException {
    beginCell();
    xml.raw(NOTHING);
  }

  @Override
  public void endRow() throws IOException {
    xml.raw(ROW_END);
    inRow = false;
    rowsInSheet++;
  }

  @Override
  public void flush() throws IOException {
    xml.flush();
    zip.flush();
  }

  /** The count stands in the properties of the workbook; a truncated zip can't be opened anyway. */
  @Override
  public void finish(Ending ending) throws IOException {
    endSheet();
  }

  private void time(long epochMillis, byte[] start, boolean milliseconds) throws IOException {
    long local = epochMillis + times.offsetMillis(epochMillis);
    long day = Math.floorDiv(local, DAY) + EPOCH_DAY;
    if (day < FIRST_TRUE_DAY) {
      text(milliseconds ? times.milliseconds(epochMillis) : times.seconds(epochMillis));
      return;
    }
    beginCell();
    xml.raw(start);
    // The fraction of the day, to as many decimals as a spreadsheet's number has: with fewer, one
    // that cuts instead of rounding shows the second before.
    long fraction = (Math.floorMod(local, DAY) * 10_000_000 + 432) / 864;
    xml.number(day);
    xml.raw(POINT);
    for (long place = 100_000_000_000L; place > 0; place /= 10) {
      xml.number(fraction / place % 10);
    }
    xml.raw(NUMBER_END);
  }

  private void beginCell() throws IOException {
    if (inRow) {
      return;
    }
    if (rowsInSheet >= maxRows || xml.written() - sheetStart > MAX_SHEET_BYTES) {
      endSheet();
      beginSheet();
    }
    xml.raw(ROW_START);
    inRow = true;
  }

  private void beginSheet() throws IOException {
    zip.putNextEntry(new ZipEntry(part(firstSheet + sheets)));
    sheets++;
    rowsInSheet = 0;
    sheetStart = xml.written();
    xml.raw(SHEET_START);
    xml.raw(
        markup(
            "<cols><col min=\"1\" max=\""
                + columns.size()
                + "\" width=\""
                + WIDTH
                + "\" customWidth=\"1\"/></cols>"));
    xml.raw(DATA_START);
    for (Column column : columns) {
      text(column.header(language));
    }
    endRow();
  }

  private void endSheet() throws IOException {
    xml.raw(SHEET_END);
    xml.flush();
    zip.closeEntry();
  }

  private static boolean hasOuterSpace(String text) {
    return text.charAt(0) <= ' '
        || text.charAt(text.length() - 1) <= ' '
        || text.indexOf('\n') >= 0;
  }
}
