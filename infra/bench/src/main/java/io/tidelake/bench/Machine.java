package io.tidelake.bench;

import io.tidelake.stack.StackOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What it was measured on. */
final class Machine {

  private static final long KIB_PER_GIB = 1 << 20;
  private static final String UNKNOWN = "unknown";

  private Machine() {}

  static String describe() {
    return "%d cores (%s), %s memory, Linux %s, Java %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            field("/proc/cpuinfo", "model name"),
            memory(),
            System.getProperty("os.version"),
            Runtime.version());
  }

  /** Which commit of the project is measured; {@code unknown} outside of a repository. */
  static String commit() throws InterruptedException {
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty")
              .directory(StackOptions.projectRoot().toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String commit = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return git.waitFor() == 0 ? commit.strip() : UNKNOWN;
    } catch (IOException noGit) {
      return UNKNOWN;
    }
  }

  private static String memory() {
    String kib = field("/proc/meminfo", "MemTotal").replaceAll("\\D+", "");
    return kib.isEmpty() ? UNKNOWN : Long.parseLong(kib) / KIB_PER_GIB + " GiB";
  }

  /** Of the last minute: what else the machine does, before anything is started. */
  static String load() {
    try {
      return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
    } catch (IOException e) {
      return UNKNOWN;
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
