package io.tidelake.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What it was measured on. */
final class Machine {

  private static final long KIB_PER_GIB = 1 << 20;

  private Machine() {}

  static String describe() {
    return "%d cores (%s), %s memory, Linux %s, Java %s, load average at the end %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            field("/proc/cpuinfo", "model name"),
            memory(),
            System.getProperty("os.version"),
            Runtime.version(),
            load());
  }

  private static String memory() {
    String kib = field("/proc/meminfo", "MemTotal").replaceAll("\\D+", "");
    return kib.isEmpty() ? "unknown" : Long.parseLong(kib) / KIB_PER_GIB + " GiB";
  }

  private static String load() {
    try {
      return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
    } catch (IOException e) {
      return "unknown";
    }
  }

  private static String field(String file, String name) {
    try {
      return Files.readAllLines(Path.of(file)).stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }
}
