package io.tidelake.query.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.zip.ZipOutputStream;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellType;
import org.apache.poi.ss.usermodel.DateUtil;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is read back with a reader that knows nothing of how it was written. */
class WorkbookTest {

  private interface Content {
    void write(SheetRows rows) throws IOException;
  }

  @Test
  void hasASheetWithAChartForEachDimension() throws IOException {
    try (XSSFWorkbook book = read(SheetRows.MAX_ROWS, rows -> {})) {
      assertThat(names(book)).containsExactly("行为统计", "年龄统计", "性别统计", "省份统计", "raw");
      for (int i = 0; i < 4; i++) {
        XSSFSheet sheet = book.getSheetAt(i);
        assertThat(sheet.getRow(0).getCell(1).getStringCellValue()).isEqualTo("total");
        assertThat(sheet.getDrawingPatriarch().getCharts()).hasSize(1);
        assertThat(sheet.getDrawingPatriarch().getCharts().getFirst().getChartSeries())
            .hasSize(1)
            .allSatisfy(plot -> assertThat(plot.getSeriesCount()).isEqualTo(1));
        // Without a colour of its own a chart shows nothing: there is no theme to give it one.
        assertThat(sheet.getDrawingPatriarch().getCharts().getFirst().getCTChart().xmlText())
            .contains("srgbClr");
      }
      assertThat(book.getSheetAt(0).getRow(1).getCell(0).getStringCellValue()).isEqualTo("点击");
      assertThat(book.getSheetAt(0).getRow(1).getCell(1).getNumericCellValue()).isEqualTo(8750);
      assertThat(book.getProperties().getCustomProperties().getProperty("rows").getLpwstr())
          .isEqualTo("7");
    }
  }

