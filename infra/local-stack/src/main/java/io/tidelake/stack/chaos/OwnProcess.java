package io.tidelake.stack.chaos;

import io.tidelake.ingest.StopHook;
import io.tidelake.stack.OwnClassPath;
import io.tidelake.stack.StackOptions;
import io.tidelake.stack.Tidelake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs a command in a JVM of its own with copies of the project's jars: a run takes long, and a
 * build meanwhile must not break it. The two end together.
 */
final class OwnProcess {

  private static final String MARK = "tidelake.own-process";
  private static final int TERMINATED = 143;

  /** Longer than the run itself takes to stop. */
  private static final Duration STOP_PATIENCE = Duration.ofMinutes(3);

  private OwnProcess() {}

  /** Whether this is that JVM already; if so it ends with the one that started it. */
  static boolean here() {
    boolean here = Boolean.getBoolean(MARK);
    if (here) {
      ProcessHandle.current()
          .parent()
          .ifPresent(parent -> parent.onExit().thenRun(() -> System.exit(TERMINATED)));
    }
    return here;
  }

  /**
   * @param arguments of {@code tidelake}
   * @return the exit code
   */
  static int run(List<String> arguments) throws IOException, InterruptedException {
    Path copies = Files.createTempDirectory("tidelake");
    try {
      List<String> line = new ArrayList<>();
      line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      line.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
      line.addAll(
          List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
      line.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
      line.add("-Dtidelake.project=" + StackOptions.projectRoot());
      line.add("-D" + MARK + "=true");
      line.addAll(List.of("-cp", OwnClassPath.copiedTo(copies), Tidelake.class.getName()));
      line.addAll(arguments);
      Process process = new ProcessBuilder(line).inheritIO().start();
      try (StopHook _ = new StopHook("end-own-process", STOP_PATIENCE, process::destroy)) {
        return process.waitFor();
      }
    } finally {
      delete(copies);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }
}
