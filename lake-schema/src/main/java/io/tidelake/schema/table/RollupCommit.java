package io.tidelake.schema.table;

import java.util.OptionalLong;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * What a rollup says of itself: the snapshot of its source up to which it counts every row once.
 *
 * <p>The exact answer at a later snapshot of the source is the rollup and what changed in between;
 * snapshots of the source whose operation is {@code replace} (compaction) change no row.
 */
public final class RollupCommit {

  /**
   * Id of the covered snapshot of the source ({@code behavior_1m} for the cubes, {@code raw_events}
   * for visitors and hot items). In the summary of every commit that rolls up, and in the
   * properties of the table, so that expiry of snapshots can't lose it. A commit that compacts the
   * rollup itself carries none and leaves it as it is; one that empties the rollup has an empty
   * text: it covers nothing, whatever those before it say.
   */
  public static final String COVERED = "tidelake.rolled-up-snapshot";

  private RollupCommit() {}

  /**
   * The covered snapshot of the source: as the newest commit on the main branch says that rolled up
   * or, if those have expired, the property. Empty for a rollup that nothing was ever added to, or
   * that was emptied.
   */
  public static OptionalLong covered(Table rollup) {
    Snapshot snapshot = rollup.currentSnapshot();
    while (snapshot != null) {
      String covered = snapshot.summary().get(COVERED);
      if (covered != null) {
        return covered.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(covered));
      }
      snapshot = snapshot.parentId() == null ? null : rollup.snapshot(snapshot.parentId());
    }
    String property = rollup.properties().get(COVERED);
    return property == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(property));
  }
}
