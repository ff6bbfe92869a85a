package io.tidelake.streaming.function;

import io.tidelake.schema.json.Utf8Slice;

/**
 * The number of distinct users, as a HyperLogLog of {@value #REGISTERS} registers: standard error
 * 1.6 %, 4 KiB whatever the number. Hash, registers and ranks are those of Trino's {@code
 * approx_set(user_id)}, so that both see the same users; only the estimate is made by other means.
 *
 * <p><b>Merging</b>: a register keeps the largest rank that it was given, so users may be added
 * twice, in any order and by any subtask, and replaying changes nothing.
 *
 * <p><b>Growth</b>: the estimate is that of Ertl, "New cardinality estimation algorithms for
 * HyperLogLog sketches" (2017), section 4. It needs no switch between ranges, so it never falls
 * when a register rises. Not thread-safe.
 */
final class VisitorSketch {

  private static final int INDEX_BITS = 12;

  static final int REGISTERS = 1 << INDEX_BITS;

  private static final int RANK_BITS = 8;

  /** Ranks are 0 (nobody yet) to this. */
  private static final int MAX_RANK = Long.SIZE - INDEX_BITS + 1;

  private static final double ALPHA = 0.5 / Math.log(2);

  /** Index and rank of one register in the bytes of {@link #toBytes}, where few of them are set. */
  private static final int SPARSE_BYTES = 3;

  private final byte[] ranks = new byte[REGISTERS];

  /** How many registers have a rank. */
  private final int[] byRank = new int[MAX_RANK + 1];

  VisitorSketch() {
    byRank[0] = REGISTERS;
  }

  /** The register that a user raises, and to what: {@link #index} and {@link #rank} in one. */
  static int register(Utf8Slice user) {
    long hash = Murmur3.hash64(user);
    int index = (int) (hash >>> Long.SIZE - INDEX_BITS);
    int rank = Long.numberOfLeadingZeros(hash << INDEX_BITS | 1L << INDEX_BITS - 1) + 1;
    return index << RANK_BITS | rank;
  }

  static int index(int register) {
    return register >>> RANK_BITS;
  }

  static byte rank(int register) {
    return (byte) register;
  }

  /**
   * Takes a user in.
   *
   * @param register see {@link #register}
   * @return false if that changes nothing
   */
  boolean raise(int register) {
    int index = index(register);
    byte rank = rank(register);
    byte known = ranks[index];
    if (known >= rank) {
      return false;
    }
    ranks[index] = rank;
    byRank[known]--;
    byRank[rank]++;
    return true;
  }

  /** Distinct users, about. */
  long estimate() {
    double sum = REGISTERS * tau(1 - byRank[MAX_RANK] / (double) REGISTERS);
    for (int rank = MAX_RANK - 1; rank >= 1; rank--) {
      sum = (sum + byRank[rank]) / 2;
    }
    sum += REGISTERS * sigma(byRank[0] / (double) REGISTERS);
    return Math.round(ALPHA * REGISTERS * REGISTERS / sum);
  }

  private static double sigma(double share) {
    if (share == 1) {
      return Double.POSITIVE_INFINITY;
    }
    double x = share;
    double sum = x;
    double previous;
    double y = 1;
    do {
      x *= x;
      previous = sum;
      sum += x * y;
      y += y;
    } while (sum != previous);
    return sum;
  }

  private static double tau(double share) {
    if (share == 0 || share == 1) {
      return 0;
    }
    double x = share;
    double y = 1;
    double sum = 1 - x;
    double previous;
    do {
      x = Math.sqrt(x);
      previous = sum;
      y /= 2;
      sum -= (1 - x) * (1 - x) * y;
    } while (sum != previous);
    return sum / 3;
  }

  /** For {@link #merge(byte[])}: all ranks, or three bytes for each register that was raised. */
  byte[] toBytes() {
    int raised = REGISTERS - byRank[0];
    if (raised * SPARSE_BYTES >= REGISTERS) {
      return ranks.clone();
    }
    byte[] bytes = new byte[raised * SPARSE_BYTES];
    int next = 0;
    for (int index = 0; index < REGISTERS; index++) {
      if (ranks[index] != 0) {
        bytes[next++] = (byte) (index >>> 8);
        bytes[next++] = (byte) index;
        bytes[next++] = ranks[index];
      }
    }
    return bytes;
  }

  /** Takes in the users of another sketch. */
  void merge(byte[] bytes) {
    if (bytes.length == REGISTERS) {
      for (int index = 0; index < REGISTERS; index++) {
        raise(index << RANK_BITS | bytes[index]);
      }
      return;
    }
    for (int i = 0; i < bytes.length; i += SPARSE_BYTES) {
      int index = (bytes[i] & 0xff) << 8 | bytes[i + 1] & 0xff;
      raise(index << RANK_BITS | bytes[i + 2]);
    }
  }
}
