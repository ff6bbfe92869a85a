package io.tidelake.query.history;

import io.tidelake.query.platform.LakeSnapshots.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which partitions a commit has changed, as it says of itself: Iceberg lists them in the summary as
 * long as they are few.
 */
final class ChangedPartitions {

  private static final String LISTED = "partition-summaries-included";
  private static final String COUNT = "changed-partition-count";
  private static final String PARTITION = "partitions.";

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
}
