package io.tidelake.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** What a process has used, out of {@code /proc}. */
public final class ProcessUse {

  /** Of {@code /proc/[pid]/stat}, on every Linux that we know. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int USER_TIME = 11;
  private static final int TIMES = 4;

  /** Without the times of children that ended. */
  private static final int OWN_TIMES = 2;

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
    return seconds(Path.of("/proc/" + pid + "/stat"), TIMES);
  }

  /** CPU seconds of a process' own threads, those that ended included. */
  static double threadSeconds(long pid) {
    return seconds(Path.of("/proc/" + pid + "/stat"), OWN_TIMES);
  }

  private static double seconds(Path file, int times) {
    try {
      return seconds(Files.readString(file), times);
    } catch (IOException gone) {
      return 0;
    }
  }

  /**
   * @param times how many fields: user and system time, then those of children that ended
   */
  private static double seconds(String stat, int times) {
    // The name of the program may hold anything, even a parenthesis.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks = 0;
    for (int i = USER_TIME; i < USER_TIME + times; i++) {
      ticks += Long.parseLong(fields[i]);
    }
    return ticks / TICKS_PER_SECOND;
  }

  /**
   * What a thread has used.
   *
   * @param group its name without digits, so that threads of a pool have the same
   */
  record ThreadTime(String group, double seconds) {}

  /**
   * The threads of a process by id. Linux keeps fifteen characters of a name, of which a JVM uses
   * the first seven, two dots and the last six where a name is longer.
   */
  static Map<Long, ThreadTime> threads(long pid) {
    Map<Long, ThreadTime> threads = new LinkedHashMap<>();
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
      for (Path task : tasks.toList()) {
        String stat;
        try {
          stat = Files.readString(task.resolve("stat"));
        } catch (IOException ended) {
          continue;
        }
        String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
        threads.put(
            Long.parseLong(task.getFileName().toString()),
            new ThreadTime(group(name), seconds(stat, OWN_TIMES)));
      }
    } catch (IOException | UncheckedIOException gone) {
      return threads;
    }
    return threads;
  }

  /** Without digits, and without what they leave at the end. */
  static String group(String name) {
    String group = name.replaceAll("\\d+", "").replaceAll("[-#(/)\\s]+$", "");
    return group.isEmpty() ? name : group;
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
