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
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jspecify.annotations.Nullable;

/**
 * Another peer of workbooks, a process of its own: reads events by the JDBC driver and writes them
 * by fastexcel, flushing every 100 rows, with texts in the cells instead of a table of them.
 *
 * <pre>
 * FastWorkbook JDBC_URL SQL_FILE WORKBOOK ZONE
 * </pre>
 */
final class FastWorkbook {

  private static final int WINDOW = 100;
  private static final int MAX_ROWS = 1_048_576;
  private static final String TIMES = "_millis";
  private static final String FORMAT = "yyyy-mm-dd hh:mm:ss.000";

  private FastWorkbook() {}

  public static void main(String[] arguments) throws Exception {
    String sql = Files.readString(Path.of(arguments[1]));
    ZoneId zone = ZoneId.of(arguments[3]);
    try (Connection connection = DriverManager.getConnection(arguments[0], "bench", null);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql);
        OutputStream out =
            new BufferedOutputStream(Files.newOutputStream(Path.of(arguments[2])), 1 << 16);
        Workbook book = new Workbook(out, "bench", "1.0")) {
      write(rows, book, zone);
    }
  }

  private static void write(ResultSet rows, Workbook book, ZoneId zone) throws Exception {
    ResultSetMetaData columns = rows.getMetaData();
    int width = columns.getColumnCount();
    boolean[] isTime = new boolean[width];
    for (int i = 0; i < width; i++) {
      isTime[i] = columns.getColumnLabel(i + 1).endsWith(TIMES);
    }
    @Nullable Worksheet sheet = null;
    int sheets = 0;
    int line = 0;
    while (rows.next()) {
      if (sheet == null || line == MAX_ROWS) {
        if (sheet != null) {
          sheet.finish();
        }
        sheet = book.newWorksheet("Sheet" + sheets++);
        line = 0;
        for (int i = 0; i < width; i++) {
          sheet.inlineString(line, i, columns.getColumnLabel(i + 1));
        }
        line++;
      }
      for (int i = 0; i < width; i++) {
        set(sheet, line, i, rows.getObject(i + 1), isTime[i], zone);
      }
      line++;
      if (line % WINDOW == 0) {
        sheet.flush();
      }
    }
    if (sheet != null) {
      sheet.finish();
    }
  }

  private static void set(
      Worksheet sheet, int row, int column, @Nullable Object value, boolean time, ZoneId zone) {
    switch (value) {
      case Number number when time -> {
        sheet.value(
            row, column, LocalDateTime.ofInstant(Instant.ofEpochMilli(number.longValue()), zone));
        sheet.style(row, column).format(FORMAT).set();
      }
      case Number number -> sheet.value(row, column, number);
      case Boolean flag -> sheet.value(row, column, flag);
      case null -> {}
      default -> sheet.inlineString(row, column, value.toString());
    }
  }
}
