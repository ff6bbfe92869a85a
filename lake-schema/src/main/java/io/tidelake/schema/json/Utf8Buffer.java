package io.tidelake.schema.json;

import java.util.Arrays;

/** A growing byte buffer that is filled again and again, so that encoding allocates nothing. */
public final class Utf8Buffer {

  private static final byte[] HEX =
      "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private byte[] bytes;
  private int length;

  /** An empty one. */
  public Utf8Buffer(int capacity) {
    bytes = new byte[capacity];
  }

  /** Forgets the content. */
  public void clear() {
    length = 0;
  }

  /** Bytes written. */
  public int length() {
    return length;
  }

  /** Cuts the content to its first {@code newLength} bytes. */
  public void truncate(int newLength) {
    length = Math.min(length, newLength);
  }

  /** The content, a copy. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  /** Writes one byte. */
  public void writeByte(int value) {
    ensure(1);
    bytes[length++] = (byte) value;
  }

  /** Writes bytes as they are. */
  public void writeBytes(byte[] source) {
    ensure(source.length);
    System.arraycopy(source, 0, bytes, length, source.length);
    length += source.length;
  }

  /** Writes a number in decimal digits. */
  public void writeDecimal(long value) {
    ensure(20);
    if (value < 0) {
      if (value == Long.MIN_VALUE) {
        writeText("-9223372036854775808");
        return;
      }
      bytes[length++] = '-';
      value = -value;
    }
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    int at = length + digits;
    length = at;
    do {
      long quotient = value / 10;
      bytes[--at] = (byte) ('0' + (value - quotient * 10));
      value = quotient;
    } while (value != 0);
  }

  /** Writes text as UTF-8, unescaped. A lone surrogate, which UTF-8 cannot hold, becomes '?'. */
  public void writeText(String text) {
    writeCharacters(text, false);
  }

  /** Writes text as a JSON string with its quotes (RFC 8259 section 7). */
  public void writeJsonString(String text) {
    writeByte('"');
    writeCharacters(text, true);
    writeByte('"');
  }

  private void writeCharacters(String text, boolean json) {
    int size = text.length();
    // The longest form of one char: a \\uXXXX escape.
    ensure(size * 6L);
    for (int i = 0; i < size; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        if (json && (c < 0x20 || c == '"' || c == '\\')) {
          escape(c);
        } else {
          bytes[length++] = (byte) c;
        }
      } else if (c < 0x800) {
        bytes[length++] = (byte) (0xC0 | c >> 6);
        bytes[length++] = (byte) (0x80 | c & 0x3F);
      } else if (!Character.isSurrogate(c)) {
        bytes[length++] = (byte) (0xE0 | c >> 12);
        bytes[length++] = (byte) (0x80 | c >> 6 & 0x3F);
        bytes[length++] = (byte) (0x80 | c & 0x3F);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < size
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        int codePoint = Character.toCodePoint(c, text.charAt(++i));
        bytes[length++] = (byte) (0xF0 | codePoint >> 18);
        bytes[length++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
        bytes[length++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
        bytes[length++] = (byte) (0x80 | codePoint & 0x3F);
      } else if (json) {
        escapeUnicode(c);
      } else {
        bytes[length++] = '?';
      }
    }
  }

  private void escape(char c) {
    switch (c) {
      case '"', '\\' -> escapeShort(c);
      case '\b' -> escapeShort('b');
      case '\f' -> escapeShort('f');
      case '\n' -> escapeShort('n');
      case '\r' -> escapeShort('r');
      case '\t' -> escapeShort('t');
      default -> escapeUnicode(c);
    }
  }

  private void escapeShort(char c) {
    bytes[length++] = '\\';
    bytes[length++] = (byte) c;
  }

  private void escapeUnicode(char c) {
    bytes[length++] = '\\';
    bytes[length++] = 'u';
    for (int shift = 12; shift >= 0; shift -= 4) {
      bytes[length++] = HEX[c >> shift & 0xF];
    }
  }

  private void ensure(long more) {
    long needed = length + more;
    if (needed > bytes.length) {
      long grown = Math.min(Math.max(needed, bytes.length * 2L), Integer.MAX_VALUE - 8L);
      if (grown < needed) {
        throw new OutOfMemoryError("a record of more than 2 GiB");
      }
      bytes = Arrays.copyOf(bytes, (int) grown);
    }
  }
}
