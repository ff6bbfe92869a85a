/**
 * The rollups: what their rows are made of, and keeping them up with their source exactly once.
 *
 * <p>A rollup is a function of one snapshot of its source, whose id stands in the rollup's own
 * commit ({@link io.tidelake.schema.table.RollupCommit}). A run adds what the snapshots since then
 * added, takes off what they deleted, and commits on the condition that no other run has moved the
 * rollup meanwhile. So a run can be killed anywhere and repeated at any time.
 */
@NullMarked
package io.tidelake.streaming.maintenance.rollup;

import org.jspecify.annotations.NullMarked;
