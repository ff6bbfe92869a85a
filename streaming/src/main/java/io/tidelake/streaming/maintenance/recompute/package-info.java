/**
 * Counts dates anew out of {@code raw_events} and puts right what differs.
 *
 * <p>Aggregates are additive, so a correction is one more row of a cell: what it should be less
 * what it is. It is appended in one commit, so a reader sees the old numbers or the new ones, and
 * neither the stream nor compaction has to stand still. Sketches cannot be corrected by adding:
 * their dates are replaced, in one commit too.
 */
@NullMarked
package io.tidelake.streaming.maintenance.recompute;

import org.jspecify.annotations.NullMarked;
