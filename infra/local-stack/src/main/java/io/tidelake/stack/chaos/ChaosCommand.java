package io.tidelake.stack.chaos;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidelake.ingest.StopHook;
import io.tidelake.stack.StackOptions;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Breaks a stack of its own, part by part, and shows that nothing is lost. */
@Command(
    name = "chaos",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Start a stack beside yours, put it under load, break it by a seeded schedule, and check that",
      "no record is lost or doubled, every sum agrees, and no displayed count goes backwards."
    },
    footer = {
      "",
      "Faults: kill -9 and SIGSTOP of every part; commits whose answer is lost or late, or that",
      "arrive late themselves; a catalog that answers 503; an object store that is slow, silent or",
      "refusing; the job restarted from its newest or oldest checkpoint, without one, and after all",
      "snapshots but the newest have expired. Same seed and number, same schedule.",
      "",
      "Exit codes: 0 all exact, 1 a loss, a difference, a count gone backwards or a part that did not",
      "come back, 2 wrong usage, 3 something is missing on this machine, 130 ended by Ctrl-C."
    })
public final class ChaosCommand implements Callable<Integer> {

  private static final int FAILED = 1;
  private static final int INTERRUPTED = 130;
  private static final Duration STOP_PATIENCE = Duration.ofMinutes(2);

  @Option(
      names = "--faults",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many faults (default: ${DEFAULT-VALUE}).")
  private int faults;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Of schedule and load (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "2000",
      description = "Events per second, some late, some malformed (default: ${DEFAULT-VALUE}).")
  private long rate;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description =
          "Least time from one fault to the next; 0 goes on as soon as the stack is back (default:"
              + " ${DEFAULT-VALUE}).")
  private int interval;

  @Option(
      names = "--only",
      paramLabel = "FAULT",
      split = ",",
      description =
          "Draw from these faults alone, by name as --dry-run prints them, such as 'kill kafka'.")
  private List<String> only = List.of();

  @Option(
      names = "--brief",
      description =
          "Instead of drawing, each of the faults that break pipelines most often, once: for tests.")
  private boolean brief;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write the report there, as JSON.")
  private @Nullable Path json;

  @Option(
      names = "--home",
      paramLabel = "FOLDER",
      description = "Of the stack, emptied at the start (default: chaos/ in the state folder).")
  private @Nullable Path home;

  @Option(
      names = "--port-offset",
      paramLabel = "N",
      defaultValue = "300",
      description = "Shift every port of the stack by N (default: ${DEFAULT-VALUE}).")
  private int portOffset;

  @Option(names = "--dry-run", description = "Print the schedule and do nothing.")
  private boolean dryRun;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    atLeast("--faults", 1, faults);
    atLeast("--rate", 1, rate);
    atLeast("--interval", 0, interval);
    PrintWriter out = command().getOut();
    Schedule schedule = schedule();
    if (dryRun) {
      schedule.steps().forEach(out::println);
      out.flush();
      return 0;
    }
    if (!OwnProcess.here()) {
      return OwnProcess.run(command().getParent().getParseResult().originalArgs());
    }
    ChaosSettings settings =
        new ChaosSettings(
            schedule, seed, rate, Duration.ofSeconds(interval), chosenHome(), portOffset);
    Thread main = Thread.currentThread();
    // The process may end once nothing of the stack is left.
    try (StopHook _ = new StopHook("stop-chaos", STOP_PATIENCE, main::interrupt)) {
      ChaosReport report = new ChaosRun(settings, out).run();
      new ReportTable(out).report(report);
      if (json != null) {
        write(report, json.toAbsolutePath());
      }
      return report.passed() ? 0 : FAILED;
    } catch (InterruptedException e) {
      out.println("Stopped before the end.");
      out.flush();
      return INTERRUPTED;
    }
  }

  private Path chosenHome() {
    if (home != null) {
      return home.toAbsolutePath();
    }
    String state = System.getenv().getOrDefault("TIDELAKE_HOME", "");
    // Not inside of a user's home, which would then not be recognised as one.
    return state.isBlank()
        ? StackOptions.projectRoot().resolve(".tidelake-chaos")
        : Path.of(state).resolve("chaos").toAbsolutePath();
  }

  private static void write(ChaosReport report, Path file) throws java.io.IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(
        file, new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n");
  }

  private CommandLine command() {
    return Objects.requireNonNull(spec).commandLine();
  }

  private Schedule schedule() {
    try {
      return brief ? Schedule.brief(seed) : Schedule.of(seed, faults, Set.copyOf(only));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command(), "--only: " + e.getMessage());
    }
  }

  private void atLeast(String option, long least, long given) {
    if (given < least) {
      throw new ParameterException(
          command(), "%s is %d: give at least %d".formatted(option, given, least));
    }
  }
}
