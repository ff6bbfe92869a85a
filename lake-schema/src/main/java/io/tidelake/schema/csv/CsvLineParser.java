package io.tidelake.schema.csv;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits one line into its fields (RFC 4180). Each line is parsed on its own, so a quote that is
 * never closed spoils its own line and no other; the price is that a field cannot hold a line
 * break, which no field of the behaviour log does. That also lets a file be read from any line on.
 *
 * <p>Not thread-safe.
 */
public final class CsvLineParser {

  private static final char QUOTE = '"';
  private static final char REPLACEMENT = '\uFFFD';

  private final List<String> fields = new ArrayList<>();
  private final StringBuilder quoted = new StringBuilder();

  /**
   * The fields of the reader's line; the list is reused by the next call.
   *
   * @throws MalformedLineException if it is too long, no UTF-8, or a quote is broken
   */
  public List<String> parse(LineReader line) throws MalformedLineException {
    if (line.tooLong()) {
      throw new MalformedLineException(
          "longer than %,d bytes: shorten it".formatted(LineReader.MAX_LINE_BYTES));
    }
    return parse(line.array(), line.offset(), line.length());
  }

  private List<String> parse(byte[] bytes, int offset, int length) throws MalformedLineException {
    String line = decode(bytes, offset, length);
    fields.clear();
    if (line.indexOf(QUOTE) < 0) {
      split(line);
    } else {
      splitQuoted(line);
    }
    return fields;
  }

  /** Without a quote, CSV is nothing but commas. */
  private void split(String line) {
    int from = 0;
    for (int comma; (comma = line.indexOf(',', from)) >= 0; from = comma + 1) {
      fields.add(line.substring(from, comma));
    }
    fields.add(line.substring(from));
  }

  private void splitQuoted(String line) throws MalformedLineException {
    int at = 0;
    do {
      if (at < line.length() && line.charAt(at) == QUOTE) {
        at = addQuoted(line, at + 1);
      } else {
        int comma = line.indexOf(',', at);
        int end = comma < 0 ? line.length() : comma;
        // The rest of a field that began on a line before looks like this (RFC 4180, 2.5).
        int quote = line.indexOf(QUOTE, at);
        if (quote >= 0 && quote < end) {
          throw new MalformedLineException("broken quoting");
        }
        fields.add(line.substring(at, end));
        at = end + 1;
      }
    } while (at <= line.length());
  }

  /** Returns where the next field begins. */
  private int addQuoted(String line, int from) throws MalformedLineException {
    quoted.setLength(0);
    int at = from;
    while (true) {
      int quote = line.indexOf(QUOTE, at);
      if (quote < 0) {
        throw new MalformedLineException("broken quoting");
      }
      quoted.append(line, at, quote);
      at = quote + 1;
      if (at == line.length() || line.charAt(at) != QUOTE) {
        break;
      }
      quoted.append(QUOTE);
      at++;
    }
    while (at < line.length() && line.charAt(at) != ',') {
      if (!Character.isWhitespace(line.charAt(at++))) {
        throw new MalformedLineException("broken quoting");
      }
    }
    fields.add(quoted.toString());
    return at + 1;
  }

  private static String decode(byte[] bytes, int offset, int length) throws MalformedLineException {
    String line = new String(bytes, offset, length, StandardCharsets.UTF_8);
    // The fast decoder replaces what is no UTF-8. The character may also stand in the file itself,
    // so only then the strict and slower one decides.
    if (line.indexOf(REPLACEMENT) >= 0) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length));
      } catch (CharacterCodingException e) {
        throw new MalformedLineException("invalid UTF-8");
      }
    }
    return line;
  }
}
