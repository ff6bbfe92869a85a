package io.tidelake.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the threads of processes use, by name without numbers, from when this is made on. */
public final class ThreadUse {

  /** What those used that ended before the last look. */
  static final String ENDED = "threads that ended";

  private final Map<String, Long> processes;
  private final Map<Long, ProcessUse.ThreadTime> before = new LinkedHashMap<>();
  private final double cpuBefore;

  private ThreadUse(Map<String, Long> processes) {
    this.processes = processes;
    processes.values().forEach(pid -> before.putAll(ProcessUse.threads(pid)));
    cpuBefore = cpu();
  }

  /**
   * Begins now.
   *
   * @param processes by name
   */
  public static ThreadUse begin(Map<String, Long> processes) {
    return new ThreadUse(Map.copyOf(processes));
  }

  private double cpu() {
    return processes.values().stream().mapToDouble(ProcessUse::threadSeconds).sum();
  }

  /** CPU seconds of each group of threads since the beginning, called by process and name. */
  public Map<String, Double> groups() {
    Map<String, Double> seconds = new LinkedHashMap<>();
    double sum = 0;
    for (Map.Entry<String, Long> process : processes.entrySet()) {
      for (Map.Entry<Long, ProcessUse.ThreadTime> thread :
          ProcessUse.threads(process.getValue()).entrySet()) {
        ProcessUse.ThreadTime then = before.get(thread.getKey());
        double used = thread.getValue().seconds() - (then == null ? 0 : then.seconds());
        seconds.merge(process.getKey() + ": " + thread.getValue().group(), used, Double::sum);
        sum += used;
      }
    }
    seconds.put(ENDED, Math.max(0, cpu() - cpuBefore - sum));
    return seconds;
  }
}
