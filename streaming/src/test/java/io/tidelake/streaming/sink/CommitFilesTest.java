package io.tidelake.streaming.sink;

import static io.tidelake.schema.table.LakeTables.BEHAVIOR_1M;
import static io.tidelake.schema.table.LakeTables.QUARANTINE;
import static io.tidelake.schema.table.LakeTables.RAW_EVENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.StreamCommit;
import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.streaming.function.LakePositions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.operators.StreamOperatorFactory;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.types.PojoTestUtils;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes part of the tables, and when, while catalog and job come and go. */
@Timeout(120)
class CommitFilesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<LakeTable> TABLES = List.of(QUARANTINE, BEHAVIOR_1M, RAW_EVENTS);

  @TempDir Path folder;

  private final SlowCatalog catalog = new SlowCatalog();
  private final List<Job> jobs = new ArrayList<>();
  private Lake lake;

  @BeforeEach
  void createTables() {
    lake = TestTables.create(folder);
  }

  @AfterEach
  void close() throws Exception {
    for (Job job : jobs) {
      job.close();
    }
  }

  @Test
  void nothingIsCommittedBeforeTheCheckpointIsComplete() throws Exception {
    Job job = start();
    job.read(10);
    job.checkpoint(1);
    job.runMails();
    assertThat(TABLES).allSatisfy(table -> assertThat(committed(table)).isEmpty());

    job.complete(1);
    job.awaitCommits();

    assertThat(committed(RAW_EVENTS)).containsExactly("events-10");
    assertThat(committed(QUARANTINE)).containsExactly("rejected-10");
    assertThat(committed(BEHAVIOR_1M)).hasSize(1);
  }

  @Test
  void rawEventsComeLast() throws Exception {
    Job job = start();
    job.read(10);
    job.commitCheckpoint(1);

    assertThat(catalog.commits()).containsExactly("quarantine", "behavior_1m", "raw_events");
  }

  @Test
  void aCommitSaysWhatItHolds() throws Exception {
    Job job = start();
    job.read(10);
    job.claim(1_788_004_800_000L);
    job.checkpoint(7);
    job.complete(7);
    job.awaitCommits();

    for (LakeTable table : TABLES) {
      Snapshot snapshot = lake.connect().load(table).currentSnapshot();
      assertThat(snapshot.summary())
          .as(table.name())
          .containsEntry(StreamCommit.POSITIONS, "{\"0\":10}")
          .containsEntry(StreamCommit.CHECKPOINT_ID, "7")
          .containsEntry(StreamCommit.JOB_ID, job.id())
          .containsEntry(StreamCommit.COMPLETE_THROUGH, "1788004800000");
      assertThat(lake.connect().load(table).properties())
          .containsEntry(StreamCommit.POSITIONS, "{\"0\":10}");
    }
  }

  @Test
  void anAbortedCheckpointIsCommittedWithTheNextOne() throws Exception {
    Job job = start();
    job.read(10);
    job.checkpoint(1);
    job.operator().notifyCheckpointAborted(1);
    job.read(20);
    job.commitCheckpoint(2);

    assertThat(committed(RAW_EVENTS)).containsExactlyInAnyOrder("events-10", "events-20");
    assertThat(committed(BEHAVIOR_1M)).hasSize(2);
    assertThat(TABLES).allSatisfy(table -> assertThat(commits(table)).isEqualTo(1));
    assertThat(TestTables.positions(lake).start()).hasToString("{\"0\":20}");
  }

  @Test
  void aCheckpointThatIsCompletedOutOfTurnLeavesLaterOnesAlone() throws Exception {
    Job job = start();
    job.read(10);
    job.checkpoint(1);
    job.read(20);
    job.checkpoint(2);
    job.complete(1);
    job.awaitCommits();

    assertThat(committed(RAW_EVENTS)).containsExactly("events-10");
  }

  @Test
  void emptyCheckpointsWriteNothing() throws Exception {
    Job job = start();
    job.commitCheckpoint(1);
    job.read(10);
    job.commitCheckpoint(2);
    job.commitCheckpoint(3);
    OperatorSubtaskState state = job.checkpoint(4);
    job.complete(4);
    job.runMails();

    assertThat(catalog.commits()).hasSize(3);
    assertThat(metadataFiles()).as("no manifest of an empty checkpoint").hasSize(3);
    assertThat(state.getStateSize()).isLessThan(3_000);
  }

  @Test
  void aTableWithoutRowsIsNotCommittedAndGoesOnFromWhereItStands() throws Exception {
    Job job = start();
    job.read(10);
    job.commitCheckpoint(1);
    job.readEventsOnly(20);
    job.commitCheckpoint(2);
    assertThat(TestTables.positions(lake))
        .isEqualTo(
            new LakePositions(
                TopicPositions.parse("{\"0\":20}"),
                TopicPositions.parse("{\"0\":20}"),
                TopicPositions.parse("{\"0\":10}")));

    job.read(30);
    job.commitCheckpoint(3);

    assertThat(committed(QUARANTINE)).containsExactlyInAnyOrder("rejected-10", "rejected-30");
    assertThat(TestTables.positions(lake).quarantine()).hasToString("{\"0\":30}");
  }

  @Test
  void aPartitionMayAppearLater() throws Exception {
    Job job = start();
    job.read(10);
    job.commitCheckpoint(1);
    job.readPartition(5, 3);
    job.commitCheckpoint(2);
    job.read(20);
    job.commitCheckpoint(3);

    assertThat(committed(RAW_EVENTS)).hasSize(3);
    assertThat(TestTables.positions(lake).start()).hasToString("{\"0\":20,\"5\":3}");
  }

  @Test
  void aCatalogThatIsAwayHoldsUpNothing() throws Exception {
    Job job = start();
    catalog.goAway();
    OperatorSubtaskState state = null;
    for (int checkpoint = 1; checkpoint <= 3; checkpoint++) {
      job.read(10 * checkpoint);
      state = job.checkpoint(checkpoint);
      job.complete(checkpoint);
    }
    job.awaitFailures(2);
    assertThat(catalog.commits()).isEmpty();
    job.close();

    catalog.comeBack();
    Job restored = restore(state, 3);
    restored.awaitCommits();

    assertThat(committed(RAW_EVENTS)).hasSize(3);
    assertThat(committed(BEHAVIOR_1M)).hasSize(3);
    assertThat(catalog.commits()).containsExactly("quarantine", "behavior_1m", "raw_events");
    assertThat(TABLES).allSatisfy(table -> assertThat(commits(table)).isEqualTo(1));
  }

  @Test
  void aCatalogThatIsAwayIsNotAskedMoreOftenTheMoreWaits() throws Exception {
    Job job = start();
    job.read(10);
    job.checkpoint(1);
    catalog.goAway();
    job.complete(1);
    job.awaitFailures(1);
    for (int checkpoint = 2; checkpoint < 100; checkpoint++) {
      job.complete(checkpoint);
      job.runMails();
    }
    int failures = catalog.failures();
    job.awaitFailures(failures + 1);

    assertThat(catalog.failures()).isLessThan(6);
  }

  @Test
  void aTaskThatEndedTriesNothingAgain() throws Exception {
    Job job = start();
    catalog.goAway();
    job.read(10);
    job.checkpoint(1);
    job.complete(1);
    job.awaitFailures(1);
    job.close();
    job.harness.getTaskMailbox().close();
    catalog.comeBack();

    // A second incarnation has time to commit; an uncaught failure of the first would end this.
    Job other = start();
    other.read(20);
    other.commitCheckpoint(1);
    assertThat(committed(RAW_EVENTS)).containsExactly("events-20");
  }

  @Test
  void whatWaitsIsCommittedBySameJobOnceTheCatalogIsBack() throws Exception {
    Job job = start();
    catalog.goAway();
    job.read(10);
    job.checkpoint(1);
    job.complete(1);
    job.awaitFailures(1);
    job.read(20);
    job.checkpoint(2);
    job.complete(2);

    catalog.comeBack();
    job.awaitCommits();

    assertThat(committed(RAW_EVENTS)).containsExactlyInAnyOrder("events-10", "events-20");
  }

  @Test
  void aCatalogThatHangsHoldsUpNeitherCheckpointsNorTheEnd() throws Exception {
    Job job = start();
    SlowCatalog.HeldCommit commit = catalog.holdNextCommit("quarantine");
    job.read(10);
    job.checkpoint(1);
    job.complete(1);
    await().atMost(PATIENCE).until(commit::isUnderWay);
    job.read(20);
    OperatorSubtaskState state = job.checkpoint(2);
    job.complete(2);
    long before = System.nanoTime();
    job.close();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));

    Job restored = restore(state, 2);
    restored.awaitCommits();
    assertThatExceptionOfType(CommitFailedException.class).isThrownBy(commit::land);

    assertThat(committed(QUARANTINE)).containsExactlyInAnyOrder("rejected-10", "rejected-20");
    assertThat(committed(RAW_EVENTS)).containsExactlyInAnyOrder("events-10", "events-20");
    assertThat(catalog.commits()).hasSize(3);
  }

  @Test
  void aCommitThatLandsBetweenLookAndTryOfTheNextIncarnationIsNotRepeated() throws Exception {
    Job job = start();
    SlowCatalog.HeldCommit commit = catalog.holdNextCommit("quarantine");
    job.read(10);
    OperatorSubtaskState state = job.checkpoint(1);
    job.complete(1);
    await().atMost(PATIENCE).until(commit::isUnderWay);
    job.close();

    catalog.beforeNextCommit("quarantine", commit::land);
    restore(state, 1).awaitCommits();

    assertThat(committed(QUARANTINE)).containsExactly("rejected-10");
    assertThat(committed(RAW_EVENTS)).containsExactly("events-10");
    assertThat(committed(BEHAVIOR_1M)).hasSize(1);
  }

  @Test
  void aFailureBetweenTwoTablesLosesNothingAndRepeatsNothing() throws Exception {
    Job job = start();
    catalog.refuse("raw_events");
    job.read(10);
    OperatorSubtaskState state = job.checkpoint(1);
    job.complete(1);
    job.awaitFailures(1);
    assertThat(catalog.commits()).containsExactly("quarantine", "behavior_1m");
    job.close();

    catalog.accept();
    Job restored = restore(state, 1);
    restored.awaitCommits();
    restored.read(20);
    restored.commitCheckpoint(2);

    assertThat(committed(RAW_EVENTS)).containsExactlyInAnyOrder("events-10", "events-20");
    assertThat(committed(QUARANTINE)).containsExactlyInAnyOrder("rejected-10", "rejected-20");
    assertThat(committed(BEHAVIOR_1M)).hasSize(2);
  }

  @Test
  void anOlderCheckpointGoesOnWhereTheTablesStand() throws Exception {
    Job job = start();
    job.read(10);
    OperatorSubtaskState older = job.checkpoint(1);
    job.complete(1);
    job.awaitCommits();
    job.read(30);
    job.commitCheckpoint(2);
    job.close();

    Job restored = restore(older, 1);
    restored.readNothingNew(20);
    restored.commitCheckpoint(2);
    restored.readNothingNew(30);
    restored.commitCheckpoint(3);
    assertThat(commits(RAW_EVENTS)).isEqualTo(2);
    restored.read(40);
    restored.commitCheckpoint(4);

    assertThat(committed(RAW_EVENTS))
        .containsExactlyInAnyOrder("events-10", "events-30", "events-40");
    assertThat(TestTables.positions(lake).start()).hasToString("{\"0\":40}");
  }

  @Test
  void aRestoreAfterExpiryOfEverySnapshotOfTheStreamRepeatsNothing() throws Exception {
    Job job = start();
    job.read(10);
    OperatorSubtaskState state = job.checkpoint(1);
    job.complete(1);
    job.awaitCommits();
    job.close();
    TABLES.forEach(table -> TestTables.expireEverySnapshotOfTheStream(lake, table));
    assertThat(TABLES).allSatisfy(table -> assertThat(commits(table)).isZero());

    Job restored = restore(state, 1);
    restored.read(20);
    restored.commitCheckpoint(2);

    assertThat(committed(RAW_EVENTS))
        .containsExactlyInAnyOrder("compacted", "events-10", "events-20");
    assertThat(committed(QUARANTINE))
        .containsExactlyInAnyOrder("compacted", "rejected-10", "rejected-20");
    assertThat(committed(BEHAVIOR_1M)).hasSize(3);
  }

  @Test
  void aForkedHistoryEndsTheJobForGoodAndTouchesNothing() throws Exception {
    Job one = start();
    Job other = start();
    one.read(10);
    one.commitCheckpoint(1);
    other.read(12);
    other.checkpoint(1);
    other.complete(1);

    assertThatExceptionOfType(SuppressRestartsException.class)
        .isThrownBy(other::awaitCommits)
        .withCauseInstanceOf(ForkedHistoryException.class);
    assertThat(committed(RAW_EVENTS)).containsExactly("events-10");
    assertThat(committed(QUARANTINE)).containsExactly("rejected-10");
    assertThat(commits(BEHAVIOR_1M)).isEqualTo(1);
  }

  @Test
  void aTableThatIsGoneFailsTheTask() throws Exception {
    Job job = start();
    job.read(10);
    job.checkpoint(1);
    lake.catalog().loadCatalog().dropTable(TableIdentifier.of(lake.namespace(), "quarantine"));
    job.complete(1);

    assertThatExceptionOfType(NoSuchTableException.class).isThrownBy(job::awaitCommits);
  }

  @Test
  void aBoundedInputEndsWithEverythingCommittedAlsoIfTheFirstTriesFail() throws Exception {
    Job job = start();
    job.read(10);
    job.checkpoint(1);
    job.complete(1);
    job.awaitCommits();
    job.read(20);
    job.operator().finish();
    job.checkpoint(2);
    catalog.loseNextAnswer();
    catalog.beforeNextCommit(
        "raw_events",
        () -> {
          throw new IllegalStateException("the first try fails");
        });
    job.complete(2);

    assertThat(committed(RAW_EVENTS)).containsExactlyInAnyOrder("events-10", "events-20");
    assertThat(committed(QUARANTINE)).containsExactlyInAnyOrder("rejected-10", "rejected-20");
    assertThat(commits(BEHAVIOR_1M)).isEqualTo(2);
  }

  @Test
  void theStateIsEmptyOnceEverythingIsCommitted() throws Exception {
    Job job = start();
    job.read(10);
    job.commitCheckpoint(1);
    long after = job.checkpoint(2).getStateSize();
    for (int checkpoint = 3; checkpoint < 8; checkpoint++) {
      job.read(10 * checkpoint);
      job.commitCheckpoint(checkpoint);
    }
    assertThat(job.checkpoint(8).getStateSize()).isBetween(after, after + 64);
  }

  @Test
  void whatWaitsTakesLittleState() throws Exception {
    Job job = start();
    catalog.goAway();
    long first = 0;
    long last = 0;
    for (int checkpoint = 1; checkpoint <= 10; checkpoint++) {
      job.read(10 * checkpoint);
      last = job.checkpoint(checkpoint).getStateSize();
      first = checkpoint == 1 ? last : first;
      job.complete(checkpoint);
    }
    assertThat((last - first) / 9).as("bytes a checkpoint").isLessThan(10_000);

    catalog.comeBack();
    job.awaitCommits();
    assertThat(committed(RAW_EVENTS)).hasSize(10);
  }

  @Test
  void theStateOfAnEarlierVersionIsStillRead() throws Exception {
    // A job that had read up to {"0":10} and {"0":20} in two checkpoints and committed neither.
    Job restored =
        restore(
            OperatorSnapshotUtil.readStateHandle("src/test/resources/state/commit-files-1.bin"), 2);
    restored.awaitCommits();

    assertThat(catalog.commits()).containsExactly("quarantine", "behavior_1m", "raw_events");
    for (LakeTable table : TABLES) {
      assertThat(lake.connect().load(table).currentSnapshot().summary())
          .containsEntry(StreamCommit.POSITIONS, "{\"0\":20}")
          .containsEntry(StreamCommit.CHECKPOINT_ID, "2")
          .containsEntry(StreamCommit.COMPLETE_THROUGH, "1788004800000")
          .containsEntry("added-data-files", "2");
    }
    restored.read(30);
    restored.commitCheckpoint(3);
    assertThat(TestTables.positions(lake).start()).hasToString("{\"0\":30}");
  }

  @Test
  void theStateIsMadeOfPojos() {
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(PendingAppend.class);
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(TableEnd.class);
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(WrittenFiles.class);
  }

  private Job start() throws Exception {
    return restore(null, -1);
  }

  private Job restore(OperatorSubtaskState state, long checkpoint) throws Exception {
    Job job = new Job(state, checkpoint);
    jobs.add(job);
    return job;
  }

  private List<String> committed(LakeTable table) throws Exception {
    return TestTables.files(lake, table);
  }

  private int commits(LakeTable table) {
    return TestTables.commits(lake, table);
  }

  private List<Path> metadataFiles() throws Exception {
    try (var files = Files.walk(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches("stream-.*[.]avro"))
          .toList();
    }
  }

  /** The operator as one incarnation of a job runs it. */
  private final class Job implements AutoCloseable {

    private final AbstractStreamOperatorTestHarness<Void> harness;
    private boolean closed;

    Job(OperatorSubtaskState state, long checkpoint) throws Exception {
      StreamOperatorFactory<Void> factory =
          new CommitFilesFactory(
              catalog.wrap(lake), TestTables.positions(lake), AppendChain.Fence.EVERY_TRY);
      harness = new AbstractStreamOperatorTestHarness<>(factory, 1, 1, 0);
      if (state != null) {
        harness.setRestoredCheckpointId(checkpoint);
        harness.initializeState(state);
      }
      harness.open();
    }

    String id() {
      return harness.getEnvironment().getJobID().toHexString();
    }

    CommitFiles operator() {
      return (CommitFiles) harness.getOperator();
    }

    /** Files of every table, with partition 0 read up to the position. */
    void read(long position) throws Exception {
      WrittenFiles written = at(0, position);
      written.rawEvents =
          DataFileBytes.serialize(List.of(TestTables.file(RAW_EVENTS, "events-" + position)));
      written.quarantine =
          DataFileBytes.serialize(List.of(TestTables.file(QUARANTINE, "rejected-" + position)));
      operator().processElement1(new StreamRecord<>(written));
      minute();
    }

    void readEventsOnly(long position) throws Exception {
      readPartition(0, position);
    }

    void readPartition(int partition, long position) throws Exception {
      WrittenFiles written = at(partition, position);
      written.rawEvents =
          DataFileBytes.serialize(
              List.of(TestTables.file(RAW_EVENTS, "events-" + partition + "-" + position)));
      operator().processElement1(new StreamRecord<>(written));
      minute();
    }

    /** Records that the tables hold already. */
    void readNothingNew(long position) throws Exception {
      operator().processElement1(new StreamRecord<>(at(0, position)));
    }

    void claim(long completeThrough) throws Exception {
      WrittenFiles claim = new WrittenFiles();
      claim.completeThrough = completeThrough;
      operator().processElement1(new StreamRecord<>(claim));
    }

    private static WrittenFiles at(int partition, long position) {
      WrittenFiles written = new WrittenFiles();
      written.partitions = new int[] {partition};
      written.positions = new long[] {position};
      return written;
    }

    private void minute() throws Exception {
      operator()
          .processElement2(
              new StreamRecord<>(
                  GenericRowData.of(
                      TimestampData.fromEpochMillis(1_788_004_800_000L),
                      0,
                      0,
                      0,
                      StringData.fromString("浙江"),
                      1L,
                      0L,
                      (int) LocalDate.of(2026, 8, 29).toEpochDay())));
    }

    OperatorSubtaskState checkpoint(long id) throws Exception {
      harness.prepareSnapshotPreBarrier(id);
      return harness.snapshot(id, id);
    }

    void complete(long id) throws Exception {
      harness.notifyOfCompletedCheckpoint(id);
    }

    void commitCheckpoint(long id) throws Exception {
      checkpoint(id);
      complete(id);
      awaitCommits();
    }

    /** Runs what the task would run between two records. */
    void runMails() throws Exception {
      while (true) {
        var mail = harness.getTaskMailbox().tryTake(TaskMailbox.MIN_PRIORITY);
        if (mail.isEmpty()) {
          return;
        }
        Mail next = mail.get();
        next.run();
      }
    }

    /** Until everything that may be committed is. */
    void awaitCommits() throws Exception {
      while (operator().waits()) {
        harness.getTaskMailbox().take(TaskMailbox.MIN_PRIORITY).run();
      }
    }

    void awaitFailures(int failures) {
      await()
          .atMost(PATIENCE)
          .pollInSameThread()
          .until(
              () -> {
                runMails();
                return catalog.failures() >= failures;
              });
    }

    /** As after a failure; the harness would finish first. */
    @Override
    public void close() throws Exception {
      if (!closed) {
        closed = true;
        operator().close();
      }
    }
  }
}
