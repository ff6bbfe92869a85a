package io.tidelake.streaming.maintenance.upkeep;

import io.tidelake.schema.table.MaintenancePolicy;
import io.tidelake.schema.table.RollupCommit;
import io.tidelake.schema.table.RunReason;
import io.tidelake.schema.table.StreamCommit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;

/**
 * Forgets old snapshots and deletes the files that only they had.
 *
 * <p>What stays is the newest part of the history without a gap, since the stream, rollups and
 * {@code reconcile} walk it from commit to commit. It reaches back to the oldest of
 *
 * <ul>
 *   <li>the snapshots that the policy keeps by age and number;
 *   <li>the newest commit of the stream, which holds checkpoint and Kafka positions
 *       (apache/iceberg#5846): when the stream rests for longer than snapshots are kept, that is
 *       said once more on top ({@link StreamMarks}), so that a quiet table does not keep what
 *       compaction and retention took out of it;
 *   <li>the newest commit that rolled up, in a rollup;
 *   <li>the snapshots of this table that rollups cover: what came since is read from there.
 * </ul>
 *
 * <p>Snapshots with a tag or on another branch stay too.
 *
 * <p>A file goes with the last snapshot that has its rows, not as late as the commit that replaced
 * it: what compaction took away does not wait for commits to come, nor is it forgotten when a tag
 * is made meanwhile.
 */
public final class Expiry {

  private final Table table;
  private final MaintenancePolicy policy;
  private final Collection<Long> covered;
  private final Instant now;

  /**
   * @param covered ids of the snapshots of this table that its rollups cover
   */
  public Expiry(Table table, MaintenancePolicy policy, Collection<Long> covered, Instant now) {
    this.table = table;
    this.policy = policy;
    this.covered = covered;
    this.now = now;
  }

  /** What there is to do, from metadata alone. */
  public Optional<Work> plan() {
    table.refresh();
    List<Snapshot> history = history();
    int kept = kept(history, false);
    Work.Cost cost = cost(history, kept);
    return expiring(history, kept)
        .map(
            any ->
                new Work(
                    RunReason.EXPIRY.text(
                        history.size(),
                        history.size() - kept,
                        policy.snapshotMaxAge(),
                        policy.snapshotMinCount()),
                    cost,
                    this::run));
  }

  /**
   * Of the data files, as the summaries tell it: those that a snapshot took away whose parent goes.
   * What a tag keeps of them is not known without a look at all manifests.
   */
  private static Work.Cost cost(List<Snapshot> history, int kept) {
    long files = 0;
    long bytes = 0;
    for (int i = Math.max(0, kept - 1); i + 1 < history.size(); i++) {
      Map<String, String> summary = history.get(i).summary();
      files += number(summary, SnapshotSummary.DELETED_FILES_PROP);
      bytes += number(summary, SnapshotSummary.REMOVED_FILE_SIZE_PROP);
    }
    return new Work.Cost(null, null, files, bytes);
  }

  private static long number(Map<String, String> summary, String name) {
    return Long.parseLong(summary.getOrDefault(name, "0"));
  }

  private Work.Done run() {
    List<Snapshot> history = history();
    int kept = kept(history, false);
    if (kept < kept(history, true)) {
      StreamCommit.newest(table).ifPresent(marked -> StreamMarks.repeat(table, marked));
      history = history();
    }
    kept = kept(history, true);
    Optional<Snapshot> any = expiring(history, kept);
    if (any.isEmpty()) {
      return Work.Done.AS_PLANNED;
    }
    try (FileRemoval removal = FileRemoval.measured(table.io())) {
      table
          .expireSnapshots()
          .expireOlderThan(cutoff(history, kept))
          .retainLast(kept)
          // To name one is how Iceberg is told to look at what all that stay refer to. Else it
          // deletes a replaced file when the snapshot that replaced it expires, unless there is a
          // tag by then: it changes its method with the first tag and forgets such files.
          .expireSnapshotId(any.get().snapshotId())
          .deleteWith(removal::add)
          .commit();
      removal.flush();
      return removal.done();
    }
  }

  /**
   * One of the snapshots that go, if any does.
   *
   * @param kept so many of the newest stay
   */
  private Optional<Snapshot> expiring(List<Snapshot> history, int kept) {
    long cutoff = cutoff(history, kept);
    return history.subList(kept, history.size()).stream()
        .filter(snapshot -> snapshot.timestampMillis() < cutoff && !isReferenced(snapshot))
        .findFirst();
  }

  /** Clocks of writers differ: what is kept may be older by a moment than what is not. */
  private static long cutoff(List<Snapshot> history, int kept) {
    long cutoff = Long.MAX_VALUE;
    for (Snapshot snapshot : history.subList(0, kept)) {
      cutoff = Math.min(cutoff, snapshot.timestampMillis());
    }
    return cutoff;
  }

  private List<Snapshot> history() {
    List<Snapshot> history = new ArrayList<>();
    Snapshot snapshot = table.currentSnapshot();
    while (snapshot != null) {
      history.add(snapshot);
      snapshot = snapshot.parentId() == null ? null : table.snapshot(snapshot.parentId());
    }
    return history;
  }

  private boolean isReferenced(Snapshot snapshot) {
    return table.refs().values().stream()
        .anyMatch(ref -> ref.snapshotId() == snapshot.snapshotId());
  }

  /**
   * How many of the newest snapshots stay.
   *
   * @param marks whether that reaches back to the newest commit of the stream
   */
  private int kept(List<Snapshot> history, boolean marks) {
    Duration certain =
        policy.snapshotMaxAge().compareTo(MaintenancePolicy.READER_MINIMUM) < 0
            ? policy.snapshotMaxAge()
            : MaintenancePolicy.READER_MINIMUM;
    long keepSince = now.minus(policy.snapshotMaxAge()).toEpochMilli();
    long certainSince = now.minus(certain).toEpochMilli();
    Set<Long> needed = new HashSet<>(covered);
    boolean streamSeen = false;
    boolean rollupSeen = false;
    int kept = 0;
    for (int i = 0; i < history.size(); i++) {
      Snapshot snapshot = history.get(i);
      boolean ofStream = snapshot.summary().containsKey(StreamCommit.JOB_ID);
      boolean ofRollup = snapshot.summary().containsKey(RollupCommit.COVERED);
      if (i < policy.snapshotMinCount()
          || snapshot.timestampMillis() >= certainSince
          || (i < policy.snapshotMaxCount() && snapshot.timestampMillis() >= keepSince)
          || (marks && ofStream && !streamSeen)
          || (ofRollup && !rollupSeen)
          || needed.contains(snapshot.snapshotId())) {
        kept = i + 1;
      }
      streamSeen |= ofStream;
      rollupSeen |= ofRollup;
    }
    return kept;
  }
}
