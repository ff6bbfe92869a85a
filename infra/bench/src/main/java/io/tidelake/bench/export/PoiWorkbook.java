package io.tidelake.bench.export;

import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.xssf.streaming.SXSSFCell;
import org.apache.poi.xssf.streaming.SXSSFRow;
import org.apache.poi.xssf.streaming.SXSSFSheet;
import org.apache.poi.xssf.streaming.SXSSFWorkbook;
import org.jspecify.annotations.Nullable;

/**
 * The peer of workbooks, a process of its own: reads events by the JDBC driver and writes them by
 * POI's streaming writer, with a window of 100 rows and all else as it comes.
 *
 * <pre>
 * PoiWorkbook JDBC_URL SQL_FILE WORKBOOK ZONE
 * </pre>
 */
final class PoiWorkbook {

  private static final int WINDOW = 100;
  private static final int MAX_ROWS = 1_048_576;
  private static final String TIMES = "_millis";

  private PoiWorkbook() {}

  public static void main(String[] arguments) throws Exception {
    String sql = Files.readString(Path.of(arguments[1]));
    ZoneId zone = ZoneId.of(arguments[3]);
    try (Connection connection = DriverManager.getConnection(arguments[0], "bench", null);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql);
        SXSSFWorkbook book = new SXSSFWorkbook(WINDOW);
        OutputStream out =
            new BufferedOutputStream(Files.newOutputStream(Path.of(arguments[2])), 1 << 16)) {
      write(rows, book, zone);
      book.write(out);
    }
  }

  private static void write(ResultSet rows, SXSSFWorkbook book, ZoneId zone) throws Exception {
    ResultSetMetaData columns = rows.getMetaData();
    int width = columns.getColumnCount();
    boolean[] isTime = new boolean[width];
    for (int i = 0; i < width; i++) {
      isTime[i] = columns.getColumnLabel(i + 1).endsWith(TIMES);
    }
    CellStyle time = book.createCellStyle();
    time.setDataFormat(book.createDataFormat().getFormat("yyyy-mm-dd hh:mm:ss.000"));
    @Nullable SXSSFSheet sheet = null;
    int line = 0;
    while (rows.next()) {
      if (sheet == null || line == MAX_ROWS) {
        sheet = book.createSheet();
        line = 0;
        SXSSFRow head = sheet.createRow(line++);
        for (int i = 0; i < width; i++) {
          head.createCell(i).setCellValue(columns.getColumnLabel(i + 1));
        }
      }
      SXSSFRow row = sheet.createRow(line++);
      for (int i = 0; i < width; i++) {
        set(row.createCell(i), rows.getObject(i + 1), isTime[i] ? time : null, zone);
      }
    }
  }

  private static void set(
      SXSSFCell cell, @Nullable Object value, @Nullable CellStyle time, ZoneId zone) {
    switch (value) {
      case Number number when time != null -> {
        cell.setCellValue(LocalDateTime.ofInstant(Instant.ofEpochMilli(number.longValue()), zone));
        cell.setCellStyle(time);
      }
      case Number number -> cell.setCellValue(number.doubleValue());
      case Boolean flag -> cell.setCellValue(flag);
      case null -> {}
      default -> cell.setCellValue(value.toString());
    }
  }
}
