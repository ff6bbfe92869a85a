package io.tidelake.bench;

import io.tidelake.stack.server.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Commands of {@code ./tidelake} about a stack that a benchmark has started. */
public final class StackCommand {

  /** Of the log, in the message of a command that failed. */
  private static final int LAST_LINES = 10;

  private StackCommand() {}

  /**
   * Runs a command to its end, in a process of its own, as a user would. What it prints goes to the
   * logs of the stack.
   *
   * @param arguments such as {@code maintain}
   * @throws IOException if its exit code is not 0; tells the end of what it printed
   * @throws InterruptedException if this thread was told to end; then the command has ended too
   */
  public static void run(Site site, String... arguments) throws IOException, InterruptedException {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Dtidelake.project=" + site.project(),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                "io.tidelake.stack.Tidelake"));
    line.addAll(List.of(arguments));
    Path log = site.log("bench-" + arguments[0]);
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(site.project().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("TIDELAKE_HOME", site.home().toString());
    builder.environment().put("TIDELAKE_PORT_OFFSET", Integer.toString(site.portOffset()));
    Process process = builder.start();
    try {
      int exit = process.waitFor();
      if (exit != 0) {
        throw new IOException(
            "'%s' ended with %d: %s".formatted(String.join(" ", arguments), exit, lastLines(log)));
      }
    } finally {
      // A command may have a program of its own below it.
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
  }

  private static String lastLines(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join(
        System.lineSeparator(),
        lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }
}