  @Test
  void keepsEveryKindOfCell() throws IOException {
    try (XSSFWorkbook book =
        read(
            SheetRows.MAX_ROWS,
            rows -> {
              Rows.row(rows, "北京 & <上海> 🦀", -9_007_199_254_740_991L);
              Rows.empty(rows);
              Rows.row(rows, "=1+1", 0);
            })) {
      XSSFSheet raw = book.getSheet("raw");
      assertThat(raw.getRow(0).getCell(4).getStringCellValue()).isEqualTo("时间");
      assertThat(raw.getRow(1).getCell(0).getStringCellValue()).isEqualTo("北京 & <上海> 🦀");
      assertThat(raw.getRow(1).getCell(1).getNumericCellValue()).isEqualTo(-9_007_199_254_740_991d);
      assertThat(raw.getRow(1).getCell(2).getBooleanCellValue()).isFalse();
      Cell window = raw.getRow(1).getCell(3);
      assertThat(DateUtil.isCellDateFormatted(window)).isTrue();
      assertThat(window.getLocalDateTimeCellValue()).hasToString("2026-08-29T00:00:01");
      // As near as a number of the spreadsheet comes: one second after midnight.
      assertThat(window.getNumericCellValue()).isEqualTo(46_263 + 1 / 86_400d);
      assertThat(raw.getRow(1).getCell(4).getLocalDateTimeCellValue())
          .hasToString("2026-08-29T00:00:01.500");
      assertThat(raw.getRow(2).getCell(0).getCellType()).isEqualTo(CellType.BLANK);
      assertThat(raw.getRow(3).getCell(0).getCellType()).isEqualTo(CellType.STRING);
      assertThat(raw.getRow(3).getCell(0).getStringCellValue()).isEqualTo("=1+1");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {" outer ", "two\nlines", "bell\u0007", "_x0041_", "tab\tin", "_x00", "\r", "_"})
  void keepsOddText(String text) throws IOException {
    try (XSSFWorkbook book = read(SheetRows.MAX_ROWS, rows -> Rows.row(rows, text, 1))) {
      assertThat(book.getSheet("raw").getRow(1).getCell(0).getStringCellValue()).isEqualTo(text);
    }
  }

  @Test
  void replacesWhatIsNoCharacterAndCutsWhatNoCellHolds() throws IOException {
    try (XSSFWorkbook book =
        read(
            SheetRows.MAX_ROWS,
            rows -> {
              Rows.row(rows, "half \uD83E", 1);
              Rows.row(rows, "x".repeat(40_000), 1);
            })) {
      XSSFSheet raw = book.getSheet("raw");
      assertThat(raw.getRow(1).getCell(0).getStringCellValue()).isEqualTo("half \uFFFD");
      assertThat(raw.getRow(2).getCell(0).getStringCellValue()).hasSize(SheetRows.MAX_TEXT);
    }
  }

  @Test
  void cutsALabelThatIsLongerThanACell() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out);
        Workbook workbook = new Workbook(Locale.ENGLISH)) {
      workbook.addTotals(
          Sheet.PROVINCE,
          "province",
          List.of(
              new Workbook.Total("x".repeat(200_000), 2),
              new Workbook.Total("x".repeat(SheetRows.MAX_TEXT - 1) + "\uD83E\uDD80", 1)));
      workbook.writeAround(zip, 0, null, List.of());
    }

    try (XSSFWorkbook book = new XSSFWorkbook(new ByteArrayInputStream(out.toByteArray()))) {
      XSSFSheet sheet = book.getSheetAt(0);
      assertThat(sheet.getRow(1).getCell(0).getStringCellValue())
          .isEqualTo("x".repeat(SheetRows.MAX_TEXT));
      assertThat(sheet.getRow(2).getCell(0).getStringCellValue())
          .as("no half of a character")
          .isEqualTo("x".repeat(SheetRows.MAX_TEXT - 1));
      assertThat(sheet.getRow(2).getCell(1).getNumericCellValue()).isEqualTo(1);
    }
  }

  @Test
  void writesTimesThatNoSpreadsheetKnowsAsText() throws IOException {
    try (XSSFWorkbook book =
        read(
            SheetRows.MAX_ROWS,
            rows -> {
              rows.second(-2_300_000_000_000L);
              rows.endRow();
            })) {
      assertThat(book.getSheet("raw").getRow(1).getCell(0).getStringCellValue())
          .startsWith("1897-02-");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 9, 10, 18, 19})
  void goesOnInFurtherSheets(int count) throws IOException {
    try (XSSFWorkbook book =
        read(
            10,
            rows -> {
              for (int i = 0; i < count; i++) {
                Rows.row(rows, "row " + i, i);
              }
            })) {
      int sheets = Math.max(1, (count + 8) / 9);
      assertThat(names(book).subList(4, 4 + sheets))
          .isEqualTo(
              IntStream.rangeClosed(1, sheets).mapToObj(i -> i == 1 ? "raw" : "raw " + i).toList());
      int read = 0;
      for (int sheet = 4; sheet < 4 + sheets; sheet++) {
        XSSFSheet page = book.getSheetAt(sheet);
        assertThat(page.getRow(0).getCell(0).getStringCellValue()).isEqualTo("名称");
        assertThat(page.getLastRowNum()).isLessThan(10);
        for (int row = 1; row <= page.getLastRowNum(); row++) {
          assertThat(page.getRow(row).getCell(0).getStringCellValue()).isEqualTo("row " + read++);
        }
      }
      assertThat(read).isEqualTo(count);
    }
  }

  @Test
  void opensWithoutAnyRow() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out);
        Workbook workbook = new Workbook(Locale.ENGLISH)) {
      workbook.addTotals(Sheet.GENDER, "gender", List.of());
      workbook.writeAround(zip, 0, null, List.of());
    }

    try (XSSFWorkbook book = new XSSFWorkbook(new ByteArrayInputStream(out.toByteArray()))) {
      assertThat(names(book)).containsExactly("Genders");
    }
  }

  private static XSSFWorkbook read(int maxRows, Content content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out);
        Workbook workbook = new Workbook(Locale.CHINESE)) {
      List<Workbook.Total> totals =
          List.of(new Workbook.Total("点击", 8750), new Workbook.Total("购买", 672));
      workbook.addTotals(Sheet.ACTION, "action_type", totals);
      workbook.addTotals(Sheet.AGE, "age_range", totals);
      workbook.addTotals(Sheet.GENDER, "gender", totals);
      workbook.addTotals(Sheet.PROVINCE, "province", totals);
      SheetRows rows =
          new SheetRows(
              zip,
              Rows.times(),
              Locale.CHINESE,
              workbook.timeStyles(),
              workbook.smallSheets() + 1,
              maxRows);
      rows.begin(Rows.COLUMNS);
      content.write(rows);
      rows.finish(new Ending(7, 1L));
      workbook.writeAround(zip, rows.sheets(), "raw", List.of(new Workbook.Property("rows", "7")));
    }
    return new XSSFWorkbook(new ByteArrayInputStream(out.toByteArray()));
  }

  private static List<String> names(XSSFWorkbook book) {
    return IntStream.range(0, book.getNumberOfSheets()).mapToObj(book::getSheetName).toList();
  }
}
