package io.tidelake.query.export;

import io.tidelake.query.export.SheetRows.TimeStyles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.ss.usermodel.Font;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.xddf.usermodel.XDDFColor;
import org.apache.poi.xddf.usermodel.XDDFSolidFillProperties;
import org.apache.poi.xddf.usermodel.chart.AxisCrossBetween;
import org.apache.poi.xddf.usermodel.chart.AxisCrosses;
import org.apache.poi.xddf.usermodel.chart.AxisOrientation;
import org.apache.poi.xddf.usermodel.chart.AxisPosition;
import org.apache.poi.xddf.usermodel.chart.BarDirection;
import org.apache.poi.xddf.usermodel.chart.ChartTypes;
import org.apache.poi.xddf.usermodel.chart.LegendPosition;
import org.apache.poi.xddf.usermodel.chart.XDDFBarChartData;
import org.apache.poi.xddf.usermodel.chart.XDDFCategoryAxis;
import org.apache.poi.xddf.usermodel.chart.XDDFChartData;
import org.apache.poi.xddf.usermodel.chart.XDDFDataSource;
import org.apache.poi.xddf.usermodel.chart.XDDFDataSourcesFactory;
import org.apache.poi.xddf.usermodel.chart.XDDFNumericalDataSource;
import org.apache.poi.xddf.usermodel.chart.XDDFValueAxis;
import org.apache.poi.xssf.usermodel.XSSFChart;
import org.apache.poi.xssf.usermodel.XSSFDrawing;
import org.apache.poi.xssf.usermodel.XSSFRow;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.jspecify.annotations.Nullable;

/**
 * The workbook around its sheets: the small ones with their charts are made here, in memory; the
 * many rows of {@link SheetRows} are already in the zip when this is written. A zip may hold its
 * parts in any order, so neither has to wait for the other:
 *
 * <pre>
 * ZipOutputStream: sheet5.xml, sheet6.xml, … (rows, as they come) │ sheet1.xml … sheet4.xml,
 * charts, styles, workbook.xml, [Content_Types].xml (from this class, which then knows how many)
 * </pre>
 */
final class Workbook implements Closeable {

  /** A value of a dimension and its events. */
  record Total(String label, long events) {}

  private static final int CHARTED = 20;

  /** Red, green, blue. */
  private static final List<byte[]> SLICES =
      List.of(
          new byte[] {0x2F, 0x6F, (byte) 0xDE},
          new byte[] {(byte) 0xF2, (byte) 0x8E, 0x2C},
          new byte[] {(byte) 0x8A, (byte) 0x93, (byte) 0xA0});

  private final XSSFWorkbook book = new XSSFWorkbook();
  private final Locale language;
  private final CellStyle bold;
  private final TimeStyles timeStyles;
  private int smallSheets;

  Workbook(Locale language) {
    this.language = language;
    this.bold = book.createCellStyle();
    Font font = book.createFont();
    font.setBold(true);
    bold.setFont(font);
    this.timeStyles =
        new TimeStyles(timeStyle("yyyy-mm-dd hh:mm:ss"), timeStyle("yyyy-mm-dd hh:mm:ss.000"));
  }

  TimeStyles timeStyles() {
    return timeStyles;
  }

  /** Sheets with charts so far; those of rows come after them. */
  int smallSheets() {
    return smallSheets;
  }

  /** A sheet with two columns, headed as in the original, and a chart of its first rows. */
  void addTotals(Sheet sheet, String field, List<Total> totals) {
    XSSFSheet page = book.createSheet(sheet.title(language));
    smallSheets++;
    page.setColumnWidth(0, 20 * 256);
    page.setColumnWidth(1, 16 * 256);
    page.createFreezePane(0, 1);
    header(page, field, "total");
    for (Total total : totals) {
      XSSFRow row = page.createRow(page.getLastRowNum() + 1);
      row.createCell(0).setCellValue(cut(total.label()));
      row.createCell(1).setCellValue(total.events());
    }
    chart(page, sheet, Math.max(1, Math.min(CHARTED, totals.size())));
  }

  /** A province is what the event says, of any length; a cell is not. */
  private static String cut(String label) {
    if (label.length() <= SheetRows.MAX_TEXT) {
      return label;
    }
    int end = SheetRows.MAX_TEXT;
    return label.substring(0, Character.isHighSurrogate(label.charAt(end - 1)) ? end - 1 : end);
  }

