package io.tidelake.streaming.sink;

/** Parquet's hybrid of run lengths and packed bits. */
final class HybridRuns {

  /** Values that are packed together, and as many equal ones are worth a run. */
  static final int GROUP = 8;

  private static final int HALF = GROUP / 2;

  /** What the header of a packed run says in one byte, as Parquet's own encoder has it. */
  private static final int MAX_GROUPS = 63;

  private HybridRuns() {}

  /**
   * @param values with {@value #GROUP} zeros after them
   * @param width in bits, 0 to 15
   */
  static void encode(short[] values, int count, int width, PageBytes page) {
    int next = 0;
    int header = 0;
    int groups = MAX_GROUPS;
    while (next < count) {
      int run = run(values, next, count);
      if (run >= GROUP || run == count - next) {
        repeat(values[next], run, width, page);
        next += run;
        groups = MAX_GROUPS;
        continue;
      }
      if (groups == MAX_GROUPS) {
        header = page.size();
        page.addByte(0);
        groups = 0;
      }
      page.setByte(header, ++groups << 1 | 1);
      pack(values, next, width, page);
      next += GROUP;
    }
  }

  private static int run(short[] values, int from, int count) {
    int next = from + 1;
    while (next < count && values[next] == values[from]) {
      next++;
    }
    return next - from;
  }

  /** One value, so many times. */
  static void repeat(int value, int count, int width, PageBytes page) {
    page.addVarInt(count << 1);
    for (int bits = 0; bits < width; bits += Byte.SIZE) {
      page.addByte(value >>> bits);
    }
  }

  private static void pack(short[] values, int from, int width, PageBytes page) {
    long first = half(values, from, width);
    long second = half(values, from + HALF, width);
    int bits = HALF * width;
    page.addBytes(first | second << bits, second >>> Long.SIZE - bits, width);
  }

  private static long half(short[] values, int from, int width) {
    return values[from]
        | (long) values[from + 1] << width
        | (long) values[from + 2] << 2 * width
        | (long) values[from + 3] << 3 * width;
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
