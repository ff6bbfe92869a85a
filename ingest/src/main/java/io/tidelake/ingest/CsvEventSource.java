package io.tidelake.ingest;

import static io.tidelake.schema.event.EventField.USER_ID;

import io.tidelake.schema.csv.CsvColumns;
import io.tidelake.schema.csv.CsvEventJson;
import io.tidelake.schema.csv.CsvLineParser;
import io.tidelake.schema.csv.LineReader;
import io.tidelake.schema.csv.MalformedLineException;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a CSV file, with or without a header, as events.
 *
 * <p>Values are sent as they stand, right or wrong. A line that is no CSV of the file's number of
 * columns is passed over, reported with its number and counted. Empty lines are no lines of the
 * log.
 */
final class CsvEventSource implements EventSource {

  /** More than this many broken lines are only counted. */
  static final int REPORTED_LINES = 20;

  private final Path file;
  private final EventTimeMode mode;
  private final boolean loop;
  private final Consumer<String> report;
  private final long size;
  private final CsvLineParser parser = new CsvLineParser();

  private LineReader lines;
  private @Nullable CsvColumns columns;
  private boolean sawEventInPass;
  private long positionInPass;

  // Written by the reading thread alone, read by the one that shows the progress.
  private volatile long position;
  private volatile long skipped;

  private CsvEventSource(
      Path file, EventTimeMode mode, boolean loop, Consumer<String> report, long size)
      throws IOException {
    this.file = file;
    this.mode = mode;
    this.loop = loop;
    this.report = report;
    this.size = size;
    this.lines = open(file);
  }

  /**
   * Opens a file.
   *
   * @param loop whether to begin again at the end; a file without any event ends all the same
   * @param report takes one line of text for each of the first broken lines
   * @throws ProduceException if the file cannot be read
   */
  static CsvEventSource open(Path file, EventTimeMode mode, boolean loop, Consumer<String> report)
      throws ProduceException {
    if (!Files.exists(file)) {
      throw new ProduceException("no such file: give the path of a CSV file");
    }
    if (Files.isDirectory(file)) {
      throw new ProduceException("this is a folder: give the path of a CSV file");
    }
    try {
      return new CsvEventSource(file, mode, loop, report, Files.size(file));
    } catch (IOException e) {
      throw new ProduceException("cannot be read: check that you may read it", e);
    }
  }

  @Override
  public boolean next(EventRecord target, long now) throws IOException {
    while (true) {
      if (!lines.next()) {
        if (!loop || !sawEventInPass) {
          return false;
        }
        rewind();
        continue;
      }
      position += lines.consumed() - positionInPass;
      positionInPass = lines.consumed();
      if (lines.length() == 0 && !lines.tooLong()) {
        continue;
      }
      try {
        if (readLine(target, now)) {
          sawEventInPass = true;
          return true;
        }
      } catch (MalformedLineException e) {
        skip(e.getMessage());
      }
    }
  }

  @Override
  public Unit unit() {
    return Unit.BYTES;
  }

  @Override
  public long total() {
    return loop ? ENDLESS : size;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public long skipped() {
    return skipped;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  /** Fills the target from the current line; false if the line is the header. */
  private boolean readLine(EventRecord target, long now)
      throws MalformedLineException, IOException {
    List<String> fields = parser.parse(lines);
    CsvColumns layout = columns;
    if (layout == null) {
      CsvColumns header = headerOf(fields);
      if (header != null) {
        columns = header;
        return false;
      }
      layout = CsvColumns.standard();
      columns = layout;
    }
    layout.requireWidth(fields);
    encode(fields, layout, target, now);
    return true;
  }

  private @Nullable CsvColumns headerOf(List<String> fields) throws IOException {
    try {
      return CsvColumns.ofHeader(fields);
    } catch (MalformedLineException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private void encode(List<String> fields, CsvColumns layout, EventRecord target, long now) {
    if (mode == EventTimeMode.NOW) {
      CsvEventJson.write(fields, layout, now, target.json());
    } else {
      CsvEventJson.write(fields, layout, target.json());
    }
    String user = layout.value(fields, USER_ID);
    if (user == null || user.isEmpty()) {
      target.noKey();
    } else {
      target.key(user);
    }
  }

  private void skip(String reason) {
    long count = skipped + 1;
    skipped = count;
    if (count <= REPORTED_LINES) {
      report.accept("%s:%d skipped: %s".formatted(file.getFileName(), lines.number(), reason));
      if (count == REPORTED_LINES) {
        report.accept("further broken lines are only counted");
      }
    }
  }

  private void rewind() throws IOException {
    lines.close();
    lines = open(file);
    columns = null;
    positionInPass = 0;
    sawEventInPass = false;
  }

  private static LineReader open(Path file) throws IOException {
    // Not a channel: those are closed by the interrupt that wakes a blocked sender.
    return new LineReader(new FileInputStream(file.toFile()));
  }
}
