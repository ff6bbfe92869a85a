package io.tidelake.schema.table;

import io.tidelake.schema.topic.TopicPositions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * What a commit of the stream says about itself in the summary of its snapshot. With it a row leads
 * back to checkpoint and Kafka offsets, and a job without state finds where to go on.
 *
 * <p>Commits of a table form a chain: each begins at the positions of the one before it. Snapshots
 * of others (compaction, deletes) carry none of this and leave the positions as they are; expiry
 * says the same once more in a snapshot of its own, before it forgets the newest that said it.
 */
public final class StreamCommit {

  /**
   * {@link TopicPositions} as text: all accepted records (of {@code raw_events} and {@code
   * behavior_1m}) or all rejected ones (of {@code quarantine}) before these are in the table.
   * Stands in the properties of the table too, so that expiry of snapshots can't lose it.
   *
   * <p>Of one checkpoint {@code raw_events} is committed last, so its positions hold for all
   * tables: one that stands behind them had no rows since.
   */
  public static final String POSITIONS = "tidelake.kafka-positions";

  /**
   * Epoch milliseconds of event time: every event up to there that came on time is in the table.
   * Absent as long as it is not known.
   */
  public static final String COMPLETE_THROUGH = "tidelake.complete-through";

  /** The newest Flink checkpoint whose rows are in the commit, named as Iceberg's own sink does. */
  public static final String CHECKPOINT_ID = "flink.max-committed-checkpoint-id";

  /** The Flink job that wrote the rows. */
  public static final String JOB_ID = "flink.job-id";

  /**
   * Epoch milliseconds: when the stream made the commit whose marks a snapshot says once more. Only
   * such a snapshot has it.
   */
  public static final String COMMITTED_AT = "tidelake.committed-at";

  /**
   * A property of {@code raw_events}: the stream writes events and counts none. A stream that
   * counts must not go on with such a table.
   */
  public static final String RAW_ONLY = "tidelake.raw-only";

  /** What the summary of a commit may hold of these. */
  public static final List<String> MARKS =
      List.of(POSITIONS, COMPLETE_THROUGH, CHECKPOINT_ID, JOB_ID);

  private StreamCommit() {}

  /** The newest snapshot of the table's main branch that the stream committed. */
  public static Optional<Snapshot> newest(Table table) {
    Snapshot snapshot = table.currentSnapshot();
    while (snapshot != null) {
      if (snapshot.summary().containsKey(POSITIONS)) {
        return Optional.of(snapshot);
      }
      snapshot = snapshot.parentId() == null ? null : table.snapshot(snapshot.parentId());
    }
    return Optional.empty();
  }

  /** When the stream made the commit, also of a snapshot that says its marks once more. */
  public static Instant committedAt(Snapshot snapshot) {
    String at = snapshot.summary().get(COMMITTED_AT);
    return Instant.ofEpochMilli(at == null ? snapshot.timestampMillis() : Long.parseLong(at));
  }

  /**
   * Whether the snapshot only says once more what an older commit of the stream said, and has the
   * rows of the snapshot below it.
   */
  public static boolean isRepeated(Snapshot snapshot) {
    return snapshot.operation() != null
        && snapshot.operation().equals(DataOperations.REPLACE)
        && snapshot.summary().containsKey(POSITIONS);
  }

  /**
   * How far the table covers the event topic: as its newest snapshot of the stream says, or, if
   * that has expired, its property. {@link TopicPositions#NONE} for a table that the stream never
   * wrote.
   */
  public static TopicPositions positions(Table table) {
    return positions(newest(table).map(Snapshot::summary).orElseGet(table::properties));
  }

  private static TopicPositions positions(Map<String, String> properties) {
    String text = properties.get(POSITIONS);
    return text == null ? TopicPositions.NONE : TopicPositions.parse(text);
  }
}