  /**
   * Adds everything but the rows to the zip.
   *
   * @param rowSheets sheets of rows that are in the zip
   * @param rowSheet what they are called; the second has a 2 after it, and so on
   */
  void writeAround(
      ZipOutputStream zip, int rowSheets, @Nullable String rowSheet, List<Property> properties)
      throws IOException {
    for (int i = 1; i <= rowSheets; i++) {
      book.createSheet(i == 1 ? rowSheet : rowSheet + " " + i);
    }
    for (Property property : properties) {
      book.getProperties().getCustomProperties().addProperty(property.name(), property.value());
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    book.write(bytes);
    try (ZipInputStream parts = new ZipInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      for (ZipEntry part = parts.getNextEntry(); part != null; part = parts.getNextEntry()) {
        if (!isRowSheet(part.getName(), rowSheets)) {
          zip.putNextEntry(new ZipEntry(part.getName()));
          parts.transferTo(zip);
          zip.closeEntry();
        }
      }
    }
  }

  /** Something that the file says of itself. */
  record Property(String name, String value) {}

  @Override
  public void close() throws IOException {
    book.close();
  }

  private boolean isRowSheet(String part, int rowSheets) {
    for (int i = 1; i <= rowSheets; i++) {
      if (part.equals(SheetRows.part(smallSheets + i))) {
        return true;
      }
    }
    return false;
  }

  private int timeStyle(String format) {
    CellStyle style = book.createCellStyle();
    style.setDataFormat(book.createDataFormat().getFormat(format));
    return style.getIndex();
  }

  private void header(XSSFSheet page, String... titles) {
    XSSFRow row = page.createRow(0);
    for (String title : titles) {
      var cell = row.createCell(row.getPhysicalNumberOfCells());
      cell.setCellValue(title);
      cell.setCellStyle(bold);
    }
  }

  private void chart(XSSFSheet page, Sheet sheet, int rows) {
    XSSFDrawing drawing = page.createDrawingPatriarch();
    XSSFChart chart = drawing.createChart(drawing.createAnchor(0, 0, 0, 0, 3, 1, 14, 24));
    chart.setTitleText(sheet.title(language));
    chart.setTitleOverlay(false);
    XDDFDataSource<String> labels =
        XDDFDataSourcesFactory.fromStringCellRange(page, new CellRangeAddress(1, rows, 0, 0));
    XDDFNumericalDataSource<Double> events =
        XDDFDataSourcesFactory.fromNumericCellRange(page, new CellRangeAddress(1, rows, 1, 1));
    XDDFChartData data =
        switch (sheet) {
          case GENDER -> {
            chart.getOrAddLegend().setPosition(LegendPosition.RIGHT);
            XDDFChartData pie = chart.createData(ChartTypes.PIE, null, null);
            pie.setVaryColors(true);
            yield pie;
          }
          case ACTION, AGE -> bars(chart, BarDirection.COL);
          case PROVINCE, RAW -> bars(chart, BarDirection.BAR);
        };
    XDDFChartData.Series series = data.addSeries(labels, events);
    series.setTitle("total", null);
    // A workbook without a theme gives its charts no colours.
    if (sheet == Sheet.GENDER) {
      for (int slice = 0; slice < rows; slice++) {
        series.getDataPoint(slice).setFillProperties(fill(SLICES.get(slice % SLICES.size())));
      }
    } else {
      series.setFillProperties(fill(SLICES.getFirst()));
    }
    chart.plot(data);
  }

  private static XDDFSolidFillProperties fill(byte[] colour) {
    return new XDDFSolidFillProperties(XDDFColor.from(colour));
  }

  private static XDDFChartData bars(XSSFChart chart, BarDirection direction) {
    boolean upright = direction == BarDirection.COL;
    XDDFCategoryAxis names =
        chart.createCategoryAxis(upright ? AxisPosition.BOTTOM : AxisPosition.LEFT);
    XDDFValueAxis values = chart.createValueAxis(upright ? AxisPosition.LEFT : AxisPosition.BOTTOM);
    values.setCrosses(AxisCrosses.AUTO_ZERO);
    values.setCrossBetween(AxisCrossBetween.BETWEEN);
    if (!upright) {
      // The first row of the sheet on top.
      names.setOrientation(AxisOrientation.MAX_MIN);
    }
    XDDFBarChartData data = (XDDFBarChartData) chart.createData(ChartTypes.BAR, names, values);
    data.setBarDirection(direction);
    data.setVaryColors(false);
    return data;
  }
}
