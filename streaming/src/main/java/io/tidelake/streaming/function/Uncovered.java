package io.tidelake.streaming.function;

import io.tidelake.schema.topic.TopicPositions;

/**
 * Tells records that a table does not hold yet from those that it has. The latter come when a job
 * starts behind its tables: without state, or from an older checkpoint. One comparison a record.
 */
public final class Uncovered {

  private final long[] covered;

  /**
   * @param covered the table holds every record before these
   */
  public Uncovered(TopicPositions covered) {
    this.covered = new long[covered.offsets().isEmpty() ? 0 : covered.offsets().lastKey() + 1];
    covered.offsets().forEach((partition, offset) -> this.covered[partition] = offset);
  }

  /** Whether the record is to be written. */
  public boolean includes(DecodedRecord record) {
    return record.partition >= covered.length || record.offset >= covered[record.partition];
  }
}
