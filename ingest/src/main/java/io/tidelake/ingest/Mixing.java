package io.tidelake.ingest;

/** Derives fixed attributes from a number: the same in every run, with no table behind it. */
final class Mixing {

  private static final long PERMUTATION_PRIME = 2_654_435_761L;

  private Mixing() {}

  /** 64 well-mixed bits of a number and a purpose (the finaliser of SplitMix64). */
  static long bits(long number, long purpose) {
    long z = number * 0x9E3779B97F4A7C15L + purpose * 0xD1B54A32D192ED03L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  /** A uniform number of [0, 1). */
  static double uniform(long number, long purpose) {
    return (bits(number, purpose) >>> 11) * 0x1.0p-53;
  }

  /** A whole number of [0, bound). */
  static int below(int bound, long number, long purpose) {
    return (int) Math.unsignedMultiplyHigh(bits(number, purpose), bound);
  }

  /**
   * Maps rank 1..n to an identifier 1..n, one to one, so that the popular ones are not the lowest.
   */
  static int identifier(int rank, int n) {
    // A prime above n has no factor in common with n, which makes the multiplication a permutation.
    return (int) (rank * PERMUTATION_PRIME % n) + 1;
  }
}
