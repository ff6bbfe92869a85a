package io.tidelake.bench.pipeline;

import io.tidelake.bench.BenchResult;

/**
 * What bringing events somewhere took, after the warm-up.
 *
 * @param events how many
 * @param cpuSeconds of the processes that did it
 * @param seconds on the clock
 * @param peakMemory the largest resident set of those processes, warm-up included, MiB
 */
record Measured(long events, double cpuSeconds, double seconds, double peakMemory) {

  static final String CPU = ", CPU";
  static final String ROWS = ", events per CPU second";

  private static final double MILLION = 1e6;

  void into(BenchResult result, String who) {
    result.add(who + CPU, "CPU-s per million events", cpuSeconds / events * MILLION);
    result.add(who + ROWS, "", events / cpuSeconds);
    result.add(who + ", events per second", "", events / seconds);
    result.add(who + ", largest memory", "MiB", peakMemory);
  }
}
