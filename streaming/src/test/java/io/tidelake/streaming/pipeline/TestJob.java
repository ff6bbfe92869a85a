package io.tidelake.streaming.pipeline;

import io.tidelake.schema.table.LakeTables;
import io.tidelake.streaming.function.LakePositions;
import io.tidelake.streaming.job.TestEnvironments;
import io.tidelake.streaming.sink.Lake;
import io.tidelake.streaming.sink.LakeSink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/**
 * The live job as {@code LiveJob} submits it: it finds out what the lake holds, and begins there or
 * with a checkpoint.
 */
final class TestJob {

  private static final Duration TICK = Duration.ofMillis(20);
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path folder;
  private final JobClient client;

  private TestJob(Path folder, JobClient client) {
    this.folder = folder;
    this.client = client;
  }

  /** What a job is started with. */
  static final class Setup {
    private final Path folder;
    private final ReplayTopic topic;
    private Lake lake;
    private int parallelism = 2;
    private @Nullable String state;
    private SinkFactory sink = LakeSink::new;

    Setup(Path folder, ReplayTopic topic, Lake lake) {
      this.folder = folder;
      this.topic = topic;
      this.lake = lake;
    }

    Setup parallelism(int parallelism) {
      this.parallelism = parallelism;
      return this;
    }

    /** A checkpoint or savepoint; none unless told. */
    Setup restoring(String state) {
      this.state = state;
      return this;
    }

    Setup through(Lake lake) {
      this.lake = lake;
      return this;
    }

    Setup sink(SinkFactory sink) {
      this.sink = sink;
      return this;
    }

    TestJob start() throws Exception {
      StreamExecutionEnvironment env =
          TestEnvironments.restoring(CHECKPOINT_INTERVAL, folder, state);
      env.setParallelism(parallelism);
      LiveStart start = TestEnvironments.lakeState(lake);
      LivePipeline.build(
          env,
          topic.from(start.positions().start(), TestLake.ZONE, TestLake.LATE_AFTER),
          topic.ends(),
          new TestSinks(sink.of(lake, start.positions(), TestLake.ZONE)),
          start,
          TestLake.ZONE,
          TestLake.LATE_AFTER,
          TICK);
      return new TestJob(folder, env.executeAsync("test"));
    }
  }

  /** Makes the tables' sink. */
  interface SinkFactory {
    LakeSink of(Lake lake, LakePositions covered, ZoneId zone);
  }

  /** Waits as long as a busy machine may take. */
  static ConditionFactory patiently() {
    return Awaitility.await().atMost(PATIENCE);
  }

  /** Until every record is in the tables. */
  static void awaitCommitted(TestLake lake, long records) {
    patiently()
        .until(() -> lake.positions(LakeTables.RAW_EVENTS).covers(ReplayTopic.positions(records)));
  }

  /** Until a checkpoint is complete that was begun after this call. */
  void awaitCheckpoint() {
    int begun = checkpoints().isEmpty() ? 1 : number(checkpoints().get(0)) + 1;
    patiently().until(() -> !checkpoints().isEmpty() && number(checkpoints().get(0)) > begun);
  }

  /** Completed and retained checkpoints, newest first. */
  List<Path> checkpoints() {
    Path checkpoints = folder.resolve("checkpoints").resolve(client.getJobID().toHexString());
    if (!Files.isDirectory(checkpoints)) {
      return List.of();
    }
    try (var entries = Files.list(checkpoints)) {
      return entries
          .filter(entry -> Files.exists(entry.resolve("_metadata")))
          .sorted(Comparator.comparingInt(TestJob::number).reversed())
          .toList();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The newest completed checkpoint. */
  String newestCheckpoint() {
    return checkpoints().get(0).toUri().toString();
  }

  private static int number(Path checkpoint) {
    return Integer.parseInt(checkpoint.getFileName().toString().substring("chk-".length()));
  }

  JobStatus status() throws Exception {
    return client.getJobStatus().get(10, TimeUnit.SECONDS);
  }

  /** Ends it as it is; the checkpoints stay. Nothing if it has ended. */
  void cancel() throws Exception {
    if (status().isGloballyTerminalState()) {
      return;
    }
    client.cancel().get(30, TimeUnit.SECONDS);
    patiently().until(() -> status().isGloballyTerminalState());
  }

  /** Ends it with a savepoint and returns where that is. */
  String stop() throws Exception {
    return client
        .stopWithSavepoint(
            false, folder.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
        .get(60, TimeUnit.SECONDS);
  }

  /** Until the input has ended and everything is committed. */
  void awaitEnd() throws Exception {
    client.getJobExecutionResult().get(90, TimeUnit.SECONDS);
  }
}
