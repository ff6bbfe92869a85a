package io.tidelake.streaming.sink;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An append that Iceberg's Flink committer makes for a checkpoint, made safe against the same
 * checkpoint landing twice.
 *
 * <p>The committer looks once which checkpoint of its job the table holds, then commits; each try
 * of the commit reads the table anew. What an earlier incarnation sent and what lands in between (a
 * slow catalog, a commit whose answer was lost, a paused process that wakes up) would be committed
 * a second time, without a conflict. So this append notes the newest checkpoint of its job and
 * operator that the table held when it was made, and every try checks that it still is the newest:
 *
 * <ul>
 *   <li>the table meanwhile holds this checkpoint or a later one: nothing is left to do;
 *   <li>it holds an earlier, but newer one than noted: part of what is to be appended may be in
 *       there, so the commit fails, and the job recovers from its checkpoint, looking again.
 * </ul>
 */
final class FencedAppend implements AppendFiles {

  private static final Logger LOG = LoggerFactory.getLogger(FencedAppend.class);

  // The summary of the commits of Iceberg's Flink sink.
  static final String JOB_ID = "flink.job-id";
  static final String OPERATOR_ID = "flink.operator-id";
  static final String CHECKPOINT_ID = "flink.max-committed-checkpoint-id";

  private static final long NONE = -1;

  private final AppendFiles append;
  private final Iterable<Snapshot> known;
  private final Map<String, String> summary = new HashMap<>();

  /**
   * @param append what to guard
   * @param known the snapshots that the committer has seen, newest first
   */
  FencedAppend(AppendFiles append, Iterable<Snapshot> known) {
    this.append = append;
    this.known = known;
  }

  /** A snapshot and those before it, newest first. */
  static Iterable<Snapshot> ancestors(Table table, @Nullable Snapshot snapshot) {
    return snapshot == null
        ? List.of()
        : SnapshotUtil.ancestorsOf(snapshot.snapshotId(), table::snapshot);
  }

  @Override
  public void commit() {
    String job = summary.get(JOB_ID);
    String operator = summary.get(OPERATOR_ID);
    String checkpoint = summary.get(CHECKPOINT_ID);
    if (job == null || operator == null || checkpoint == null) {
      throw new IllegalStateException(
          "A checkpoint's append names no job, operator and checkpoint (%s): this version of Iceberg's Flink sink is not supported"
              .formatted(summary));
    }
    long own = Long.parseLong(checkpoint);
    append.validateWith(new Fence(job, operator, own, newestCheckpoint(known, job, operator)));
    try {
      append.commit();
    } catch (AlreadyCommittedException alreadyThere) {
      LOG.info("Checkpoint {} of job {} is in the table already", own, job);
    }
  }

  private static long newestCheckpoint(Iterable<Snapshot> snapshots, String job, String operator) {
    for (Snapshot snapshot : snapshots) {
      Map<String, String> summary = snapshot.summary();
      String checkpoint = summary.get(CHECKPOINT_ID);
      if (checkpoint != null
          && job.equals(summary.get(JOB_ID))
          && operator.equals(summary.get(OPERATOR_ID))) {
        return Long.parseLong(checkpoint);
      }
    }
    return NONE;
  }

  private record Fence(String job, String operator, long own, long known)
      implements SnapshotAncestryValidator {

    @Override
    public boolean validate(Iterable<Snapshot> snapshots) {
      long newest = newestCheckpoint(snapshots, job, operator);
      if (newest >= own) {
        throw new AlreadyCommittedException(own);
      }
      return newest == known;
    }

    @Override
    public String errorMessage() {
      return "a checkpoint between %d and %d of job %s was committed meanwhile"
          .formatted(known, own, job);
    }
  }

  private static final class AlreadyCommittedException extends ValidationException {
    private static final long serialVersionUID = 1L;

    AlreadyCommittedException(long checkpoint) {
      super("Checkpoint %s is committed already", checkpoint);
    }
  }

  @Override
  public AppendFiles appendFile(DataFile file) {
    append.appendFile(file);
    return this;
  }

  @Override
  public AppendFiles appendManifest(ManifestFile file) {
    append.appendManifest(file);
    return this;
  }

  @Override
  public AppendFiles set(String property, String value) {
    summary.put(property, value);
    append.set(property, value);
    return this;
  }

  @Override
  public AppendFiles deleteWith(Consumer<String> deleteFunction) {
    append.deleteWith(deleteFunction);
    return this;
  }

  @Override
  public AppendFiles stageOnly() {
    append.stageOnly();
    return this;
  }

  @Override
  public AppendFiles scanManifestsWith(ExecutorService executor) {
    append.scanManifestsWith(executor);
    return this;
  }

  @Override
  public AppendFiles toBranch(String branch) {
    append.toBranch(branch);
    return this;
  }

  @Override
  public AppendFiles validateWith(SnapshotAncestryValidator validator) {
    throw new UnsupportedOperationException("this append has its own validation");
  }

  @Override
  public Snapshot apply() {
    return append.apply();
  }

  @Override
  public Object updateEvent() {
    return append.updateEvent();
  }
}
