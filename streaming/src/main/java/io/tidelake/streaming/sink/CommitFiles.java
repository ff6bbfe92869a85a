package io.tidelake.streaming.sink;

import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.streaming.function.Completeness;
import io.tidelake.streaming.function.LakePositions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.jspecify.annotations.Nullable;

/**
 * The one place where files become part of tables. Runs with parallelism 1.
 *
 * <p>Takes what every subtask wrote up to a barrier and the rows of {@code behavior_1m}, which it
 * writes itself: one small file a date and checkpoint instead of one a subtask. At the barrier it
 * lists the files of each table in a manifest and puts that into its state; when the checkpoint is
 * complete they are committed ({@link LakeCommitter}).
 *
 * <p><b>Exactly once</b>: what is committed belongs to a completed checkpoint, so the job will
 * never read those records again; what belongs to a completed checkpoint stays in the state until
 * it is committed; and no append takes effect twice ({@link AppendChain}).
 *
 * <p><b>A catalog that is away</b> delays commits and fails nothing: records are read and counted
 * on, checkpoints complete, what waits grows by some kilobytes a checkpoint and is then made as one
 * commit.
 */
final class CommitFiles extends AbstractStreamOperator<Void>
    implements TwoInputStreamOperator<WrittenFiles, RowData, Void> {

  private static final long serialVersionUID = 1L;

  private static final String READ = "";
  private static final long MIN_BACKOFF_MILLIS = 100;
  private static final long MAX_BACKOFF_MILLIS = Duration.ofSeconds(5).toMillis();

  private final Lake lake;
  private final LakePositions covered;
  private final AppendChain.Fence fence;
  private final transient MailboxExecutor mailbox;

  private transient Map<String, TopicPositions> ends;
  private transient List<PendingAppend> pending;
  private transient ListState<PendingAppend> pendingState;
  private transient ListState<TableEnd> endState;

  private transient @Nullable OpenFiles files;
  private transient TableWriter<RowData> minutes;
  private transient Manifests manifests;
  private transient LakeCommitter committer;

  // Since the last barrier.
  private transient List<DataFile> rawEvents;
  private transient List<DataFile> quarantine;
  private transient long completeThrough;

  private transient long completed;
  private transient boolean committing;
  private transient boolean pausing;
  private transient boolean ended;
  private transient int failures;
  private transient long commits;

  CommitFiles(
      StreamOperatorParameters<Void> parameters,
      Lake lake,
      LakePositions covered,
      AppendChain.Fence fence) {
    super(parameters);
    this.lake = lake;
    this.covered = covered;
    this.fence = fence;
    this.mailbox = parameters.getMailboxExecutor();
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    pendingState =
        context
            .getOperatorStateStore()
            .getListState(
                new ListStateDescriptor<>(
                    "pending-appends", TypeInformation.of(PendingAppend.class)));
    endState =
        context
            .getOperatorStateStore()
            .getListState(
                new ListStateDescriptor<>("table-ends", TypeInformation.of(TableEnd.class)));
    pending = new ArrayList<>();
    pendingState.get().forEach(pending::add);
    // A job that starts behind its tables, without state or from an older checkpoint, writes no
    // row that they hold and goes on where they stand.
    ends = new HashMap<>();
    ends.put(READ, covered.start());
    ends.put(LakeTables.RAW_EVENTS.name(), covered.rawEvents());
    ends.put(LakeTables.BEHAVIOR_1M.name(), covered.behavior1m());
    ends.put(LakeTables.QUARANTINE.name(), covered.quarantine());
    for (TableEnd end : endState.get()) {
      ends.merge(end.table, TopicPositions.parse(end.positions), TopicPositions::max);
    }
    completed = context.getRestoredCheckpointId().orElse(-1);
  }

  @Override
  public void open() throws Exception {
    super.open();
    rawEvents = new ArrayList<>();
    quarantine = new ArrayList<>();
    completeThrough = Completeness.UNKNOWN;
    Lake.Connection connection = lake.connect();
    files = new OpenFiles(connection);
    minutes = files.writer(LakeTables.BEHAVIOR_1M, getRuntimeContext().getTaskInfo());
    Map<String, Table> tables = new HashMap<>();
    for (LakeTable table : LakeCommitter.ORDER) {
      tables.put(table.name(), connection.load(table));
    }
    manifests = new Manifests(tables, jobId());
    committer = new LakeCommitter(lake, fence);
    getMetricGroup().gauge("pendingCommits", () -> pending.size());
    getMetricGroup().gauge("failedCommitAttempts", () -> failures);
    getMetricGroup().gauge("commits", () -> commits);
    commitCompleted();
  }

  @Override
  public void processElement1(StreamRecord<WrittenFiles> element) throws Exception {
    WrittenFiles written = element.getValue();
    rawEvents.addAll(DataFileBytes.deserialize(written.rawEvents));
    quarantine.addAll(DataFileBytes.deserialize(written.quarantine));
    completeThrough = Math.max(completeThrough, written.completeThrough);
    TreeMap<Integer, Long> positions = new TreeMap<>();
    for (int i = 0; i < written.partitions.length; i++) {
      positions.put(written.partitions[i], written.positions[i]);
    }
    ends.merge(READ, TopicPositions.of(positions), TopicPositions::max);
  }

  @Override
  public void processElement2(StreamRecord<RowData> element) throws Exception {
    minutes.write(element.getValue());
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    long checkpoint = context.getCheckpointId();
    await(checkpoint, LakeTables.QUARANTINE, quarantine);
    await(checkpoint, LakeTables.BEHAVIOR_1M, minutes.complete());
    await(checkpoint, LakeTables.RAW_EVENTS, rawEvents);
    quarantine.clear();
    rawEvents.clear();
    pendingState.update(pending);
    endState.update(
        ends.entrySet().stream()
            .map(end -> TableEnd.of(end.getKey(), end.getValue().toJson()))
            .toList());
  }

  private void await(long checkpoint, LakeTable table, List<DataFile> written) throws IOException {
    if (written.isEmpty()) {
      return;
    }
    TopicPositions from = ends.get(table.name());
    TopicPositions to = from.max(ends.get(READ));
    PendingAppend append = new PendingAppend();
    append.table = table.name();
    append.checkpointId = checkpoint;
    append.jobId = jobId();
    append.manifest = manifests.write(table.name(), checkpoint, written);
    append.bytes = written.stream().mapToLong(DataFile::fileSizeInBytes).sum();
    append.from = from.toJson();
    append.to = to.toJson();
    append.completeThrough = completeThrough;
    pending.add(append);
    ends.put(table.name(), to);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    completed = Math.max(completed, checkpointId);
    if (ended) {
      commitBeforeTheEnd();
    } else {
      commitCompleted();
    }
  }

  @Override
  public void finish() throws Exception {
    ended = true;
    super.finish();
  }

  @Override
  public void close() throws Exception {
    if (committer != null) {
      committer.close();
    }
    if (files != null) {
      files.abandon();
    }
    super.close();
  }

  /** Whether something of a completed checkpoint is not in its table yet. */
  boolean waits() {
    return !committable().isEmpty();
  }

  private List<PendingAppend> committable() {
    return pending.stream().filter(append -> append.checkpointId <= completed).toList();
  }

  private void commitCompleted() {
    List<PendingAppend> appends = committable();
    if (committing || pausing || appends.isEmpty()) {
      return;
    }
    committing = true;
    committer
        .commit(appends)
        .whenComplete(
            (done, failure) ->
                mailbox.execute(() -> committed(appends, failure), "end of a commit"));
  }

  private void committed(List<PendingAppend> appends, @Nullable Throwable failure) {
    committing = false;
    if (failure == null) {
      commits++;
      failures = 0;
      pending.removeAll(appends);
      commitCompleted();
      return;
    }
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    failOnHopeless(cause);
    failures++;
    long pause = Math.min(MAX_BACKOFF_MILLIS, MIN_BACKOFF_MILLIS << Math.min(failures, 10));
    LOG.warn(
        "Commit of {} appends failed (attempt {}), trying again in {} ms",
        appends.size(),
        failures,
        pause,
        cause);
    pausing = true;
    // Not a timer of the task: those end before the last commit of a bounded input. A task that has
    // ended refuses the mail, and the future keeps that to itself.
    CompletableFuture.runAsync(
        () -> mailbox.execute(this::tryAgain, "another try to commit"),
        CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS));
  }

  private void tryAgain() {
    pausing = false;
    commitCompleted();
  }

  private static void failOnHopeless(Throwable cause) {
    if (cause instanceof ForkedHistoryException forked) {
      throw new SuppressRestartsException(forked);
    }
    if (cause instanceof NoSuchTableException missing) {
      throw missing;
    }
    if (cause instanceof Error error) {
      throw error;
    }
  }

  /** The job ends with this checkpoint; there will be no later one to commit with. */
  private void commitBeforeTheEnd() throws Exception {
    commitCompleted();
    while (waits()) {
      mailbox.yield();
    }
  }

  private String jobId() {
    return getRuntimeContext().getJobInfo().getJobId().toHexString();
  }
}
