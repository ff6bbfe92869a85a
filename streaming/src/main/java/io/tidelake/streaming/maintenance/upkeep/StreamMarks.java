package io.tidelake.streaming.maintenance.upkeep;

import io.tidelake.schema.table.StreamCommit;
import java.util.Map;
import org.apache.iceberg.RewriteManifests;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the stream's newest commit says of itself, said once more. */
final class StreamMarks {

  private static final Logger LOG = LoggerFactory.getLogger(StreamMarks.class);

  private StreamMarks() {}

  /**
   * Puts a snapshot on top of the table that has the same files and the marks of the stream's
   * newest commit, so that the one with its rows can expire. Its operation is {@code replace}:
   * readers of changes skip it.
   *
   * <p>Does nothing if the stream commits meanwhile, since positions must never go back; each try
   * looks anew, as the stream's own do.
   *
   * @param marked the stream's newest commit
   */
  static void repeat(Table table, Snapshot marked) {
    // Rewrites none: without a function to cluster by, the manifests stay as they are.
    RewriteManifests same = table.rewriteManifests();
    Map<String, String> summary = marked.summary();
    for (String mark : StreamCommit.MARKS) {
      if (summary.containsKey(mark)) {
        same.set(mark, summary.get(mark));
      }
    }
    same.set(
        StreamCommit.COMMITTED_AT, Long.toString(StreamCommit.committedAt(marked).toEpochMilli()));
    same.validateWith(
        snapshots -> {
          for (Snapshot snapshot : snapshots) {
            if (snapshot.snapshotId() == marked.snapshotId()) {
              return true;
            }
            if (snapshot.summary().containsKey(StreamCommit.POSITIONS)) {
              throw new StreamMovedOnException();
            }
          }
          throw new StreamMovedOnException();
        });
    try {
      same.commit();
    } catch (StreamMovedOnException e) {
      LOG.info("{}: the stream has committed meanwhile", table.name());
    }
    table.refresh();
  }

  /** No {@code ValidationException}: Iceberg deletes what earlier tries have written on that. */
  private static final class StreamMovedOnException extends RuntimeException {

    private static final long serialVersionUID = 1L;
  }
}
