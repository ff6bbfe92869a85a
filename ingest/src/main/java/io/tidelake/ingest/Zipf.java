package io.tidelake.ingest;

import java.util.SplittableRandom;

/**
 * Draws ranks 1..n with a probability proportional to rank<sup>-s</sup>, in constant time and
 * without tables, by rejection-inversion (W. Hörmann, G. Derflinger: "Rejection-inversion to
 * generate variates from monotone discrete distributions", ACM TOMACS 6(3), 1996).
 */
final class Zipf {

  private final int n;
  private final double exponent;
  private final double areaFirst;
  private final double areaLast;
  private final double acceptWithin;

  /**
   * @param n number of ranks, at least 1
   * @param exponent the s of the law, above 0
   */
  Zipf(int n, double exponent) {
    this.n = n;
    this.exponent = exponent;
    this.areaFirst = area(1.5) - 1;
    this.areaLast = area(n + 0.5);
    this.acceptWithin = 2 - inverseArea(area(2.5) - weight(2));
  }

  /** A rank, 1 (the most frequent) to n. */
  int next(SplittableRandom random) {
    while (true) {
      double u = areaLast + random.nextDouble() * (areaFirst - areaLast);
      double x = inverseArea(u);
      int rank = (int) Math.clamp(Math.round(x), 1, n);
      if (rank - x <= acceptWithin || u >= area(rank + 0.5) - weight(rank)) {
        return rank;
      }
    }
  }

  private double weight(double x) {
    return Math.exp(-exponent * Math.log(x));
  }

  /** The integral of the weight from 1 to x. */
  private double area(double x) {
    double log = Math.log(x);
    double power = (1 - exponent) * log;
    // For an exponent near 1 the quotient below loses its digits; its series does not.
    return Math.abs(power) > 1e-8 ? Math.expm1(power) / (1 - exponent) : log * (1 + power / 2);
  }

  private double inverseArea(double area) {
    double power = area * (1 - exponent);
    return Math.abs(power) > 1e-8
        ? Math.exp(Math.log1p(power) / (1 - exponent))
        : Math.exp(area * (1 - power / 2));
  }
}
