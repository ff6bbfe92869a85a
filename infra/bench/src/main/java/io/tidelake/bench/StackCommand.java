package io.tidelake.bench;

import io.tidelake.stack.server.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command of {@code ./tidelake} about a stack that a benchmark has started, in a process of its
 * own, as a user would run it. What it prints goes to the logs of the stack. Ends with this object
 * at the latest.
 */
public final class StackCommand implements AutoCloseable {

  /** Of the log, in the message of a command that failed. */
  private static final int LAST_LINES = 10;

  private static final long LOOK_MILLIS = 100;

  /** Loading the largest lake takes minutes; beyond this a command hangs. */
  private static final Duration TIMEOUT = Duration.ofHours(1);

  private final List<String> arguments;
  private final Process process;
  private final Path log;
  private final int before;
  private final long start = System.nanoTime();
  private double peakMemory;

  private StackCommand(List<String> arguments, Process process, Path log, int before) {
    this.arguments = arguments;
    this.process = process;
    this.log = log;
    this.before = before;
  }

  /**
   * Runs a command to its end.
   *
   * @param arguments such as {@code maintain}
   * @throws IOException if its exit code is not 0; tells the end of what it printed
   * @throws InterruptedException if this thread was told to end; then the command has ended too
   */
  public static void run(Site site, String... arguments) throws IOException, InterruptedException {
    try (StackCommand command = start(site, arguments)) {
      command.await();
    }
  }

  /**
   * Starts a command.
   *
   * @param arguments such as {@code maintain}
   */
  public static StackCommand start(Site site, String... arguments) throws IOException {
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
    int before = Files.exists(log) ? Files.readAllLines(log).size() : 0;
    return new StackCommand(List.of(arguments), builder.start(), log, before);
  }

  /**
   * Waits until it has ended.
   *
   * @return the seconds since it was started
   * @throws IOException if its exit code is not 0; tells the end of what it printed
   */
  public double await() throws IOException, InterruptedException {
    while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      process
          .descendants()
          .forEach(
              program -> peakMemory = Math.max(peakMemory, ProcessUse.peakMemory(program.pid())));
      if (seconds() > TIMEOUT.toSeconds()) {
        throw new IOException("'%s' has not ended after %s".formatted(arguments, TIMEOUT));
      }
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          "'%s' ended with %d: %s"
              .formatted(
                  String.join(" ", arguments),
                  process.exitValue(),
                  String.join(System.lineSeparator(), lastLines())));
    }
    return seconds();
  }

  private double seconds() {
    return (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
  }

  /**
   * Ends it and the program below it at once, as {@code kill -9}, unless it has ended before.
   *
   * @param after it was started
   * @return whether it was killed
   */
  public boolean kill(Duration after) throws InterruptedException {
    if (process.waitFor(after.toMillis(), TimeUnit.MILLISECONDS)) {
      return false;
    }
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
    return true;
  }

  /** The largest resident set of the program below it, seen while it was waited for, MiB. */
  public double peakMemory() {
    return peakMemory;
  }

  /** What it has printed. */
  public List<String> output() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return lines.subList(Math.min(before, lines.size()), lines.size());
  }

  private List<String> lastLines() throws IOException {
    List<String> lines = output();
    return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
  }

  @Override
  public void close() {
    // A command may have a program of its own below it.
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }
}
