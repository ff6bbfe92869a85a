package io.tidelake.bench.load;

import io.tidelake.bench.Latencies;

/**
 * When how many events had arrived somewhere. Since counts are exact and events sent by schedule,
 * the n-th that arrived is held to when the n-th was due: open-loop, whatever delayed it. Written
 * by one thread.
 */
public final class Progression {

  private static final double MICROS_PER_SECOND = 1_000_000;

  private long[] micros = new long[1 << 12];
  private long[] counts = new long[1 << 12];
  private int size;

  /**
   * @param atMicros microseconds since the epoch
   * @param count events so far
   */
  public synchronized void add(long atMicros, long count) {
    if (size == micros.length) {
      micros = java.util.Arrays.copyOf(micros, 2 * size);
      counts = java.util.Arrays.copyOf(counts, 2 * size);
    }
    micros[size] = atMicros;
    counts[size++] = count;
  }

  /** When the count rose last, microseconds since the epoch. */
  public synchronized long lastMicros() {
    int last = size - 1;
    while (last > 0 && counts[last - 1] == counts[last]) {
      last--;
    }
    return micros[last];
  }

  /**
   * Events a second between the first and the last rise: what a place that rises in steps took,
   * without the wait for the first step. NaN if it rose less than twice.
   */
  public synchronized double perSecond() {
    int first = 1;
    while (first < size && counts[first] == counts[first - 1]) {
      first++;
    }
    if (first >= size) {
      return Double.NaN;
    }
    double seconds = (lastMicros() - micros[first]) / MICROS_PER_SECOND;
    return seconds > 0 ? (counts[size - 1] - counts[first]) / seconds : Double.NaN;
  }

  /** The largest count. */
  public synchronized long count() {
    return size == 0 ? 0 : counts[size - 1];
  }

  /**
   * How late each event came.
   *
   * @param before events that were there before the first of the schedule
   * @param skip events at the beginning that are not measured
   * @param until the event after the last one that is measured
   */
  public synchronized Latencies latencies(Schedule schedule, long before, long skip, long until) {
    Latencies latencies = new Latencies();
    long next = skip;
    for (int i = 0; i < size && next < until; i++) {
      long arrived = Math.min(counts[i] - before, until);
      for (; next < arrived; next++) {
        latencies.add(micros[i] - schedule.dueMicros(next));
      }
    }
    return latencies;
  }
}
