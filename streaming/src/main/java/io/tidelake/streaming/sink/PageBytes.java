package io.tidelake.streaming.sink;

import io.tidelake.schema.json.Utf8Slice;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.iceberg.shaded.org.apache.parquet.bytes.BytesInput;

/** Bytes as Parquet lays them out, little end first. Grows as it fills and is used again. */
final class PageBytes {

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int FIRST_CAPACITY = 256;

  /** More, after a text of many MiB, is given back. */
  private static final int MAX_KEPT = 4 * EventColumn.MAX_BYTES;

  private byte[] bytes = new byte[FIRST_CAPACITY];
  private int size;

  int size() {
    return size;
  }

  void clear() {
    size = 0;
    if (bytes.length > MAX_KEPT) {
      bytes = new byte[FIRST_CAPACITY];
    }
  }

  byte[] array() {
    return bytes;
  }

  int intAt(int position) {
    return (int) INT.get(bytes, position);
  }

  long longAt(int position) {
    return (long) LONG.get(bytes, position);
  }

  void addByte(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  void addInt(int value) {
    reserve(Integer.BYTES);
    INT.set(bytes, size, value);
    size += Integer.BYTES;
  }

  void addLong(long value) {
    reserve(Long.BYTES);
    LONG.set(bytes, size, value);
    size += Long.BYTES;
  }

  /** The first so many bytes of two numbers, one after the other. */
  void addBytes(long first, long second, int count) {
    reserve(2 * Long.BYTES);
    LONG.set(bytes, size, first);
    LONG.set(bytes, size + Long.BYTES, second);
    size += count;
  }

  /** An unsigned number in groups of seven bits. */
  void addVarInt(int value) {
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      addByte(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    addByte(rest);
  }

  void add(byte[] source, int offset, int length) {
    reserve(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  void add(PageBytes source) {
    add(source.bytes, 0, source.size);
  }

  /** A text after its length. */
  void add(Utf8Slice text) {
    int length = text.length();
    reserve(Integer.BYTES + length);
    INT.set(bytes, size, length);
    System.arraycopy(text.array(), text.offset(), bytes, size + Integer.BYTES, length);
    size += Integer.BYTES + length;
  }

  /** Writes over what stands there. */
  void setInt(int position, int value) {
    INT.set(bytes, position, value);
  }

  /** Writes over what stands there. */
  void setByte(int position, int value) {
    bytes[position] = (byte) value;
  }

  /** Sets a bit of the last byte. */
  void setBit(int bit) {
    bytes[size - 1] |= (byte) (1 << bit);
  }

  /** What is in it, not copied. */
  BytesInput input() {
    return BytesInput.from(bytes, 0, size);
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(size, more)));
    }
  }
}
