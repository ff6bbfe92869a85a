package io.tidelake.bench.footprint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidelake.bench.BenchResult;
import io.tidelake.bench.BenchSettings;
import io.tidelake.bench.Benchmark;
import io.tidelake.bench.ProcessUse;
import io.tidelake.bench.ThreadCosts;
import io.tidelake.bench.ThreadUse;
import io.tidelake.stack.StackOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The stack as a user starts it, {@code ./tidelake up} on an empty lake: how long that takes, and
 * what all its processes hold and use when nothing happens.
 */
public final class FootprintBenchmark implements Benchmark {

  private static final Duration SETTLED = Duration.ofMinutes(2);
  private static final Duration QUICK_SETTLED = Duration.ofSeconds(45);

  /** A look has to be longer than what is done now and then. */
  private static final int LONGER = 3;

  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MIB_PER_GIB = 1024;

  private static final String SUPERVISOR = "supervisor";
  private static final String UP = "up, from a built tree";
  private static final String MEMORY = "memory of all parts";
  private static final String IDLE = "CPU of all parts, idle";

  @Override
  public String name() {
    return "footprint";
  }

  @Override
  public void run(BenchSettings settings, BenchResult result) throws Exception {
    ThreadCosts threads = new ThreadCosts();
    for (int round = 1; round <= settings.rounds(); round++) {
      settings.say().accept("Round %d: up ...".formatted(round));
      try {
        long start = System.nanoTime();
        tidelake(settings, "up");
        result.add(UP, "s", (System.nanoTime() - start) / NANOS_PER_SECOND);
        settings.say().accept("... and idle");
        Thread.sleep(settings.quick() ? QUICK_SETTLED : SETTLED);
        look(settings, result, processes(settings), threads);
      } finally {
        // Also when we are told to end, which interrupts what waits.
        boolean interrupted = Thread.interrupted();
        tidelake(settings, "down", "--purge");
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
    threads.into(result, "idle", "% of a core");
    result.atMost("S11", "memory of all parts (GiB)", 8, result.median(MEMORY));
    result.atMost("S11", "CPU of all parts, idle (% of a core)", 10, result.median(IDLE));
    result.atMost("S11", "up, from a built tree (s)", 60, result.median(UP));
    result.note(
        "Memory: the resident sets added up, in which what processes share counts for each. The"
            + " first start after a build takes longer: no part has an archive of its classes yet.");
  }

  private static void look(
      BenchSettings settings, BenchResult result, Map<String, Long> processes, ThreadCosts threads)
      throws InterruptedException {
    Map<String, Double> before = new LinkedHashMap<>();
    processes.forEach((part, pid) -> before.put(part, ProcessUse.ownCpuSeconds(pid)));
    ThreadUse use = ThreadUse.begin(processes);
    long start = System.nanoTime();
    Thread.sleep(Duration.ofSeconds((long) settings.seconds() * LONGER));
    double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
    threads.add(use.groups(), seconds / 100);
    double memory = 0;
    double cpu = 0;
    for (Map.Entry<String, Long> process : processes.entrySet()) {
      String part = process.getKey();
      double mebibytes = ProcessUse.memory(process.getValue());
      double percent =
          (ProcessUse.ownCpuSeconds(process.getValue()) - before.get(part)) * 100 / seconds;
      result.add(part + ", memory", "MiB", mebibytes);
      result.add(part + ", CPU, idle", "% of a core", percent);
      result.add(part + ", largest memory", "MiB", ProcessUse.peakMemory(process.getValue()));
      memory += mebibytes;
      cpu += percent;
    }
    result.add(MEMORY, "GiB", memory / MIB_PER_GIB);
    result.add(IDLE, "% of a core", cpu);
  }

  /** Of each part the process, and of the one that started them. */
  private static Map<String, Long> processes(BenchSettings settings)
      throws IOException, InterruptedException {
    Map<String, Long> processes = new LinkedHashMap<>();
    JsonNode status = new JsonMapper().readTree(tidelake(settings, "status", "--json"));
    for (JsonNode part : status.path("parts")) {
      long pid = part.path("pid").asLong();
      if (pid != 0) {
        processes.put(part.path("name").asText(), pid);
        ProcessHandle.of(pid)
            .flatMap(ProcessHandle::parent)
            .ifPresent(parent -> processes.putIfAbsent(SUPERVISOR, parent.pid()));
      }
    }
    return processes;
  }

  /**
   * Runs a command as a user does.
   *
   * @return what it printed
   */
  private static String tidelake(BenchSettings settings, String... command)
      throws IOException, InterruptedException {
    Path project = StackOptions.projectRoot();
    List<String> line = new ArrayList<>();
    line.add(project.resolve("tidelake").toString());
    line.addAll(List.of(command));
    line.addAll(List.of("--port-offset", Integer.toString(settings.portOffset())));
    Files.createDirectories(settings.home());
    Path output = Files.createTempFile(settings.home(), command[0], ".out");
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(output.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "TIDELAKE_HOME",
                settings.home().resolve("footprint").toString(),
                "TIDELAKE_NO_BUILD",
                "1"));
    int exit = builder.start().waitFor();
    String printed = Files.readString(output);
    if (exit != 0) {
      throw new IOException("./tidelake %s ended with %d: %s".formatted(command[0], exit, printed));
    }
    Files.delete(output);
    return printed;
  }
}
