package io.tidelake.stack;

import io.tidelake.stack.process.State;
import io.tidelake.stack.process.Termination;
import io.tidelake.stack.server.Part;
import io.tidelake.stack.server.Site;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The stack from outside: starts its {@link Supervisor}, follows it, ends it. */
final class BackgroundStack {

  private static final Duration POLL = Duration.ofMillis(150);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(120);

  private final StackOptions options;
  private final Set<String> without;
  private final Site site;
  private final PrintWriter out;
  // Known before its pid file is written.
  private volatile @Nullable ProcessHandle started;

  /**
   * @param without the names left out of {@code options}, handed on to the supervisor
   */
  BackgroundStack(StackOptions options, Set<String> without, PrintWriter out) {
    this.options = options;
    this.without = without;
    this.site = options.site();
    this.out = out;
  }

  /**
   * Starts the stack unless it runs; returns when every part is healthy.
   *
   * @param owner a process with which the stack shall end, if any
   */
  void up(@Nullable ProcessHandle owner) throws StackException, IOException, InterruptedException {
    Instant begin = Instant.now();
    Optional<ProcessHandle> running = Supervisor.running(site);
    if (running.isPresent()) {
      say("A stack already runs in " + site.home() + ".");
      follow(running.get(), begin, false);
    } else {
      new Home(site.home()).create();
      Files.deleteIfExists(Supervisor.snapshotFile(site));
      ProcessHandle supervisor = startSupervisor(owner);
      started = supervisor;
      follow(supervisor, begin, true);
    }
    printUrls();
  }

  /** Stops the stack; returns false if nothing ran. */
  boolean down() throws InterruptedException, StackException, IOException {
    Optional<ProcessHandle> supervisor =
        Supervisor.running(site)
            .or(() -> Optional.ofNullable(started).filter(ProcessHandle::isAlive));
    if (supervisor.isPresent()) {
      ProcessHandle process = supervisor.get();
      say("Stopping ...");
      process.destroy();
      if (!Termination.awaitExit(process, STOP_TIMEOUT)) {
        process.destroyForcibly();
        Termination.awaitExit(process, POLL);
      }
    }
    // Also without a supervisor: it may have been killed.
    List<Part> leftovers = Files.isDirectory(site.home()) ? new Leftovers(site).stop() : List.of();
    if (!leftovers.isEmpty()) {
      say("Stopped what was left without a supervisor: " + Part.titles(leftovers));
    }
    Supervisor.pidFile(site).delete();
    Files.deleteIfExists(Supervisor.snapshotFile(site));
    Files.deleteIfExists(site.home().resolve("endpoints.json"));
    return supervisor.isPresent() || !leftovers.isEmpty();
  }

  private ProcessHandle startSupervisor(@Nullable ProcessHandle owner) throws IOException {
    Path log = site.log("supervisor");
    Files.createDirectories(log.getParent());
    List<String> line = new ArrayList<>();
    // A session of its own: neither Ctrl-C nor the end of the terminal reaches it.
    if (onPath("setsid")) {
      line.add("setsid");
    } else {
      line.add("nohup");
    }
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    line.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    line.add("-Dtidelake.project=" + site.project());
    line.addAll(List.of("-cp", OwnClassPath.copiedTo(site.home().resolve("lib"))));
    line.addAll(List.of(Tidelake.class.getName(), "supervise"));
    line.addAll(List.of("--port-offset", Integer.toString(site.portOffset())));
    line.addAll(List.of("--host", site.host()));
    for (String name : without) {
      line.addAll(List.of("--without", name));
    }
    line.addAll(List.of("--timeout", options.readyTimeout().toString()));
    if (options.secure()) {
      line.add("--secure");
    }
    if (owner != null) {
      line.addAll(List.of("--owner", Long.toString(owner.pid())));
    }
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(site.project().toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("TIDELAKE_HOME", site.home().toString());
    return builder.start().toHandle();
  }

  /** Prints a line per part that gets healthy, until all are or the supervisor gives up. */
  private void follow(ProcessHandle supervisor, Instant begin, boolean fresh)
      throws StackException, InterruptedException {
    Set<String> healthy = new HashSet<>();
    while (true) {
      boolean alive = supervisor.isAlive();
      Optional<Snapshot> read = Snapshot.read(Supervisor.snapshotFile(site));
      if (read.isPresent()) {
        Snapshot snapshot = read.get();
        for (Snapshot.PartLine part : snapshot.parts()) {
          if (part.state().equals(State.HEALTHY.toString()) && healthy.add(part.name()) && fresh) {
            say(
                "  %-14s healthy after %5.1f s"
                    .formatted(
                        part.name(), Duration.between(begin, Instant.now()).toMillis() / 1000.0));
          }
        }
        if (snapshot.phase() == Snapshot.Phase.RUNNING) {
          if (!fresh) {
            sayUnhealthy(snapshot);
          }
          return;
        }
        if (snapshot.phase() == Snapshot.Phase.FAILED && !alive) {
          StackException.Kind kind =
              Arrays.stream(StackException.Kind.values())
                  .filter(candidate -> candidate.exitCode() == snapshot.exitCode())
                  .findFirst()
                  .orElse(StackException.Kind.FAILURE);
          throw new StackException(kind, String.valueOf(snapshot.failure()));
        }
      }
      if (!alive) {
        throw new StackException(
            StackException.Kind.FAILURE,
            "the supervisor ended while the stack was starting; see " + site.log("supervisor"));
      }
      Thread.sleep(POLL);
    }
  }

  private void sayUnhealthy(Snapshot snapshot) throws StackException {
    List<String> unhealthy =
        snapshot.parts().stream()
            .filter(part -> !part.state().equals(State.HEALTHY.toString()))
            .map(part -> part.name() + " is " + part.state())
            .toList();
    if (!unhealthy.isEmpty()) {
      throw new StackException(StackException.Kind.FAILURE, String.join(", ", unhealthy));
    }
    say("Every part is healthy.");
  }

  private void printUrls() {
    Endpoints endpoints = Endpoints.of(site);
    say("");
    if (options.parts().contains(Part.QUERY_API)) {
      say("  dashboard    " + endpoints.dashboard());
      if (options.secure()) {
        say("               asks for a token: ./tidelake token --role viewer --user NAME");
      }
    }
    say("  Trino        " + endpoints.trino());
    say("  Flink        " + endpoints.flink());
    say("  Kafka        " + endpoints.kafka());
    say("  catalog      " + endpoints.catalog());
    say("  object store " + endpoints.objectStore());
    say("");
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }

  private static boolean onPath(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
