package io.tidelake.streaming.sink;

import io.tidelake.streaming.function.Completeness;

/**
 * What one subtask wrote between two checkpoint barriers, on its way to the committer. A POJO for
 * Flink's serializer; never in state.
 */
public class WrittenFiles {

  /** Iceberg data files of {@code raw_events}, serialized by {@link DataFileBytes}; empty: none. */
  public byte[] rawEvents = {};

  /** The same of {@code quarantine}. */
  public byte[] quarantine = {};

  /** The same of {@code behavior_1m}, where its rows are written next to the events. */
  public byte[] minutes = {};

  /** Partitions read. */
  public int[] partitions = {};

  /** The next offset to read of each of {@link #partitions}. */
  public long[] positions = {};

  /** See {@link Completeness#completeThrough}. */
  public long completeThrough = Completeness.UNKNOWN;

  /** Nothing was written; only what the commit may say of itself. */
  static WrittenFiles claim(Completeness completeness) {
    WrittenFiles claim = new WrittenFiles();
    claim.completeThrough = completeness.completeThrough;
    return claim;
  }
}
