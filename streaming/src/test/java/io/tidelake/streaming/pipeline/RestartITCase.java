package io.tidelake.streaming.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.streaming.sink.BackfilledRows;
import io.tidelake.streaming.sink.SlowCatalog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.api.java.typeutils.runtime.PojoSerializer;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jobs that end in the middle and are started again, each time another way. In the end every record
 * is in its table once and counted once.
 */
@Timeout(300)
class RestartITCase {

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(4)
              .setConfiguration(
                  new Configuration().set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 100))
              .build());

  // The last record of each partition is an event, so that raw_events reaches the end.
  private static final long SOME = 1_004;
  private static final long HALF_MORE = 1_504;
  private static final long MORE = 2_008;
  private static final long ALL = 2_504;

  @TempDir Path folder;

  private final ReplayTopic topic = new ReplayTopic();
  private final SlowCatalog slow = new SlowCatalog();
  private final List<TestJob> jobs = new ArrayList<>();
  private TestLake lake;

  @BeforeEach
  void createTables() {
    CollectedLive.MESSAGES.clear();
    lake = new TestLake(folder);
  }

  @AfterEach
  void endJobs() throws Exception {
    for (TestJob job : jobs) {
      job.cancel();
    }
  }

  @Test
  void otherParallelismsGoOnFromSavepointAndCheckpoint() throws Exception {
    topic.hold(SOME);
    TestJob two = start(job().parallelism(2));
    TestJob.awaitCommitted(lake, SOME);
    topic.hold(MORE);
    String savepoint = two.stop();
    assertPojos(SavepointTypes.of(savepoint));

    TestJob four = start(job().parallelism(4).restoring(savepoint));
    TestJob.awaitCommitted(lake, MORE);
    four.awaitCheckpoint();
    four.cancel();

    topic.hold(ALL);
    topic.end();
    start(job().parallelism(1).restoring(four.newestCheckpoint())).awaitEnd();

    assertExact();
    assertThat(CollectedLive.pulse()).isEqualTo(TestLake.model(ALL).pulse);
  }

  @Test
  void withoutStateAJobGoesOnFromTheLake() throws Exception {
    topic.hold(SOME);
    TestJob first = start(job());
    TestJob.awaitCommitted(lake, SOME);
    topic.hold(MORE);
    first.cancel();
    CollectedLive.MESSAGES.clear();

    topic.hold(ALL);
    topic.end();
    start(job()).awaitEnd();

    assertExact();
  }

  @Test
  void withoutStateAndWithAnEmptyLakeAJobBeginsAtTheBeginning() throws Exception {
    topic.hold(SOME);
    LakeTables.ALL.forEach(table -> slow.refuse(table.name()));
    TestJob first = start(job().through(slow.wrap(lake.lake())));
    TestJob.patiently().until(() -> slow.failures() > 0);
    first.cancel();
    CollectedLive.MESSAGES.clear();

    topic.hold(ALL);
    topic.end();
    start(job()).awaitEnd();

    assertExact();
  }

  @Test
  void tablesThatAreAheadOfRawEventsAreWaitedFor() throws Exception {
    topic.hold(SOME);
    TestJob first = start(job().through(slow.wrap(lake.lake())));
    TestJob.awaitCommitted(lake, SOME);
    slow.refuse("raw_events");
    topic.hold(MORE);
    TestJob.patiently().until(() -> isCovered(LakeTables.BEHAVIOR_1M, MORE));
    first.cancel();
    assertThat(isCovered(LakeTables.RAW_EVENTS, MORE)).isFalse();
    CollectedLive.MESSAGES.clear();

    // It fails once between the positions of raw_events and those of the others.
    topic.hold(HALF_MORE);
    TestJob second = start(job());
    second.awaitCheckpoint();
    topic.failReader();
    TestJob.patiently().until(() -> !topic.failsSoon());
    topic.hold(ALL);
    topic.end();
    second.awaitEnd();

    assertExact();
  }

  @Test
  void backfilledRowsAreNoPartOfTheLiveCounts() throws Exception {
    topic.hold(SOME);
    TestJob first = start(job());
    TestJob.awaitCommitted(lake, SOME);
    first.cancel();
    BackfilledRows.append(lake.table(LakeTables.RAW_EVENTS), 17);
    CollectedLive.MESSAGES.clear();

    topic.hold(ALL);
    topic.end();
    start(job()).awaitEnd();

    assertExact();
    assertThat(lake.read(LakeTables.RAW_EVENTS)).hasSize(TestLake.model(ALL).accepted.size() + 17);
  }

  @Test
  void anOlderCheckpointRepeatsNothing() throws Exception {
    topic.hold(SOME);
    TestJob first = start(job());
    TestJob.awaitCommitted(lake, SOME);
    first.awaitCheckpoint();
    String older = first.newestCheckpoint();
    topic.hold(MORE);
    TestJob.awaitCommitted(lake, MORE);
    first.cancel();

    topic.hold(ALL);
    topic.end();
    start(job().restoring(older)).awaitEnd();

    assertExact();
  }

  @Test
  void compactionAndExpiryBeforeARestoreChangeNothing() throws Exception {
    topic.hold(SOME);
    TestJob first = start(job());
    TestJob.awaitCommitted(lake, SOME);
    first.awaitCheckpoint();
    first.cancel();
    lake.rewriteAndExpire();

    topic.hold(MORE);
    TestJob second = start(job().restoring(first.newestCheckpoint()));
    TestJob.awaitCommitted(lake, MORE);
    second.cancel();
    lake.rewriteAndExpire();
    CollectedLive.MESSAGES.clear();

    topic.hold(ALL);
    topic.end();
    start(job()).awaitEnd();

    assertExact();
  }

  @Test
  void maintenanceBeforeARestoreChangesNothing() throws Exception {
    TestJob first = start(job());
    for (long records = 104; records < SOME; records += 100) {
      topic.hold(records);
      TestJob.awaitCommitted(lake, records);
    }
    topic.hold(SOME);
    TestJob.awaitCommitted(lake, SOME);
    first.awaitCheckpoint();
    first.cancel();
    assertThat(lake.table(LakeTables.RAW_EVENTS).snapshots()).hasSizeGreaterThanOrEqualTo(10);
    lake.maintain();
    for (LakeTable table : LakeTables.OF_STREAM) {
      assertThat(lake.table(table).snapshots())
          .as("%s: what its rollups cover, and what the stream said last", table.name())
          .hasSizeLessThanOrEqualTo(2);
    }

    topic.hold(MORE);
    TestJob second = start(job().restoring(first.newestCheckpoint()));
    TestJob.awaitCommitted(lake, MORE);
    second.cancel();
    lake.maintain();
    CollectedLive.MESSAGES.clear();

    topic.hold(ALL);
    topic.end();
    start(job()).awaitEnd();

    assertExact();
  }

  @Test
  void ofTwoJobsAtOnceOneEndsForGoodAndTheTablesStayExact() throws Exception {
    topic.hold(SOME);
    start(job());
    start(job());
    long records = SOME;
    while (running().size() == 2) {
      records += 1_000;
      topic.hold(records);
      int before = running().size();
      long target = records;
      TestJob.patiently()
          .until(() -> running().size() < before || isCovered(LakeTables.RAW_EVENTS, target));
    }
    for (TestJob job : jobs) {
      if (job.status() == JobStatus.FAILED) {
        assertThatExceptionOfType(ExecutionException.class)
            .isThrownBy(job::awaitEnd)
            .havingRootCause()
            .withMessageContaining("another job writes this table");
      }
    }
    // Whoever is left is the only one now; it may meet what the other did last, and end too.
    records += 1_000;
    topic.hold(records);
    long target = records;
    TestJob.patiently()
        .until(() -> running().isEmpty() || isCovered(LakeTables.RAW_EVENTS, target));
    for (TestJob job : running()) {
      job.cancel();
    }
    CollectedLive.MESSAGES.clear();

    topic.end();
    start(job()).awaitEnd();

    lake.assertHolds(TestLake.model(records));
    CollectedLive.assertShows(TestLake.model(records));
  }

  private List<TestJob> running() throws Exception {
    List<TestJob> running = new ArrayList<>();
    for (TestJob job : jobs) {
      if (job.status() != JobStatus.FAILED) {
        running.add(job);
      }
    }
    return running;
  }

  /** Every state of every operator is a POJO down to the last field, or bytes. */
  private static void assertPojos(Map<String, TypeSerializer<?>> serializers) {
    assertThat(serializers).containsKeys("live-totals", "pending-appends", "table-ends");
    serializers.forEach(
        (state, serializer) -> {
          if (serializer instanceof PojoSerializer<?> pojo) {
            PojoTestUtils.assertSerializedAsPojoWithoutKryo(pojo.createInstance().getClass());
          } else {
            assertThat(serializer).as(state).isInstanceOf(BytePrimitiveArraySerializer.class);
          }
        });
  }

  private TestJob start(TestJob.Setup setup) throws Exception {
    TestJob job = setup.start();
    jobs.add(job);
    return job;
  }

  private TestJob.Setup job() {
    return new TestJob.Setup(folder, topic, lake.lake());
  }

  private boolean isCovered(LakeTable table, long records) {
    return lake.positions(table).covers(ReplayTopic.positions(records));
  }

  private void assertExact() throws Exception {
    lake.assertHolds(TestLake.model(ALL));
    CollectedLive.assertShows(TestLake.model(ALL));
  }
}
