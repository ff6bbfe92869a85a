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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Our job on a TaskManager that has run nothing before, from the beginning of the topic. */
final class LakeJob implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final long POLL_MILLIS = 200;

  /** Of the TaskManager's ports, the one that tells its metrics. */
  private static final int METRICS = 2;

  private static final String READ = "flink_taskmanager_job_task_operator_numRecordsIn{";
  private static final String SOURCE = "operator_name=\"Source:_records\"";

  private final LocalStack stack;
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI metrics;
  private final String id;

  private LakeJob(LocalStack stack, String id) {
    this.stack = stack;
    this.id = id;
    metrics =
        URI.create(
            "http://127.0.0.1:%d/metrics"
                .formatted(Part.TASKMANAGER.ports().get(METRICS) + stack.site().portOffset()));
  }

  /**
   * Starts the job.
   *
   * @param namespace of its tables, which do not exist
   * @param rawOnly without aggregates and live counts
   */
  static LakeJob start(LocalStack stack, String topic, String namespace, boolean rawOnly)
      throws IOException, InterruptedException, StackException {
    stack.stopPart(Part.TASKMANAGER);
    stack.startPart(Part.TASKMANAGER);
    stack.awaitHealthy(Part.TASKMANAGER, PATIENCE);
    Map<String, String> options = new LinkedHashMap<>();
    options.put("--topic", topic);
    options.put("--namespace", namespace);
    if (rawOnly) {
      options.put("--raw-only", "");
    }
    return new LakeJob(stack, stack.liveJob().submit(Optional.empty(), options));
  }

  /** CPU seconds of JobManager and TaskManager so far. */
  double cpuSeconds() {
    return ProcessUse.cpuSeconds(stack.status(Part.JOBMANAGER).pid())
        + ProcessUse.cpuSeconds(stack.status(Part.TASKMANAGER).pid());
  }

  /** Of both, MiB. */
  double peakMemory() {
    return ProcessUse.peakMemory(stack.status(Part.JOBMANAGER).pid())
        + ProcessUse.peakMemory(stack.status(Part.TASKMANAGER).pid());
  }

  /** Events that it has taken from Kafka. */
  long read() throws IOException, InterruptedException {
    String text =
        http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
            .body();
    return (long)
        text.lines()
            .filter(line -> line.startsWith(READ) && line.contains(SOURCE))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum();
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
