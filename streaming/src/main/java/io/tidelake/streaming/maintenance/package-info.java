/**
 * The batch side: rollups, compaction, expiry, retention, orphans, and the health of tables.
 *
 * <p>A plain process on Iceberg's Java API, beside the stream and outside of the cluster that runs
 * it. Iceberg's own {@code TableMaintenance} for Flink was looked at in 1.11 and is not used:
 *
 * <ul>
 *   <li>its compaction copies rows, while ours adds up the deltas of a cell ({@code behavior_1m}
 *       and the cubes) and merges sketches; rollups, retention and manifests it does not do at all;
 *   <li>its expiry knows age and number. Ours also keeps what a rollup has still to read and the
 *       newest commit of the stream, and with them an unbroken history (apache/iceberg#5846);
 *   <li>it is a Flink job per set of tables that holds slots for minutes of work a day, in the
 *       cluster whose restart times matter most; its savepoints break unless every {@code
 *       uidSuffix} is set (apache/iceberg#17210), and its expiry fails when {@code retain-last} is
 *       left to its default (apache/iceberg#17277). Trino's procedures would do, but put the load
 *       on the cluster that answers readers, and collapse no deltas either.
 * </ul>
 *
 * <p>Nothing here is right because of a lock: those between the processes of a machine ({@code
 * TableLocks}) spare work that would be done twice. Every change is one Iceberg commit that the
 * catalog compares and swaps, and is repeated or dropped if the table has moved such that it no
 * longer fits; a process that is killed leaves at worst files that nobody refers to.
 */
@NullMarked
package io.tidelake.streaming.maintenance;

import org.jspecify.annotations.NullMarked;
