package io.tidelake.query.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes XML of a workbook as UTF-8 bytes, through a buffer and without making objects.
 *
 * <p>Characters that XML can't hold, and the carriage return that it would change, are written as
 * workbooks write them: {@code _x0007_}.
 */
final class XmlBytes {

  private static final int BUFFER = 1 << 16;
  private static final int REPLACEMENT = 0xFFFD;
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  private final OutputStream out;
  private final byte[] buffer = new byte[BUFFER];
  private final byte[] digits = new byte[20];
  private int length;
  private long written;

  XmlBytes(OutputStream out) {
    this.out = out;
  }

  /** Markup, made ready once. */
  static byte[] markup(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Bytes so far. */
  long written() {
    return written + length;
  }

  void raw(byte[] markup) throws IOException {
    if (markup.length > BUFFER - length) {
      flush();
    }
    System.arraycopy(markup, 0, buffer, length, markup.length);
    length += markup.length;
  }

  void number(long value) throws IOException {
    room(digits.length);
    long rest = value;
    if (rest < 0) {
      buffer[length++] = '-';
    }
    int at = digits.length;
    do {
      digits[--at] = (byte) ('0' + Math.abs(rest % 10));
      rest /= 10;
    } while (rest != 0);
    System.arraycopy(digits, at, buffer, length, digits.length - at);
    length += digits.length - at;
  }

  /** The text, no more than {@code limit} characters of it. */
  void text(String text, int limit) throws IOException {
    int end = Math.min(text.length(), limit);
    for (int i = 0; i < end; i++) {
      room(16);
      char c = text.charAt(i);
      if (c < 0x80) {
        ascii(c, text, i);
      } else if (c < 0x800) {
        buffer[length++] = (byte) (0xC0 | c >> 6);
        buffer[length++] = (byte) (0x80 | c & 0x3F);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < end
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        int point = Character.toCodePoint(c, text.charAt(++i));
        buffer[length++] = (byte) (0xF0 | point >> 18);
        buffer[length++] = (byte) (0x80 | point >> 12 & 0x3F);
        buffer[length++] = (byte) (0x80 | point >> 6 & 0x3F);
        buffer[length++] = (byte) (0x80 | point & 0x3F);
      } else {
        threeBytes(Character.isSurrogate(c) || c >= 0xFFFE ? REPLACEMENT : c);
      }
    }
  }

  void flush() throws IOException {
    out.write(buffer, 0, length);
    written += length;
    length = 0;
  }

  private void ascii(char c, String text, int index) throws IOException {
    switch (c) {
      case '&' -> raw(AMPERSAND);
      case '<' -> raw(LESS);
      case '>' -> raw(GREATER);
      case '\t', '\n' -> buffer[length++] = (byte) c;
      case '_' -> {
        if (looksEscaped(text, index)) {
          escaped(c);
        } else {
          buffer[length++] = (byte) c;
        }
      }
      default -> {
        if (c < 0x20) {
          escaped(c);
        } else {
          buffer[length++] = (byte) c;
        }
      }
    }
  }

  private static final byte[] AMPERSAND = markup("&amp;");
  private static final byte[] LESS = markup("&lt;");
  private static final byte[] GREATER = markup("&gt;");

  /** Whether readers would take what stands at the index for an escaped character. */
  private static boolean looksEscaped(String text, int index) {
    if (index + 6 >= text.length()
        || text.charAt(index + 1) != 'x'
        || text.charAt(index + 6) != '_') {
      return false;
    }
    for (int i = index + 2; i < index + 6; i++) {
      if (Character.digit(text.charAt(i), 16) < 0) {
        return false;
      }
    }
    return true;
  }

  private void escaped(char c) {
    buffer[length++] = '_';
    buffer[length++] = 'x';
    for (int shift = 12; shift >= 0; shift -= 4) {
      buffer[length++] = HEX[c >> shift & 0xF];
    }
    buffer[length++] = '_';
  }

  private void threeBytes(int c) {
    buffer[length++] = (byte) (0xE0 | c >> 12);
    buffer[length++] = (byte) (0x80 | c >> 6 & 0x3F);
    buffer[length++] = (byte) (0x80 | c & 0x3F);
  }

  private void room(int bytes) throws IOException {
    if (BUFFER - length < bytes) {
      flush();
    }
  }
}
