package io.tidelake.bench;

import io.tidelake.bench.export.ExportBenchmark;
import io.tidelake.bench.fanout.FanoutBenchmark;
import io.tidelake.bench.footprint.FootprintBenchmark;
import io.tidelake.bench.freshness.FreshnessBenchmark;
import io.tidelake.bench.history.HistoryBenchmark;
import io.tidelake.bench.layout.LayoutBenchmark;
import io.tidelake.bench.live.LiveBenchmark;
import io.tidelake.bench.live.UnderLoadBenchmark;
import io.tidelake.bench.pipeline.GrowthBenchmark;
import io.tidelake.bench.pipeline.PipelineBenchmark;
import io.tidelake.bench.sustained.SustainedBenchmark;
import io.tidelake.bench.upkeep.UpkeepBenchmark;
import io.tidelake.stack.StackOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code ./tidelake bench}. */
@Command(
    name = "tidelake bench",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Measure the stack beside its peers, on servers of its own. Prints Markdown; ends by itself",
      "and leaves nothing running."
    },
    footer = {
      "",
      "Benchmarks: pipeline (Kafka to the lake, beside Kafka Connect and bare consumers),",
      "pipeline-growth (the same with more partitions, processes, cells, days),",
      "sustained (a rate that is held for minutes, then reconciled),",
      "upkeep (maintain, recompute and kill -9 while events stream in, then reconciled),",
      "freshness (write to Kafka until a query of Trino finds it),",
      "live (write to Kafka until painted in Chromium, beside a bare Kafka consumer),",
      "live-under-load (the same during compaction and questions about 90 days, beside quiet),",
      "fanout (2,000 connections, beside a bare Netty broadcast),",
      "history (questions about 90 days, beside Trino on the events, DuckDB and PostgreSQL),",
      "layout (a table after a day of small commits, beside a copy),",
      "export (CSV and workbooks, beside bare JDBC, POI and fastexcel),",
      "footprint (what an idle stack takes).",
      "A benchmark that fails is a row of the tables, and the next one follows.",
      "Exit codes: 0 measured, 1 one failed or was out of time, 2 wrong usage, 130 ended by Ctrl-C."
    })
public final class Bench implements Callable<Integer> {

  private static final int FAILED = 1;
  private static final int INTERRUPTED = 130;
  private static final DateTimeFormatter FILE_TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private static final List<Benchmark> ALL =
      List.of(
          new PipelineBenchmark(),
          new GrowthBenchmark(),
          new SustainedBenchmark(),
          new UpkeepBenchmark(),
          new FreshnessBenchmark(),
          new LiveBenchmark(),
          new UnderLoadBenchmark(),
          new FanoutBenchmark(),
          new HistoryBenchmark(),
          new LayoutBenchmark(),
          new ExportBenchmark(),
          new FootprintBenchmark());

  @Parameters(arity = "0..*", paramLabel = "NAME", description = "Which (default: all).")
  private List<String> names = List.of();

  @Option(names = "--quick", description = "One short round of each, in about two minutes.")
  private boolean quick;

  @Option(
      names = "--reuse",
      description = {
        "Keep the loaded lakes of history and export, and take them again instead of loading, which"
            + " takes minutes."
      })
  private boolean reuse;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds, in turn with the peers (default: 5, with --quick 1).")
  private @Nullable Integer rounds;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Of one measurement (default: 20, with --quick 8).")
  private @Nullable Integer seconds;

