package io.tidelake.query.history;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Shares in per cent with one decimal that add to exactly 100: each is rounded down, and the tenths
 * then missing go to the largest remainders (of equal ones, to the first).
 */
final class Percentages {

  private static final int TENTHS = 1000;

  private Percentages() {}

  /**
   * @param counts none negative
   * @return in the same order; all 0 if the counts are
   */
  static double[] of(long[] counts) {
    BigInteger total = BigInteger.ZERO;
    for (long count : counts) {
      total = total.add(BigInteger.valueOf(count));
    }
    if (total.signum() == 0) {
      return new double[counts.length];
    }
    long[] tenths = new long[counts.length];
    BigInteger[] remainders = new BigInteger[counts.length];
    long missing = TENTHS;
    for (int i = 0; i < counts.length; i++) {
      BigInteger[] share =
          BigInteger.valueOf(counts[i])
              .multiply(BigInteger.valueOf(TENTHS))
              .divideAndRemainder(total);
      tenths[i] = share[0].longValueExact();
      remainders[i] = share[1];
      missing -= tenths[i];
    }
    IntStream.range(0, counts.length)
        .boxed()
        .sorted(Comparator.comparing((Integer i) -> remainders[i]).reversed())
        .limit(missing)
        .forEach(i -> tenths[i]++);
    double[] percentages = new double[counts.length];
    for (int i = 0; i < counts.length; i++) {
      percentages[i] = tenths[i] / 10.0;
    }
    return percentages;
  }
}
