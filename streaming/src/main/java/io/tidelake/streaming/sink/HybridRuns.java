package io.tidelake.streaming.sink;

/** Parquet's hybrid of run lengths and packed bits: a run where all are equal, else packed. */
final class HybridRuns {

  private static final int GROUP = 8;

  /** What the header of a packed run says in one byte, as Parquet's own encoder has it. */
  private static final int MAX_GROUPS = 63;

  private HybridRuns() {}

  /**
   * @param width in bits, 0 to 16
   */
  static void encode(short[] values, int count, int width, PageBytes page) {
    if (allEqual(values, count)) {
      repeat(values[0], count, width, page);
    } else {
      pack(values, count, width, page);
    }
  }

  private static boolean allEqual(short[] values, int count) {
    for (int i = 1; i < count; i++) {
      if (values[i] != values[0]) {
        return false;
      }
    }
    return true;
  }

  /** One value, so many times. */
  static void repeat(int value, int count, int width, PageBytes page) {
    page.addVarInt(count << 1);
    for (int bits = 0; bits < width; bits += Byte.SIZE) {
      page.addByte(value >>> bits);
    }
  }

  private static void pack(short[] values, int count, int width, PageBytes page) {
    for (int from = 0; from < count; from += MAX_GROUPS * GROUP) {
      int to = Math.min(count, from + MAX_GROUPS * GROUP);
      int groups = (to - from + GROUP - 1) / GROUP;
      page.addVarInt(groups << 1 | 1);
      int end = page.size() + groups * width;
      long held = 0;
      int bits = 0;
      for (int i = from; i < to; i++) {
        held |= (long) values[i] << bits;
        bits += width;
        if (bits >= Integer.SIZE) {
          page.addInt((int) held);
          held >>>= Integer.SIZE;
          bits -= Integer.SIZE;
        }
      }
      while (page.size() < end) {
        page.addByte((int) held);
        held >>>= Byte.SIZE;
      }
    }
  }

  /**
   * Values of one bit that are packed already.
   *
   * @param bits those beyond {@code count} are 0
   */
  static void packed(byte[] bits, int count, PageBytes page) {
    int groups = (count + GROUP - 1) / GROUP;
    for (int from = 0; from < groups; from += MAX_GROUPS) {
      int run = Math.min(MAX_GROUPS, groups - from);
      page.addVarInt(run << 1 | 1);
      page.add(bits, from, run);
    }
  }
}
