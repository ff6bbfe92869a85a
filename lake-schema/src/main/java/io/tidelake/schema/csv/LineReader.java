package io.tidelake.schema.csv;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a stream into lines, as bytes. A line ends with LF or CRLF; the last one may lack it. A byte
 * order mark at the very start is passed over. The memory is bounded: of a line that is longer than
 * {@link #MAX_LINE_BYTES} only the fact is kept.
 */
public final class LineReader implements AutoCloseable {

  /**
   * As large as the records that the local stack's broker takes, so no line that could be sent is
   * lost to this limit.
   */
  public static final int MAX_LINE_BYTES = 1 << 24;

  private static final int CHUNK_BYTES = 1 << 18;

  private final InputStream in;
  private byte[] buffer = new byte[CHUNK_BYTES];
  private int start;
  private int end;
  private boolean atEnd;

  private int lineStart;
  private int lineLength;
  private boolean tooLong;
  private long number;
  private long consumed;

  /** Reads from the beginning. */
  public LineReader(InputStream in) {
    this(in, 0);
  }

  /**
   * Reads from the beginning of a line on.
   *
   * @param linesBefore how many lines stand before it
   */
  public LineReader(InputStream in, long linesBefore) {
    this.in = in;
    this.number = linesBefore;
  }

  /** Moves to the next line; false at the end of the stream. */
  public boolean next() throws IOException {
    if (number == 0) {
      skipByteOrderMark();
    }
    tooLong = false;
    int scanned = 0;
    while (true) {
      int newline = indexOfNewline(start + scanned);
      if (newline >= 0) {
        setLine(newline, newline + 1);
        return true;
      }
      scanned = end - start;
      if (scanned > MAX_LINE_BYTES) {
        tooLong = true;
        consumed += scanned;
        start = end;
        scanned = 0;
      }
      if (!fill()) {
        if (start == end && !tooLong) {
          return false;
        }
        setLine(end, end);
        return true;
      }
    }
  }

  /**
   * The line's bytes lie in this array, from {@link #offset()} for {@link #length()}; valid until
   * next.
   */
  public byte[] array() {
    return buffer;
  }

  /** Where in the array it begins. */
  public int offset() {
    return lineStart;
  }

  /** Bytes without the line end. */
  public int length() {
    return lineLength;
  }

  /** Whether the line was longer than {@link #MAX_LINE_BYTES}; its content is then gone. */
  public boolean tooLong() {
    return tooLong;
  }

  /** The number of the line, from 1. */
  public long number() {
    return number;
  }

  /** Bytes of the stream up to the end of this line. */
  public long consumed() {
    return consumed;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private void setLine(int lineEnd, int next) {
    number++;
    consumed += next - start;
    lineStart = start;
    lineLength = lineEnd - start;
    if (lineLength > 0 && buffer[lineEnd - 1] == '\r') {
      lineLength--;
    }
    tooLong |= lineLength > MAX_LINE_BYTES;
    start = next;
  }

  private void skipByteOrderMark() throws IOException {
    while (end - start < 3 && fill()) {
      // until three bytes are there or no more come
    }
    if (end - start >= 3
        && buffer[start] == (byte) 0xEF
        && buffer[start + 1] == (byte) 0xBB
        && buffer[start + 2] == (byte) 0xBF) {
      start += 3;
      consumed += 3;
    }
  }

  private int indexOfNewline(int from) {
    for (int i = from; i < end; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /** Reads more behind what is there; false at the end of the stream. */
  private boolean fill() throws IOException {
    if (atEnd) {
      return false;
    }
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      end -= start;
      start = 0;
    }
    if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int read = in.read(buffer, end, buffer.length - end);
    if (read < 0) {
      atEnd = true;
      return false;
    }
    end += read;
    return true;
  }
}
