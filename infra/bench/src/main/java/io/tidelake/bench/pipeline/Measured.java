package io.tidelake.bench.pipeline;

import io.tidelake.bench.BenchResult;
import java.util.Map;

/**
 * What bringing events somewhere took, after the warm-up.
 *
 * @param events how many
 * @param cpuSeconds of the processes that did it
 * @param seconds on the clock
 * @param peakMemory the largest resident set of those processes, warm-up included, MiB
 * @param parts CPU seconds of parts of the stack meanwhile, by name: those whose sum the former
 *     are, and those that only served them
 * @param partsMemory the largest resident set of these so far, MiB
 * @param threads CPU seconds of groups of threads of the processes that did it, where they are ours
 */
record Measured(
    long events,
    double cpuSeconds,
    double seconds,
    double peakMemory,
    Map<String, Double> parts,
    Map<String, Double> partsMemory,
    Map<String, Double> threads) {

  static final String CPU = ", CPU";
  static final String ROWS = ", events per CPU second";

  private static final double MILLION = 1e6;
  static final String PER_MILLION = "CPU-s per million events";

  void into(BenchResult result, String who) {
    result.add(who + CPU, PER_MILLION, cpuSeconds / millions());
    result.add(who + ROWS, "", events / cpuSeconds);
    result.add(who + ", events per second", "", events / seconds);
    result.add(who + ", largest memory", "MiB", peakMemory);
    parts.forEach(
        (part, used) -> result.add(who + ": " + part + CPU, PER_MILLION, used / millions()));
    partsMemory.forEach(
        (part, mebibytes) -> result.add(who + ": " + part + ", largest memory", "MiB", mebibytes));
  }

  double millions() {
    return events / MILLION;
  }
}
