package io.tidelake.streaming.job;

import io.tidelake.streaming.pipeline.LiveStart;
import io.tidelake.streaming.sink.Lake;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** Environments as the jobs make them, for tests of other packages. */
public final class TestEnvironments {

  private TestEnvironments() {}

  /** As the streaming job's, with checkpoints in a folder and a quick restart. */
  public static StreamExecutionEnvironment streaming(Duration checkpointInterval, Path folder) {
    return restoring(checkpointInterval, folder, null);
  }

  /**
   * The same.
   *
   * @param state checkpoint or savepoint to start from; null: none
   */
  public static StreamExecutionEnvironment restoring(
      Duration checkpointInterval, Path folder, @Nullable String state) {
    Configuration configuration = JobDefaults.streaming(checkpointInterval);
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        folder.resolve("checkpoints").toUri().toString());
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 100);
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    if (state != null) {
      configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, state);
    }
    return StreamExecutionEnvironment.getExecutionEnvironment(configuration);
  }

  /** What a job that is submitted now finds. */
  public static LiveStart lakeState(Lake lake) throws IOException {
    return LakeState.read(lake);
  }

  /** For one bounded job, as a backfill makes them. */
  public static StreamExecutionEnvironment bounded() {
    return BackfillJob.environment(2);
  }
}
