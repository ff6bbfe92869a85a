package io.tidelake.streaming.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.streaming.function.LakePositions;
import io.tidelake.streaming.job.TestEnvironments;
import io.tidelake.streaming.sink.LakeSink;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The whole graph on a Flink cluster in this process, against a catalog in a folder. */
class LivePipelineITCase {

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .setConfiguration(new Configuration())
              .build());

  private static final Duration TICK = Duration.ofMillis(20);

  @TempDir Path folder;

  private TestLake lake;

  @BeforeEach
  void forgetEarlierRuns() {
    lake = new TestLake(folder);
    CollectedLive.MESSAGES.clear();
    TestTopic.FAILURES.set(0);
  }

  @Test
  void everyRecordIsInItsTableAndCountedOnce() throws Exception {
    run(3_000, 0, 1_000_000);

    lake.assertHolds(TestLake.model(3_000));
    assertLive(3_000);
  }

  @Test
  void failuresLoseNothingAndRepeatNothing() throws Exception {
    run(6_000, 4, 700);

    assertThat(TestTopic.FAILURES).hasValue(0);
    lake.assertHolds(TestLake.model(6_000));
    assertLive(6_000);
  }

  private void run(long records, int failures, long failEvery) throws Exception {
    TestTopic.FAILURES.set(failures);
    StreamExecutionEnvironment env = TestEnvironments.streaming(Duration.ofMillis(200), folder);
    env.setParallelism(2);
    LivePipeline.build(
        env,
        TestTopic.of(records, 2_000, failEvery, TestLake.ZONE, TestLake.LATE_AFTER),
        TestTopic.ends(records),
        new TestSinks(new LakeSink(lake.lake(), LakePositions.NONE, TestLake.ZONE)),
        LiveStart.EMPTY,
        TestLake.ZONE,
        TestLake.LATE_AFTER,
        TICK);
    env.execute();
  }

  private static void assertLive(long records) {
    NaiveModel expected = TestLake.model(records);
    CollectedLive.assertShows(expected);
    assertThat(CollectedLive.pulse()).isEqualTo(expected.pulse);
    assertThat(CollectedLive.pulseActions()).isEqualTo(expected.pulseActions);
  }
}
