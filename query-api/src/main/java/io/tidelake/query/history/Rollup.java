package io.tidelake.query.history;

import io.tidelake.query.platform.LakeSnapshots.Snapshot;
import io.tidelake.query.platform.LakeSnapshots.State;
import io.tidelake.schema.table.RollupCommit;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a rollup can stand in for, exactly, at a snapshot of its source: every business date whose
 * rows are the same in the source as when they were rolled up.
 *
 * <p>Which dates have changed since is what the commits in between say of themselves: Iceberg lists
 * the partitions of a commit in its summary as long as they are few. If one of them does not, or
 * the covered snapshot has expired, the rollup stands in for nothing.
 *
 * @param snapshot of the rollup
 * @param changed dates that must be read from the source
 */
record Rollup(long snapshot, Set<LocalDate> changed) {

  /** Beyond, a list of dates costs more than the rollup saves. */
  private static final int MAX_CHANGED = 100;

  Rollup {
    changed = Set.copyOf(changed);
  }

  /**
   * @param source partitioned by {@code dt}
   * @param at the snapshot of the source that an answer is of
   * @return empty if everything must be read from the source
   */
  static Optional<Rollup> of(State rollup, State source, long at) {
    Snapshot current = rollup.current();
    Long covered = covered(rollup);
    if (current == null || covered == null) {
      return Optional.empty();
    }
    return ChangedPartitions.datesBetween(source.snapshots(), covered, at, MAX_CHANGED)
        .map(changed -> new Rollup(current.id(), changed));
  }

  /** As the newest commit says that rolled up or, if those have expired, the property. */
  private static @Nullable Long covered(State rollup) {
    String covered = null;
    Snapshot snapshot = rollup.current();
    while (snapshot != null && covered == null) {
      covered = snapshot.summary().get(RollupCommit.COVERED);
      snapshot = snapshot.parent() == null ? null : rollup.snapshots().get(snapshot.parent());
    }
    if (covered == null) {
      covered = rollup.properties().get(RollupCommit.COVERED);
    }
    try {
      return covered == null ? null : Long.valueOf(covered);
    } catch (NumberFormatException notOurs) {
      return null;
    }
  }
}
