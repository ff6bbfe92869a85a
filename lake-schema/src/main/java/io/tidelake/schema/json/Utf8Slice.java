package io.tidelake.schema.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A mutable window on valid UTF-8 bytes. It is reused from record to record: whoever keeps the text
 * copies it ({@link #toString()}, {@link #toBytes()}).
 */
public final class Utf8Slice {

  private static final byte[] EMPTY = new byte[0];

  private byte[] bytes = EMPTY;
  private int offset;
  private int length;

  /** Points this slice at {@code length} bytes of {@code bytes}; nothing is copied. */
  public void set(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.offset = offset;
    this.length = length;
  }

  /** Points this slice at the whole array. */
  public void set(byte[] bytes) {
    set(bytes, 0, bytes.length);
  }

  /** Makes this slice empty. */
  public void clear() {
    set(EMPTY, 0, 0);
  }

  /** The array behind the slice; only {@code offset … offset + length} is the slice's. */
  public byte[] array() {
    return bytes;
  }

  public int offset() {
    return offset;
  }

  public int length() {
    return length;
  }

  public boolean isEmpty() {
    return length == 0;
  }

  /** The byte at {@code index} of the slice. */
  public byte at(int index) {
    return bytes[offset + index];
  }

  /** Whether the slice holds exactly these bytes. */
  public boolean contentEquals(byte[] other) {
    return Arrays.equals(bytes, offset, offset + length, other, 0, other.length);
  }

  /** A copy of the bytes. */
  public byte[] toBytes() {
    return Arrays.copyOfRange(bytes, offset, offset + length);
  }

  @Override
  public String toString() {
    return new String(bytes, offset, length, StandardCharsets.UTF_8);
  }
}
