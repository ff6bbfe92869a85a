package io.tidelake.streaming.function;

import io.tidelake.schema.json.Utf8Slice;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A hash of 64 bits for tables in memory: two multiplications for a name of up to eight bytes. Each
 * table has a secret of its own, so that no sender can make names that collide; for the same reason
 * a hash means nothing outside of its table. Reads the bytes where they stand.
 */
final class NameHash {

  private final long secret1 = ThreadLocalRandom.current().nextLong() | 1;
  private final long secret2 = ThreadLocalRandom.current().nextLong() | 1;

  /**
   * @param scope in what the name is one; names of different scopes are different
   */
  long of(Utf8Slice name, long scope) {
    return of(name.array(), name.offset(), name.length(), scope);
  }

  long of(byte[] bytes, int from, int length, long scope) {
    long seed = scope * 0x9E37_79B9_7F4A_7C15L ^ length;
    int start = from;
    int left = length;
    for (; left > Long.BYTES; left -= Long.BYTES, start += Long.BYTES) {
      seed = mix(LittleEndian.longAt(bytes, start) ^ seed, left);
    }
    return mix(mix(LittleEndian.longAt(bytes, start, left) ^ seed, length) ^ secret2, seed);
  }

  private long mix(long one, long other) {
    long x = one ^ secret1;
    long y = other ^ secret2;
    return x * y ^ Math.multiplyHigh(x, y);
  }
}
