package io.tidelake.streaming.source;

import io.tidelake.schema.csv.CsvColumns;
import io.tidelake.schema.csv.CsvLineParser;
import io.tidelake.schema.csv.LineReader;
import io.tidelake.schema.csv.MalformedLineException;
import io.tidelake.schema.event.EventField;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file that was read once from end to end: what it is, and where its lines begin, so that
 * several readers can begin in the middle and still know the numbers of their lines.
 */
public final class CsvFile {

  /** Every so many lines a reader may begin. */
  public static final int STEP = 1 << 18;

  private static final int BUFFER_BYTES = 1 << 20;

  private final Path path;
  private final String digest;
  private final long size;
  private final FileTime modified;
  private final long lines;
  private final boolean wholeLines;
  private final long[] offsets;
  private final CsvColumns columns;
  private final long headerLine;

  private CsvFile(
      Path path,
      String digest,
      long size,
      FileTime modified,
      long lines,
      boolean wholeLines,
      long[] offsets,
      CsvColumns columns,
      long headerLine) {
    this.path = path;
    this.digest = digest;
    this.size = size;
    this.modified = modified;
    this.lines = lines;
    this.wholeLines = wholeLines;
    this.offsets = offsets;
    this.columns = columns;
    this.headerLine = headerLine;
  }

  /**
   * Reads the file.
   *
   * @param read told how many more bytes were read
   * @throws IOException if it cannot be read, or its header lacks a column; the message says so
   */
  public static CsvFile scan(Path path, LongConsumer read) throws IOException {
    FileTime modified = Files.getLastModifiedTime(path);
    MessageDigest digest = sha256();
    long[] offsets = new long[16];
    int steps = 1;
    long newlines = 0;
    long position = 0;
    byte last = '\n';
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = new FileInputStream(path.toFile())) {
      int length;
      while ((length = in.read(buffer)) > 0) {
        digest.update(buffer, 0, length);
        for (int i = 0; i < length; i++) {
          if (buffer[i] == '\n' && ++newlines % STEP == 0) {
            if (steps == offsets.length) {
              offsets = Arrays.copyOf(offsets, 2 * steps);
            }
            offsets[steps++] = position + i + 1;
          }
        }
        position += length;
        last = buffer[length - 1];
        read.accept(length);
      }
    }
    Layout layout = layout(path);
    return new CsvFile(
        path,
        HexFormat.of().formatHex(digest.digest()),
        position,
        modified,
        newlines + (last == '\n' ? 0 : 1),
        last == '\n',
        Arrays.copyOf(offsets, steps),
        layout.columns(),
        layout.headerLine());
  }

  private record Layout(CsvColumns columns, long headerLine) {}

  /** The first line that is CSV at all is the header or shows that there is none. */
  private static Layout layout(Path path) throws IOException {
    CsvLineParser parser = new CsvLineParser();
    try (LineReader lines = new LineReader(new FileInputStream(path.toFile()))) {
      while (lines.next()) {
        if (lines.length() > 0 || lines.tooLong()) {
          try {
            @Nullable CsvColumns header = header(parser, lines);
            return header == null
                ? new Layout(CsvColumns.standard(), 0)
                : new Layout(header, lines.number());
          } catch (MalformedLineException e) {
            // The next one may tell.
          }
        }
      }
    }
    return new Layout(CsvColumns.standard(), 0);
  }

  private static @Nullable CsvColumns header(CsvLineParser parser, LineReader lines)
      throws MalformedLineException, IOException {
    var fields = parser.parse(lines);
    try {
      return CsvColumns.ofHeader(fields);
    } catch (MalformedLineException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The name without its folder. */
  public String name() {
    return path.getFileName().toString();
  }

  public Path path() {
    return path;
  }

  /** SHA-256 of the content in hexadecimal digits, as {@code sha256sum} prints it. */
  public String digest() {
    return digest;
  }

  /** Bytes. */
  public long size() {
    return size;
  }

  /** How many lines there are, a header and empty ones included. */
  public long lines() {
    return lines;
  }

  /** Whether the last line ends with a line break, or there is none. */
  public boolean wholeLines() {
    return wholeLines;
  }

  /** Whether the file looks as it did when it was read. */
  public boolean unchanged() throws IOException {
    return Files.exists(path)
        && Files.size(path) == size
        && Files.getLastModifiedTime(path).equals(modified);
  }

  /** What a file holds now, against what was read of it. */
  public enum Since {
    /** The same. */
    SAME,
    /** The same, and more after it. */
    GROWN,
    /** Something else, or nothing. */
    OTHER
  }

  /** Reads the file once more, to tell what became of it. */
  public Since since() throws IOException {
    if (!Files.exists(path)) {
      return Since.OTHER;
    }
    MessageDigest now = sha256();
    long left = size;
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = new FileInputStream(path.toFile())) {
      int length;
      while (left > 0 && (length = in.read(buffer, 0, (int) Math.min(left, buffer.length))) > 0) {
        now.update(buffer, 0, length);
        left -= length;
      }
      if (left > 0 || !HexFormat.of().formatHex(now.digest()).equals(digest)) {
        return Since.OTHER;
      }
      return in.read() < 0 ? Since.SAME : Since.GROWN;
    }
  }

  /** The last line at which a reader of lines before this one may end, itself not included. */
  public long endOfStep(long line) {
    return Math.min(lines + 1, ((line - 1) / STEP + 1) * STEP + 1);
  }

  /** The column of a field, counted from 1; 0: there is none. */
  public int column(EventField field) {
    return columns.number(field);
  }

  CsvColumns columns() {
    return columns;
  }

  /** The number of the line that is the header; 0: there is none. */
  public long headerLine() {
    return headerLine;
  }

  /** The step in which the line stands. */
  static int step(long line) {
    return Math.toIntExact((line - 1) / STEP);
  }

  static long firstLine(int step) {
    return (long) step * STEP + 1;
  }

  /** Where the step begins in the file. */
  long offset(int step) {
    return offsets[step];
  }
}
