package io.tidelake.query.export;

import io.tidelake.query.platform.BusinessTime;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.zip.Deflater;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * One export, from Trino to its target, on the thread that calls {@link #to}. Others may look at
 * how far it is and {@link #cancel} it.
 */
final class ExportRun {

  /** Rows between two looks at the clock. */
  private static final int STRIDE = 256;

  /** What was written goes on at least this often, however slowly the rows come. */
  private static final long FLUSH_NANOS = Duration.ofMillis(500).toNanos();

  private final ExportQuestion question;
  private final RowSources sources;
  private final BusinessTime times;
  private final boolean counted;

  private volatile @Nullable RowSource source;
  private volatile boolean cancelled;
  private volatile boolean left;
  private volatile long rows;

  /**
   * @param counted whether the progress shall be known, at the price of counting first
   */
  ExportRun(ExportQuestion question, RowSources sources, BusinessTime times, boolean counted) {
    this.question = question;
    this.sources = sources;
    this.times = times;
    this.counted = counted;
  }

  /** Rows written so far. */
  long rows() {
    return rows;
  }

  /** From 0 to 1; negative if it is not known. */
  double progress() {
    RowSource reading = source;
    return reading == null ? 0 : reading.progress();
  }

  /** The same as {@link #cancel}, since nobody waits for it any more. */
  void leave() {
    left = true;
    cancel();
  }

  /** Whether it was ended for want of a client. */
  boolean left() {
    return left;
  }

  /** Ends the export and its query, from any thread. */
  void cancel() {
    cancelled = true;
    RowSource reading = source;
    if (reading != null) {
      reading.cancel();
    }
  }

  /**
   * Writes all of it.
   *
   * @param beginAfter after so long without a first row the target is begun all the same
   * @throws IOException if the target can't be written to
   * @throws CancellationException after {@link #cancel}
   */
  ExportResult to(ExportTarget target, Duration beginAfter) throws IOException {
    return question.format() == Format.XLSX ? workbook(target) : rows(target, beginAfter);
  }

  private ExportResult rows(ExportTarget target, Duration beginAfter) throws IOException {
    try (RowSource read = open(question.raw())) {
      Map<String, Long> states = states(read);
      long written;
      try (Beginning beginning =
          new Beginning(
              () -> {
                OutputStream out = target.begin(states);
                RowWriter writer = writer(out);
                writer.begin(read.columns());
                writer.flush();
                return writer;
              },
              read::cancel,
              beginAfter)) {
        boolean more = first(read, beginning);
        RowWriter writer = beginning.now();
        written = copy(read, writer, more);
        writer.finish(new Ending(written, read.snapshot()));
      }
      ExportResult result = new ExportResult(written, states);
      target.end(result);
      return result;
    }
  }

  private static boolean first(RowSource read, Beginning beginning) throws IOException {
    try {
      return read.next();
    } catch (CancellationException e) {
      beginning.check();
      throw e;
    }
  }

  private ExportResult workbook(ExportTarget target) throws IOException {
    boolean raw = question.sheets().contains(Sheet.RAW);
    Map<String, Long> states = new TreeMap<>();
    try (Workbook book = new Workbook(question.language())) {
      addTotals(book, states);
      try (@Nullable RowSource read = raw ? open(true) : null) {
        // Waits for the first row, so that a failure until then has its own HTTP status.
        boolean more = read != null && read.next();
        if (read != null) {
          states.putAll(states(read));
        }
        OutputStream out = target.begin(states);
        ZipOutputStream zip = new ZipOutputStream(out);
        zip.setLevel(Deflater.BEST_SPEED);
        long written = 0;
        int sheets = 0;
        if (read != null) {
          SheetRows writer =
              new SheetRows(
                  zip,
                  new TimeText(times.zone()),
                  question.language(),
                  book.timeStyles(),
                  book.smallSheets() + 1,
                  SheetRows.MAX_ROWS);
          writer.begin(read.columns());
          written = copy(read, writer, more);
          writer.finish(new Ending(written, read.snapshot()));
          sheets = writer.sheets();
        }
        book.writeAround(
            zip, sheets, Sheet.RAW.title(question.language()), properties(written, states));
        zip.finish();
        zip.flush();
        ExportResult result = new ExportResult(written, states);
        target.end(result);
        return result;
      }
    }
  }

  private long copy(RowSource read, RowWriter writer, boolean first) throws IOException {
    long count = 0;
    long flushed = System.nanoTime();
    for (boolean more = first; more; more = read.next()) {
      read.writeTo(writer);
      writer.endRow();
      count++;
      if (count % STRIDE == 0) {
        rows = count;
        long now = System.nanoTime();
        if (now - flushed > FLUSH_NANOS) {
          writer.flush();
          flushed = now;
        }
      }
    }
    rows = count;
    return count;
  }

  private void addTotals(Workbook book, Map<String, Long> states) {
    List<Sheet> wanted =
        question.sheets().stream().filter(sheet -> sheet != Sheet.RAW).sorted().toList();
    if (wanted.isEmpty()) {
      return;
    }
    SheetTotals totals = sources.totals(question);
    Long snapshot = totals.snapshot();
    if (snapshot != null) {
      states.put(StatisticsRows.TABLE, snapshot);
    }
    for (Sheet sheet : wanted) {
      book.addTotals(sheet, SheetTotals.field(sheet), totals.of(sheet));
    }
  }

  private RowSource open(boolean raw) {
    RowSource opened = sources.rows(question, raw, counted);
    source = opened;
    if (cancelled) {
      opened.close();
      throw new CancellationException("the export was cancelled");
    }
    return opened;
  }

  private RowWriter writer(OutputStream out) {
    TimeText text = new TimeText(times.zone());
    return switch (question.format()) {
      case CSV -> new CsvRows(out, text, question.language(), question.countAtEnd());
      case NDJSON -> new JsonRows(out, text, JsonRows.Shape.LINES);
      case JSON ->
          new JsonRows(
              out, text, question.pretty() ? JsonRows.Shape.INDENTED_ARRAY : JsonRows.Shape.ARRAY);
      case XLSX -> throw new IllegalStateException("a workbook is more than rows");
    };
  }

  private static Map<String, Long> states(RowSource read) {
    Long snapshot = read.snapshot();
    return snapshot == null ? Map.of() : Map.of(read.table(), snapshot);
  }

  private List<Workbook.Property> properties(long written, Map<String, Long> states) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("rows", Long.toString(written));
    states.forEach((table, id) -> properties.put("snapshot " + table, Long.toString(id)));
    properties.put("zone", times.zone().getId());
    return properties.entrySet().stream()
        .map(entry -> new Workbook.Property(entry.getKey(), entry.getValue()))
        .toList();
  }
}
