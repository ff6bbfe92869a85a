/**
 * Counts dates anew out of {@code raw_events} and puts right what differs.
 *
 * <p>A date of {@code behavior_1m} is replaced in one commit that takes off the files that were
 * compared and no others, so neither the stream nor compaction has to stand still: what the stream
 * appends meanwhile stays, and what compaction takes away is found missing and read again. A date
 * of a rollup is replaced on the condition that nothing was rolled up meanwhile ({@link
 * io.tidelake.streaming.maintenance.rollup.RollupRun#recount}). Where nothing differs, nothing is
 * written.
 *
 * <p>What changes at once is one date of one table (of {@code behavior_1d} one month, of a rollup
 * that is made anew all of it): who reads several dates, or minutes and rollups together, can meet
 * some before and some after it.
 */
@NullMarked
package io.tidelake.streaming.maintenance.recompute;

import org.jspecify.annotations.NullMarked;
