package io.tidelake.bench.pipeline;

import io.tidelake.bench.ProcessUse;
import io.tidelake.stack.LocalStack;
import io.tidelake.stack.StackException;
import io.tidelake.stack.server.LiveJob;
import io.tidelake.stack.server.Part;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Our job on TaskManagers that have run nothing before, from the beginning of the topic. */
final class LakeJob implements AutoCloseable {

  private static final Set<Part> TASK_MANAGERS = EnumSet.of(Part.TASKMANAGER, Part.TASKMANAGER_2);

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final long POLL_MILLIS = 200;

  /** Of the TaskManager's ports, the one that tells its metrics. */
  private static final int METRICS = 2;

  private static final String READ = "flink_taskmanager_job_task_operator_numRecordsIn{";
  private static final String SOURCE = "operator_name=\"Source:_records\"";

  private final LocalStack stack;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Set<Part> taskManagers;
  private final String id;

  private LakeJob(LocalStack stack, Set<Part> taskManagers, String id) {
    this.stack = stack;
    this.taskManagers = taskManagers;
    this.id = id;
  }

  /**
   * Starts the job.
   *
   * @param parts those of the stack's TaskManagers that shall run; the others do not
   * @param namespace of its tables, which do not exist
   * @param rawOnly without aggregates and live counts
   */
  static LakeJob start(
      LocalStack stack, Set<Part> parts, String topic, String namespace, boolean rawOnly)
      throws IOException, InterruptedException, StackException {
    for (Part part : TASK_MANAGERS) {
      if (stack.status().containsKey(part.title())) {
        stack.stopPart(part);
      }
    }
    for (Part part : parts) {
      stack.startPart(part);
    }
    for (Part part : parts) {
      stack.awaitHealthy(part, PATIENCE);
    }
    Map<String, String> options = new LinkedHashMap<>();
    options.put("--topic", topic);
    options.put("--namespace", namespace);
    if (rawOnly) {
      options.put("--raw-only", "");
    }
    return new LakeJob(stack, parts, stack.liveJob().submit(Optional.empty(), options));
  }

  /** JobManager and TaskManagers, by name. */
  Map<String, Long> processes() {
    Map<String, Long> processes = new LinkedHashMap<>();
    processes.put(Part.JOBMANAGER.title(), stack.status(Part.JOBMANAGER).pid());
    taskManagers.forEach(part -> processes.put(part.title(), stack.status(part).pid()));
    return processes;
  }

  /** CPU seconds of JobManager and TaskManagers so far. */
  double cpuSeconds() {
    return processes().values().stream().mapToDouble(ProcessUse::cpuSeconds).sum();
  }

  /** Of all of them, MiB. */
  double peakMemory() {
    return processes().values().stream().mapToDouble(ProcessUse::peakMemory).sum();
  }

  /**
   * @throws IOException if other TaskManagers run its tasks than those that were started for it
   */
  void requireOnAll() throws IOException, InterruptedException {
    Set<Part> hosts = stack.liveJob().taskManagers(id);
    if (!hosts.equals(taskManagers)) {
      throw new IOException("the job runs on %s, not on %s".formatted(hosts, taskManagers));
    }
  }

  /** Events that it has taken from Kafka. */
  long read() throws IOException, InterruptedException {
    long read = 0;
    for (Part part : taskManagers) {
      URI metrics =
          URI.create(
              "http://127.0.0.1:%d/metrics"
                  .formatted(part.ports().get(METRICS) + stack.site().portOffset()));
      String text =
          http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
              .body();
      read +=
          (long)
              text.lines()
                  .filter(line -> line.startsWith(READ) && line.contains(SOURCE))
                  .mapToDouble(
                      line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                  .sum();
    }
    return read;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    try (http) {
      LiveJob job = stack.liveJob();
      job.cancel(id);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (job.find().filter(run -> !run.ended()).isPresent() && System.nanoTime() < deadline) {
        Thread.sleep(POLL_MILLIS);
      }
    }
  }
}
