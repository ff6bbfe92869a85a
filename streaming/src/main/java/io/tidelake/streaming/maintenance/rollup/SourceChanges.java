package io.tidelake.streaming.maintenance.rollup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.AddedRowsScanTask;
import org.apache.iceberg.ChangelogScanTask;
import org.apache.iceberg.ContentScanTask;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.DeletedDataFileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * The data files that snapshots of a table added and took away, by date. What compaction does
 * ({@code replace}) is none of it: it changes no row.
 *
 * @param byDate files by {@code dt} as days since 1970-01-01, ascending
 */
record SourceChanges(Map<Integer, List<Change>> byDate) {

  /**
   * @param sign 1: the rows were added, -1: they were taken away
   */
  record Change(DataFile file, int sign) {}

  /**
   * What happened after one snapshot up to another. Reads only the manifests that these snapshots
   * wrote.
   *
   * @return empty if that can't be told: the first snapshot is not in the history of the second one
   *     any more, or rows were deleted that still stand in data files
   */
  static Optional<SourceChanges> between(Table table, long fromExclusive, long toInclusive)
      throws IOException {
    if (table.snapshot(fromExclusive) == null
        || !SnapshotUtil.isAncestorOf(table, toInclusive, fromExclusive)) {
      return Optional.empty();
    }
    Map<Integer, List<Change>> byDate = new TreeMap<>();
    try (CloseableIterable<ChangelogScanTask> changes =
        table
            .newIncrementalChangelogScan()
            .fromSnapshotExclusive(fromExclusive)
            .toSnapshot(toInclusive)
            .planFiles()) {
      for (ChangelogScanTask change : changes) {
        DataFile file = ((ContentScanTask<?>) change).file() instanceof DataFile data ? data : null;
        if (file == null
            || !(change instanceof AddedRowsScanTask
                || change instanceof DeletedDataFileScanTask)) {
          return Optional.empty();
        }
        byDate
            .computeIfAbsent(date(file), date -> new ArrayList<>())
            .add(new Change(file, change instanceof AddedRowsScanTask ? 1 : -1));
      }
    } catch (UnsupportedOperationException deleteFiles) {
      return Optional.empty();
    }
    return Optional.of(new SourceChanges(byDate));
  }

  /** Whether some snapshot after the first one up to the second one did more than compact. */
  static boolean any(Table table, long fromExclusive, long toInclusive) {
    for (Snapshot snapshot : SnapshotUtil.ancestorsBetween(table, toInclusive, fromExclusive)) {
      if (!DataOperations.REPLACE.equals(snapshot.operation())) {
        return true;
      }
    }
    return false;
  }

  /** The date of a file of a table that is partitioned by {@code dt}. */
  static int date(DataFile file) {
    return file.partition().get(0, Integer.class);
  }

  /** The dates that lost rows. */
  Set<Integer> datesWithDeletes() {
    Set<Integer> dates = new TreeSet<>();
    byDate.forEach(
        (date, changes) -> {
          if (changes.stream().anyMatch(change -> change.sign() < 0)) {
            dates.add(date);
          }
        });
    return dates;
  }
}
