package io.tidelake.streaming.function;

import org.jspecify.annotations.Nullable;

/**
 * The checkpointed form of {@link LiveTotals}. A POJO, so that a later version may add fields.
 *
 * <p>Cell i is value {@code values[i]} of dimension {@code dimensions[i]} (its name) in the scope
 * of day {@code days[i]} ({@link TickDelta#NO_DAY}: of all events).
 */
public class LiveState {

  /** Rises with what is counted; 0 in checkpoints of before it was noted. */
  public int version;

  public int[] days = {};
  public String[] dimensions = {};
  public String[] values = {};
  public long[] counts = {};
  public long[] seconds = {};
  public long[] secondRecords = {};

  /** Accepted events by action of each of {@link #seconds}. */
  public long @Nullable [] secondActions = {};

  /** The scopes of {@link #visitors}. */
  public int @Nullable [] visitorDays = {};

  /** See {@link VisitorSketch#toBytes}. */
  public byte @Nullable [][] visitors = {};

  public int[] partitions = {};
  public long[] positions = {};

  /** Epoch milliseconds, or {@link Long#MIN_VALUE} before the first record. */
  public long recordTime = Long.MIN_VALUE;

  /**
   * Partitions of which something is known in {@link #readThrough}; null in an older checkpoint.
   */
  public int @Nullable [] readPartitions = {};

  /** See {@link ReadThrough}; null in an older checkpoint. */
  public long @Nullable [] readThrough = {};

  /** Epoch milliseconds, or {@link Completeness#UNKNOWN}. */
  public long completeThrough = Completeness.UNKNOWN;
}