  @Option(
      names = "--events",
      paramLabel = "N",
      description = {
        "Of one measurement of pipeline (default: 10,000,000, with --quick 1,000,000), in the lakes"
            + " of live-under-load (5,000,000, 1,000,000), history (50,000,000, 2,000,000) and export (10,000,000, 1,000,000), and of layout"
            + " (8,640,000, 300,000; a commit has 1,000)."
      })
  private @Nullable Long events;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Events a second of freshness, sustained and upkeep (default: see there).")
  private @Nullable Long rate;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      description = "Of sustained (default: 10, with --quick 1).")
  private @Nullable Integer minutes;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "42",
      description = "Of the input (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the figures there (default: results/TIME.json in the home).")
  private @Nullable Path json;

  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      description = "Write the tables there (default: results/TIME.md in the home).")
  private @Nullable Path markdown;

  @Option(
      names = "--home",
      paramLabel = "FOLDER",
      description =
          "Of the stacks, emptied at the start unless with --reuse (default: .tidelake-bench).")
  private @Nullable Path home;

  @Option(
      names = "--port-offset",
      paramLabel = "N",
      defaultValue = "700",
      description = "Shift every port by N (default: ${DEFAULT-VALUE}).")
  private int portOffset;

  @Option(
      names = "--time-limit",
      paramLabel = "MINUTES",
      defaultValue = "600",
      description = {
        "Give up after so long (default: ${DEFAULT-VALUE}, by estimate enough for all of them)."
      })
  private int timeLimit;

  @Spec private @Nullable CommandSpec spec;

  private final List<Benchmark> all;
  private volatile boolean ctrlC;
  private volatile String stopped = "";

  private Bench() {
    this(ALL);
  }

  /**
   * @param all those that can be chosen
   */
  Bench(List<Benchmark> all) {
    this.all = all;
  }

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Bench()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    List<Benchmark> chosen = chosen();
    PrintWriter out = command().getOut();
    BenchSettings settings =
        new BenchSettings(
            home != null ? home.toAbsolutePath() : defaultHome(),
            portOffset,
            atLeastOne("--rounds", rounds, quick ? 1 : 5),
            atLeastOne("--seconds", seconds, quick ? 8 : 20),
            quick,
            positive("--events", events),
            positive("--rate", rate),
            minutes == null ? 0 : atLeastOne("--minutes", minutes, 0),
            reuse,
            seed,
            text -> command().getErr().println(text));
    Path jsonFile = json != null ? json : resultFile(settings, "json");
    Path markdownFile = markdown != null ? markdown : resultFile(settings, "md");
    Thread main = Thread.currentThread();
    CountDownLatch ended = new CountDownLatch(1);
    // Whoever stops us waits until nothing of ours runs any more.
    Thread hook = new Thread(() -> stop(main, ended), "stop-bench");
    Runtime.getRuntime().addShutdownHook(hook);
    Thread.ofPlatform().daemon().name("time-limit").start(() -> limit(main));
    try {
      Report report = new Report(settings);
      out.println(report.head() + System.lineSeparator());
      // What cannot be written is found before hours of measuring, not after.
      report.write(jsonFile, markdownFile);
      for (Benchmark benchmark : chosen) {
        BenchResult result = run(benchmark, settings);
        report.add(result);
        out.println(result.markdown());
        out.flush();
        report.write(jsonFile, markdownFile);
      }
      out.println(report.summary());
      out.println("Written to %s and %s".formatted(jsonFile, markdownFile));
      out.flush();
      return ctrlC ? INTERRUPTED : report.failed() ? FAILED : 0;
    } catch (IOException e) {
      command().getErr().println("bench: " + e);
      return FAILED;
    } finally {
      ended.countDown();
      removeHook(hook);
    }
  }

  /** Measures, or tells why not: after the end of time nothing is begun any more. */
  private BenchResult run(Benchmark benchmark, BenchSettings settings) {
    BenchResult result = new BenchResult(benchmark.name());
    if (!stopped.isEmpty()) {
      result.fail("not begun: " + stopped);
      return result;
    }
    try {
      benchmark.run(settings, result);
    } catch (Exception | LinkageError e) {
      // What is interrupted says so in many ways.
      result.fail(stopped.isEmpty() ? withCauses(e) : stopped);
      command().getErr().println("bench: " + benchmark.name() + ": " + result.failure());
    }
    // Else the files would not be written.
    Thread.interrupted();
    return result;
  }

  private static String withCauses(Throwable failure) {
    StringBuilder text = new StringBuilder(failure.toString());
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      text.append("; caused by ").append(cause);
    }
    return text.toString();
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException underWay) {
      // It waits for us alone.
    }
  }

  private void stop(Thread main, CountDownLatch ended) {
    ctrlC = true;
    stopped = "stopped before the end";
    main.interrupt();
    try {
      ended.await(2, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void limit(Thread main) {
    try {
      Thread.sleep(Duration.ofMinutes(timeLimit));
      stopped = "not done after " + timeLimit + " minutes (--time-limit)";
      main.interrupt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Path resultFile(BenchSettings settings, String extension) {
    String time = FILE_TIME.format(Instant.now());
    return settings.home().resolve("results").resolve(time + "." + extension);
  }

  private List<Benchmark> chosen() {
    List<Benchmark> chosen = new ArrayList<>();
    for (String name : names) {
      chosen.add(
          all.stream()
              .filter(benchmark -> benchmark.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new ParameterException(
                          command(),
                          "no benchmark is called '%s': choose of %s"
                              .formatted(name, all.stream().map(Benchmark::name).toList()))));
    }
    return chosen.isEmpty() ? all : chosen;
  }

  private int atLeastOne(String option, @Nullable Integer given, int otherwise) {
    if (given != null && given < 1) {
      throw new ParameterException(command(), "%s is %d: give at least 1".formatted(option, given));
    }
    return given == null ? otherwise : given;
  }

  /** 0 if it is not given. */
  private long positive(String option, @Nullable Long given) {
    if (given != null && given < 1) {
      throw new ParameterException(command(), "%s is %d: give at least 1".formatted(option, given));
    }
    return given == null ? 0 : given;
  }

  private static Path defaultHome() {
    return StackOptions.projectRoot().resolve(".tidelake-bench");
  }

  private CommandLine command() {
    return Objects.requireNonNull(spec).commandLine();
  }
}
