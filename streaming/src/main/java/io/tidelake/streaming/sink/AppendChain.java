package io.tidelake.streaming.sink;

import io.tidelake.schema.table.StreamCommit;
import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.streaming.function.Completeness;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends to one table such that each takes effect exactly once, in order, whatever happens to the
 * answers of the catalog. Not thread-safe.
 *
 * <p>The table itself says how far it covers the topic ({@link StreamCommit}). An append begins
 * where the one before it ends; it is made only on a table that stands exactly there, and every try
 * of the commit checks that again on the metadata that it is based on, which the catalog compares
 * and swaps. So
 *
 * <ul>
 *   <li>an append that is in the table already, because an answer was lost or came late or because
 *       an earlier incarnation of the job made it, is left out;
 *   <li>one that lands later, out of a paused process or a slow network, finds the table moved on
 *       and fails;
 *   <li>of two jobs that write at once, one fails.
 * </ul>
 */
final class AppendChain {

  private static final Logger LOG = LoggerFactory.getLogger(AppendChain.class);

  private final Table table;
  private final Fence fence;
  private boolean looked;

  AppendChain(Table table, Fence fence) {
    this.table = table;
    this.fence = fence;
  }

  /**
   * Makes those of the appends that the table does not hold yet, as one commit.
   *
   * @param appends of this table, in order, each beginning where the one before it ends
   * @return whether a commit was made
   * @throws ForkedHistoryException if the table stands where none of them follows
   * @throws RuntimeException if the catalog or the object store fails; whether the commit took
   *     effect is then open, and the next call finds out
   */
  boolean append(List<PendingAppend> appends) throws IOException {
    table.refresh();
    Optional<String> seen = StreamCommit.newest(table).map(AppendChain::positions);
    List<PendingAppend> missing = missing(appends);
    looked = true;
    if (missing.isEmpty()) {
      return false;
    }
    commit(missing, seen);
    return true;
  }

  private List<PendingAppend> missing(List<PendingAppend> appends) {
    if (fence == Fence.ONLY_AT_START && looked) {
      return appends;
    }
    TopicPositions found = StreamCommit.positions(table);
    List<PendingAppend> missing = new ArrayList<>();
    for (PendingAppend append : appends) {
      if (!missing.isEmpty() || !found.covers(TopicPositions.parse(append.to))) {
        missing.add(append);
      } else {
        LOG.info("In the table already: {}", append);
      }
    }
    if (!missing.isEmpty() && !found.equals(TopicPositions.parse(missing.get(0).from))) {
      throw new ForkedHistoryException(missing.get(0), found);
    }
    return missing;
  }

  private void commit(List<PendingAppend> missing, Optional<String> seen) throws IOException {
    PendingAppend last = missing.get(missing.size() - 1);
    Transaction transaction = table.newTransaction();
    // Not newAppend(): from a hundred manifests on it merges them and, if the catalog then refuses
    // the commit, deletes those that it was given, which the next try needs. Merging is
    // maintenance's work.
    AppendFiles append = transaction.newFastAppend();
    for (PendingAppend pending : missing) {
      append.appendManifest(Manifests.decode(pending.manifest));
    }
    // Iceberg knows the rows of a manifest, but not its bytes, and would count none.
    append.set(
        SnapshotSummary.ADDED_FILE_SIZE_PROP,
        Long.toString(missing.stream().mapToLong(pending -> pending.bytes).sum()));
    append.set(StreamCommit.POSITIONS, last.to);
    append.set(StreamCommit.JOB_ID, last.jobId);
    append.set(StreamCommit.CHECKPOINT_ID, Long.toString(last.checkpointId));
    if (last.completeThrough != Completeness.UNKNOWN) {
      append.set(StreamCommit.COMPLETE_THROUGH, Long.toString(last.completeThrough));
    }
    if (fence == Fence.EVERY_TRY) {
      append.validateWith(
          snapshots -> {
            Optional<String> found = newest(snapshots);
            if (!found.equals(seen)) {
              throw new TableMovedException(seen, found);
            }
            return true;
          });
    }
    append.commit();
    transaction.updateProperties().set(StreamCommit.POSITIONS, last.to).commit();
    transaction.commitTransaction();
  }

  private static Optional<String> newest(Iterable<Snapshot> snapshots) {
    for (Snapshot snapshot : snapshots) {
      if (snapshot.summary().containsKey(StreamCommit.POSITIONS)) {
        return Optional.of(positions(snapshot));
      }
    }
    return Optional.empty();
  }

  private static String positions(Snapshot snapshot) {
    Map<String, String> summary = snapshot.summary();
    return summary.get(StreamCommit.POSITIONS);
  }

  /** When an append looks whether it is in the table already. */
  enum Fence {
    /** Before and in each try. */
    EVERY_TRY,
    /**
     * When the job starts, as Iceberg's own Flink sinks do; a commit that lands after that look is
     * repeated (apache/iceberg#17901). For the test that shows it.
     */
    ONLY_AT_START
  }

  /**
   * The table moved between the look and the try. No {@code ValidationException}: Iceberg deletes
   * the manifest lists of all tries when it sees one, and an earlier try may be what moved the
   * table.
   */
  private static final class TableMovedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TableMovedException(Optional<String> expected, Optional<String> found) {
      super(
          "the table went from %s to %s meanwhile"
              .formatted(expected.orElse("the beginning"), found.orElse("the beginning")));
    }
  }
}
