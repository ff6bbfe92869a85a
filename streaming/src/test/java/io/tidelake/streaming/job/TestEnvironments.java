package io.tidelake.streaming.job;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Environments as the jobs make them, for tests of other packages. */
public final class TestEnvironments {

  private TestEnvironments() {}

  /** As the streaming job's, with checkpoints in a folder and a quick restart. */
  public static StreamExecutionEnvironment streaming(Duration checkpointInterval, Path folder) {
    Configuration configuration = JobDefaults.streaming(checkpointInterval);
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        folder.resolve("checkpoints").toUri().toString());
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 100);
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    return StreamExecutionEnvironment.getExecutionEnvironment(configuration);
  }
}
