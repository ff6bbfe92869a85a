/**
 * Files straight into the tables, beside the stream or without it.
 *
 * <p>A file is loaded in chunks of some million lines. For each a bounded Flink job in this process
 * ({@link io.tidelake.streaming.pipeline.BackfillPipeline}) writes data files; then they are
 * appended to quarantine, {@code behavior_1m} and last {@code raw_events}, each with a mark of how
 * far the table now holds the file ({@link io.tidelake.schema.table.BackfillCommit}). What {@code
 * raw_events} says holds for all tables, so a load that was killed goes on there, and a table that
 * is ahead of it is given no line again. The unit of memory is the chunk: nothing is kept between
 * two.
 */
@NullMarked
package io.tidelake.streaming.backfill;

import org.jspecify.annotations.NullMarked;
