package io.tidelake.query.export;

import com.sun.management.ThreadMXBean;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.ZipOutputStream;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.xssf.streaming.SXSSFRow;
import org.apache.poi.xssf.streaming.SXSSFSheet;
import org.apache.poi.xssf.streaming.SXSSFWorkbook;

/**
 * How fast rows become a workbook, beside POI's own streaming writer (window of 100 rows, its
 * default compression) on the same rows, one after the other. A program, not a test: {@code
 * WorkbookFigures ROWS RUNS}.
 */
final class WorkbookFigures {

  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private WorkbookFigures() {}

  private interface Writer {
    void write(OutputStream out, int rows) throws IOException;
  }

  public static void main(String[] arguments) throws IOException {
    int rows = Integer.parseInt(arguments[0]);
    int runs = Integer.parseInt(arguments[1]);
    for (int run = 0; run <= runs; run++) {
      // The first round warms up.
      run(run, "SheetRows", WorkbookFigures::own, run == 0 ? rows / 10 : rows);
      run(run, "SXSSF", WorkbookFigures::poi, run == 0 ? rows / 10 : rows);
    }
  }

  private static void run(int run, String name, Writer writer, int rows) throws IOException {
    Path file = Files.createTempFile("workbook", ".xlsx");
    try {
      System.gc();
      long start = System.nanoTime();
      long cpu = THREADS.getCurrentThreadCpuTime();
      long allocated = THREADS.getCurrentThreadAllocatedBytes();
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
        writer.write(out, rows);
      }
      System.out.printf(
          Locale.ROOT,
          "run %d: %-9s %,d rows in %.2f s, %.2f CPU-s, %,d bytes a row allocated, %,d bytes%n",
          run,
          name,
          rows,
          (System.nanoTime() - start) / 1e9,
          (THREADS.getCurrentThreadCpuTime() - cpu) / 1e9,
          (THREADS.getCurrentThreadAllocatedBytes() - allocated) / rows,
          Files.size(file));
    } finally {
      Files.delete(file);
    }
  }

  private static void own(OutputStream out, int rows) throws IOException {
    try (Workbook book = new Workbook(Locale.CHINESE);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setLevel(Deflater.BEST_SPEED);
      SheetRows sheet =
          new SheetRows(
              zip,
              new TimeText(ZONE),
              Locale.CHINESE,
              book.timeStyles(),
              book.smallSheets() + 1,
              SheetRows.MAX_ROWS);
      sheet.begin(Rows.COLUMNS);
      for (int i = 0; i < rows; i++) {
        sheet.text("用户 " + i);
        sheet.number(i);
        sheet.flag(i % 2 == 0);
        sheet.second(Rows.TIME + i * 1000L);
        sheet.millisecond(Rows.TIME + i);
        sheet.endRow();
      }
      sheet.finish(new Ending(rows, 1L));
      book.writeAround(zip, sheet.sheets(), "raw", List.of());
    }
  }

  private static void poi(OutputStream out, int rows) throws IOException {
    try (SXSSFWorkbook book = new SXSSFWorkbook(100)) {
      CellStyle seconds = book.createCellStyle();
      seconds.setDataFormat(book.createDataFormat().getFormat("yyyy-mm-dd hh:mm:ss"));
      CellStyle milliseconds = book.createCellStyle();
      milliseconds.setDataFormat(book.createDataFormat().getFormat("yyyy-mm-dd hh:mm:ss.000"));
      SXSSFSheet sheet = book.createSheet("raw");
      SXSSFRow head = sheet.createRow(0);
      for (int i = 0; i < Rows.COLUMNS.size(); i++) {
        head.createCell(i).setCellValue(Rows.COLUMNS.get(i).zh());
      }
      for (int i = 0; i < rows; i++) {
        SXSSFRow row = sheet.createRow(i + 1);
        row.createCell(0).setCellValue("用户 " + i);
        row.createCell(1).setCellValue(i);
        row.createCell(2).setCellValue(i % 2 == 0);
        time(row, 3, Rows.TIME + i * 1000L, seconds);
        time(row, 4, Rows.TIME + i, milliseconds);
      }
      book.write(out);
    }
  }

  private static void time(SXSSFRow row, int column, long millis, CellStyle style) {
    var cell = row.createCell(column);
    cell.setCellValue(LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZONE));
    cell.setCellStyle(style);
  }
}
