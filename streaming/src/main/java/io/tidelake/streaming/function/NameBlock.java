package io.tidelake.streaming.function;

import io.tidelake.schema.json.Utf8Slice;
import io.tidelake.schema.live.LiveTop;
import java.util.Arrays;

/**
 * Events by name as they are handed on: one array of bytes for all of them, which costs a name its
 * own bytes and about three more.
 *
 * <pre>
 * block = entry…
 * entry = head [day] length name count
 * head  = ordinal of the {@link LiveTop}; {@value #OTHER_DAY} is added if another day follows
 * day   = four bytes: the scope besides that of all events, of this and of the entries after it
 * length, count = seven bits a byte, the lowest first, all but the last byte with the highest bit
 * name  = UTF-8
 * </pre>
 */
final class NameBlock {

  private static final int OTHER_DAY = 4;
  private static final int TOP_MASK = OTHER_DAY - 1;

  /** Head, day and length. */
  private static final int MOST_BESIDES = 1 + Integer.BYTES + 5;

  /** Of an int. */
  private static final int MOST_VARINT = 5;

  private static final int VARINT_BITS = 7;
  private static final int VARINT_MASK = (1 << VARINT_BITS) - 1;
  private static final int MORE = 1 << VARINT_BITS;

  private NameBlock() {}

  /** Receives one name. */
  @FunctionalInterface
  interface Visitor {
    /**
     * @param day the scope besides that of all events, or {@link TickDelta#NO_DAY}
     * @param top ordinal of a {@link LiveTop}
     * @param bytes hold the name from {@code start} on; not to be kept
     */
    void name(int day, int top, byte[] bytes, int start, int length, int count);
  }

  /** Visits every name of a block, in the order in which they were written. */
  static void read(byte[] block, Visitor visitor) {
    int at = 0;
    int day = TickDelta.NO_DAY;
    while (at < block.length) {
      int head = block[at++];
      if ((head & OTHER_DAY) != 0) {
        day = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
          day = day << Byte.SIZE | block[at++] & 0xff;
        }
      }
      int length = 0;
      for (int shift = 0; ; shift += VARINT_BITS) {
        byte next = block[at++];
        length |= (next & VARINT_MASK) << shift;
        if (next >= 0) {
          break;
        }
      }
      int start = at;
      at += length;
      int count = 0;
      for (int shift = 0; ; shift += VARINT_BITS) {
        byte next = block[at++];
        count |= (next & VARINT_MASK) << shift;
        if (next >= 0) {
          break;
        }
      }
      visitor.name(day, head & TOP_MASK, block, start, length, count);
    }
  }

  /** Collects names first and puts their counts to them at the end. Reuses its memory. */
  static final class Writer {

    private static final int KEPT_BYTES = 1 << 21;

    private byte[] entries = new byte[1 << 12];
    private int end;
    private int day = TickDelta.NO_DAY;
    private byte[] block = new byte[1 << 12];

    /** Bytes without the counts. */
    int length() {
      return end;
    }

    void name(int day, LiveTop top, Utf8Slice name) {
      int length = name.length();
      if (entries.length - end < length + MOST_BESIDES) {
        entries = Arrays.copyOf(entries, 2 * entries.length + length);
      }
      if (day == this.day) {
        entries[end++] = (byte) top.ordinal();
      } else {
        this.day = day;
        entries[end++] = (byte) (top.ordinal() | OTHER_DAY);
        for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
          entries[end++] = (byte) (day >>> shift);
        }
      }
      end = varint(entries, end, length);
      System.arraycopy(name.array(), name.offset(), entries, end, length);
      end += length;
    }

    /**
     * @param counts by number of the name
     * @param size how many names were written
     */
    byte[] block(int[] counts, int size) {
      if (block.length < end + size * MOST_VARINT) {
        block = new byte[end + size * MOST_VARINT];
      }
      int from = 0;
      int to = 0;
      for (int name = 0; name < size; name++) {
        int begin = from;
        from += (entries[from] & OTHER_DAY) == 0 ? 1 : 1 + Integer.BYTES;
        int length = 0;
        for (int shift = 0; ; shift += VARINT_BITS) {
          byte next = entries[from++];
          length |= (next & VARINT_MASK) << shift;
          if (next >= 0) {
            break;
          }
        }
        from += length;
        System.arraycopy(entries, begin, block, to, from - begin);
        to = varint(block, to + from - begin, counts[name]);
      }
      return Arrays.copyOf(block, to);
    }

    /** Forgets everything, and the memory of an unusual peak too. */
    void clear() {
      end = 0;
      day = TickDelta.NO_DAY;
      if (entries.length > KEPT_BYTES) {
        entries = new byte[KEPT_BYTES];
        block = new byte[0];
      }
    }

    private static int varint(byte[] bytes, int at, int value) {
      int next = at;
      int left = value;
      while (left >= MORE) {
        bytes[next++] = (byte) (left | MORE);
        left >>>= VARINT_BITS;
      }
      bytes[next++] = (byte) left;
      return next;
    }
  }
}
