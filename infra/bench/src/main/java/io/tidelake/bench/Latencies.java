package io.tidelake.bench;

import org.HdrHistogram.Histogram;

/** Latencies in microseconds, up to two minutes. Not thread-safe. */
public final class Latencies {

  private static final long MOST = 120_000_000;
  private static final double MICROS_PER_MILLI = 1000;

  private final Histogram histogram = new Histogram(MOST, 3);

  /** Takes one in; what clocks make negative counts as none. */
  public void add(long micros) {
    histogram.recordValue(Math.clamp(micros, 0, MOST));
  }

  /** Takes in as many of the same. */
  public void add(long micros, long count) {
    histogram.recordValueWithCount(Math.clamp(micros, 0, MOST), count);
  }

  public long count() {
    return histogram.getTotalCount();
  }

  /** Milliseconds that this share in percent did not exceed. */
  public double millis(double percent) {
    return histogram.getValueAtPercentile(percent) / MICROS_PER_MILLI;
  }

  /** Puts median, 99th percentile and the largest into a result. */
  public void into(BenchResult result, String what) {
    result.add(what + ", p50", "ms", millis(50));
    result.add(what + ", p99", "ms", millis(99));
    result.add(what + ", max", "ms", millis(100));
  }
}
