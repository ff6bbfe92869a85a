package io.tidelake.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs {@code tidelake} commands as a user would: each in a process of its own. */
final class TidelakeCli {

  /**
   * What a command left.
   *
   * @param exitCode of the process
   * @param out standard output
   * @param err standard error
   */
  record Result(int exitCode, String out, String err) {

    Result orThrow() {
      if (exitCode != 0) {
        throw new AssertionError("exit code " + exitCode + "\n" + out + "\n" + err);
      }
      return this;
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private final Path project;
  private final Path home;
  private final int portOffset;

  TidelakeCli(Path project, Path home, int portOffset) {
    this.project = project;
    this.home = home;
    this.portOffset = portOffset;
  }

  /** The root of the project. */
  Path project() {
    return project;
  }

  /** Runs a command to its end. */
  Result run(String... arguments) throws IOException, InterruptedException {
    return run(TIMEOUT, arguments);
  }

  /** Runs a command that may take as long as this; one that has not ended by then hangs. */
  Result run(Duration timeout, String... arguments) throws IOException, InterruptedException {
    return await(start(arguments), timeout);
  }

  /** Starts a command and does not wait. */
  Running start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // As the script starts it: most commands are over before a second compiler or more collectors
    // pay.
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("io.tidelake.stack.Tidelake");
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile("tidelake", ".out");
    Path err = Files.createTempFile("tidelake", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(project.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("TIDELAKE_HOME", home.toString());
    builder.environment().put("TIDELAKE_PORT_OFFSET", Integer.toString(portOffset));
    return new Running(builder.start(), out, err);
  }

  /** A command that runs. */
  record Running(Process process, Path out, Path err) {}

  Result await(Running running) throws IOException, InterruptedException {
    return await(running, TIMEOUT);
  }

  private static Result await(Running running, Duration timeout)
      throws IOException, InterruptedException {
    if (!running.process().waitFor(timeout.toSeconds(), TimeUnit.SECONDS)) {
      running.process().destroyForcibly();
      throw new AssertionError(
          "still running after %s: %s%n%s%n%s"
              .formatted(
                  timeout,
                  running,
                  Files.readString(running.out()),
                  Files.readString(running.err())));
    }
    Result result =
        new Result(
            running.process().exitValue(),
            Files.readString(running.out()),
            Files.readString(running.err()));
    Files.delete(running.out());
    Files.delete(running.err());
    return result;
  }

  /** What {@code status --json} says. */
  JsonNode status() throws IOException, InterruptedException {
    return JSON.readTree(run("status", "--json").out());
  }

  /** The process id of a part, or null while it has none. */
  @Nullable Long pid(String part) throws IOException, InterruptedException {
    for (JsonNode each : status().path("parts")) {
      if (each.path("name").asText().equals(part) && each.path("pid").asLong() > 0) {
        return each.path("pid").asLong();
      }
    }
    return null;
  }

  /** The content of {@code endpoints.json}. */
  JsonNode endpoints() throws IOException {
    return JSON.readTree(home.resolve("endpoints.json").toFile());
  }
}
