package io.tidelake.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a process has used, out of {@code /proc}. */
public final class ProcessUse {

  /** Of {@code /proc/[pid]/stat}, on every Linux that we know. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int USER_TIME = 11;
  private static final int TIMES = 4;
  private static final double KIB_PER_MIB = 1024;

  private ProcessUse() {}

  /**
   * CPU seconds, user and system, of a process and its children, those that ended included.
   *
   * @return 0 for a process that is gone
   */
  public static double cpuSeconds(long pid) {
    double seconds = ownCpuSeconds(pid);
    for (ProcessHandle child :
        ProcessHandle.of(pid)
            .map(handle -> handle.descendants().toList())
            .orElse(java.util.List.of())) {
      seconds += ownCpuSeconds(child.pid());
    }
    return seconds;
  }

  /** The same without children that still run. */
  public static double ownCpuSeconds(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      // The name of the program may hold anything, even a parenthesis.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      long ticks = 0;
      for (int i = USER_TIME; i < USER_TIME + TIMES; i++) {
        ticks += Long.parseLong(fields[i]);
      }
      return ticks / TICKS_PER_SECOND;
    } catch (IOException gone) {
      return 0;
    }
  }

  /** The largest resident set so far, MiB; 0 for a process that is gone. */
  public static double peakMemory(long pid) {
    return status(pid, "VmHWM:");
  }

  /** The resident set now, MiB; 0 for a process that is gone. */
  public static double memory(long pid) {
    return status(pid, "VmRSS:");
  }

  private static double status(long pid, String field) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .filter(line -> line.startsWith(field))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D+", "")) / KIB_PER_MIB)
          .findFirst()
          .orElse(0);
    } catch (IOException gone) {
      return 0;
    }
  }
}
