package io.tidelake.bench;

import io.tidelake.stack.LocalStack;
import io.tidelake.stack.process.Status;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What each process of a stack uses, from when this is made on. A part that was started again
 * counts with what its new process has used in all.
 */
public final class StackUse {

  private static final double MILLION = 1e6;

  private final Supplier<Map<String, Status>> parts;
  private final Map<Long, Double> before = new LinkedHashMap<>();

  private StackUse(Supplier<Map<String, Status>> parts) {
    this.parts = parts;
    processes().forEach((part, pid) -> before.put(pid, ProcessUse.cpuSeconds(pid)));
  }

  /** Begins now. */
  public static StackUse begin(LocalStack stack) {
    return new StackUse(stack::status);
  }

  /** The process of each part that runs, by the part's name. */
  public static Map<String, Long> processes(LocalStack stack) {
    return processes(stack.status());
  }

  private Map<String, Long> processes() {
    return processes(parts.get());
  }

  private static Map<String, Long> processes(Map<String, Status> parts) {
    Map<String, Long> processes = new LinkedHashMap<>();
    parts.forEach(
        (part, status) -> {
          if (status.pid() != 0) {
            processes.put(part, status.pid());
          }
        });
    return processes;
  }

  /** CPU seconds of each part that runs, since the beginning. */
  public Map<String, Double> cpuSeconds() {
    Map<String, Double> seconds = new LinkedHashMap<>();
    processes()
        .forEach(
            (part, pid) ->
                seconds.put(part, ProcessUse.cpuSeconds(pid) - before.getOrDefault(pid, 0.0)));
    return seconds;
  }

  /** The largest resident set of each part that runs, MiB, since it was started. */
  public Map<String, Double> peakMemory() {
    Map<String, Double> mebibytes = new LinkedHashMap<>();
    processes().forEach((part, pid) -> mebibytes.put(part, ProcessUse.peakMemory(pid)));
    return mebibytes;
  }

  /** Puts CPU seconds since the beginning and the largest memory of each part into a result. */
  public void into(BenchResult result) {
    cpuSeconds().forEach((part, seconds) -> result.add(part + ", CPU", "CPU-s", seconds));
    memoryInto(result);
  }

  /**
   * The same of one of several things that are measured.
   *
   * @param what it is called
   */
  public void into(BenchResult result, String what) {
    cpuSeconds()
        .forEach((part, seconds) -> result.add(what + ": " + part + ", CPU", "CPU-s", seconds));
    memoryInto(result);
  }

  /** The same with the CPU that a million events took. */
  public void into(BenchResult result, long events) {
    cpuSeconds()
        .forEach(
            (part, seconds) ->
                result.add(part + ", CPU", "CPU-s per million events", seconds / events * MILLION));
    memoryInto(result);
  }

  private void memoryInto(BenchResult result) {
    peakMemory()
        .forEach((part, mebibytes) -> result.add(part + ", largest memory", "MiB", mebibytes));
  }
}
