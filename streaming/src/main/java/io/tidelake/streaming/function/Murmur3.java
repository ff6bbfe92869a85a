package io.tidelake.streaming.function;

import io.tidelake.schema.json.Utf8Slice;

/**
 * The first half of MurmurHash3 x64 128 with seed 0, as Trino hashes texts for its sketches. Reads
 * the bytes where they stand: nothing is copied or allocated.
 */
final class Murmur3 {

  private static final int BLOCK = 2 * Long.BYTES;
  private static final long C1 = 0x87c3_7b91_1142_53d5L;
  private static final long C2 = 0x4cf5_ad43_2745_937fL;

  private Murmur3() {}

  static long hash64(Utf8Slice text) {
    byte[] bytes = text.array();
    int length = text.length();
    int position = text.offset();
    int end = position + length;
    long h1 = 0;
    long h2 = 0;
    for (; end - position >= BLOCK; position += BLOCK) {
      h1 ^= mix1(LittleEndian.longAt(bytes, position));
      h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dc_e729;
      h2 ^= mix2(LittleEndian.longAt(bytes, position + Long.BYTES));
      h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x3849_5ab5;
    }
    int rest = end - position;
    if (rest > Long.BYTES) {
      h2 ^= mix2(LittleEndian.longAt(bytes, position + Long.BYTES, rest - Long.BYTES));
    }
    if (rest > 0) {
      h1 ^= mix1(LittleEndian.longAt(bytes, position, Math.min(rest, Long.BYTES)));
    }
    h1 ^= length;
    h2 ^= length;
    h1 += h2;
    h2 += h1;
    return finish(h1) + finish(h2);
  }

  private static long mix1(long k) {
    return Long.rotateLeft(k * C1, 31) * C2;
  }

  private static long mix2(long k) {
    return Long.rotateLeft(k * C2, 33) * C1;
  }

  private static long finish(long h) {
    long mixed = h ^ h >>> 33;
    mixed *= 0xff51_afd7_ed55_8ccdL;
    mixed ^= mixed >>> 33;
    mixed *= 0xc4ce_b9fe_1a85_ec53L;
    return mixed ^ mixed >>> 33;
  }
}
