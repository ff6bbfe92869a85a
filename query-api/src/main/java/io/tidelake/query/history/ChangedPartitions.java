package io.tidelake.query.history;

import io.tidelake.query.platform.LakeSnapshots.Snapshot;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which partitions a commit has changed, as it says of itself: Iceberg lists them in the summary as
 * long as they are few.
 */
final class ChangedPartitions {

  private static final String LISTED = "partition-summaries-included";
  private static final String COUNT = "changed-partition-count";
  private static final String PARTITION = "partitions.";
  private static final String DATE = "dt=";

  /** The same rows in other files. */
  private static final String REPLACE = "replace";

  private ChangedPartitions() {}

  /**
   * Their names, such as {@code dt=2026-08-29}.
   *
   * @return empty if the commit does not say
   */
  static Optional<List<String>> of(Snapshot commit) {
    Map<String, String> summary = commit.summary();
    if (commit.operation().equals(REPLACE) || "0".equals(summary.get(COUNT))) {
      return Optional.of(List.of());
    }
    if (!"true".equals(summary.get(LISTED))) {
      return Optional.empty();
    }
    List<String> names = new ArrayList<>();
    for (String key : summary.keySet()) {
      if (key.startsWith(PARTITION)) {
        names.add(key.substring(PARTITION.length()));
      }
    }
    return Optional.of(names);
  }

  /**
   * The dates that commits after one snapshot have changed, up to another one.
   *
   * @param snapshots of a table partitioned by {@code dt}; the former may have expired: its child
   *     tells all there is to tell
   * @param max more dates than that are as good as unknown
   * @return empty if one of the commits does not say, or the latter does not follow the former
   */
  static Optional<Set<LocalDate>> datesBetween(
      Map<Long, Snapshot> snapshots, long from, long to, int max) {
    Set<LocalDate> dates = new HashSet<>();
    Long next = to;
    while (next == null || next != from) {
      Snapshot commit = next == null ? null : snapshots.get(next);
      Optional<List<String>> names = commit == null ? Optional.empty() : of(commit);
      if (commit == null
          || names.isEmpty()
          || !addDates(names.get(), dates)
          || dates.size() > max) {
        return Optional.empty();
      }
      next = commit.parent();
    }
    return Optional.of(dates);
  }

  private static boolean addDates(List<String> names, Set<LocalDate> dates) {
    try {
      for (String name : names) {
        if (!name.startsWith(DATE)) {
          return false;
        }
        dates.add(LocalDate.parse(name.substring(DATE.length())));
      }
      return true;
    } catch (DateTimeException noDate) {
      return false;
    }
  }
}
