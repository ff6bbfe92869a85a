package io.tidelake.streaming.function;

import org.jspecify.annotations.Nullable;

/**
 * What one subtask counted during one tick, to be added to the totals: a few hundred bytes, the
 * only thing of the live path that crosses the network. A POJO for Flink's serializer, hence the
 * public fields and flat arrays.
 *
 * <p>Cell i adds {@code counts[i]} to value {@code values[i]} of dimension {@code dimensions[i]} in
 * the scope of day {@code days[i]} and in the scope of all events.
 */
public class TickDelta {

  /** The day of a cell that belongs to the scope of all events only. */
  public static final int NO_DAY = Integer.MIN_VALUE;

  /** Business date as days since 1970-01-01, or {@link #NO_DAY}. */
  public int[] days = {};

  /** Ordinal of {@link io.tidelake.schema.live.LiveDimension}. */
  public byte[] dimensions = {};

  /**
   * A code; of a province its ordinal, and above these the index in {@link #otherProvinces} plus
   * the number of those; of a rejection the ordinal of its reason.
   */
  public int[] values = {};

  public long[] counts = {};

  /** Names of provinces that {@link io.tidelake.schema.label.Province} does not list. */
  public String[] otherProvinces = {};

  /** Seconds since the epoch of record timestamps. */
  public long[] seconds = {};

  /** Records of each of {@link #seconds}. */
  public long[] secondRecords = {};

  /** Accepted events by action of each of {@link #seconds}, one second after the other. */
  public long[] secondActions = {};

  /** The scope, besides that of all events, of each of {@link #visitorRegisters}. */
  public int[] visitorDays = {};

  /** What users raised: see {@link VisitorSketch#register}. */
  public int[] visitorRegisters = {};

  /** Events by item, category and brand, see {@link NameBlock}; empty in most ticks. */
  public byte[] names = {};

  /** An event of this tick; null: none was taken. */
  public @Nullable RecentEvent recent;

  /** Partitions read. */
  public int[] partitions = {};

  /** The next offset to read of each of {@link #partitions}. */
  public long[] positions = {};

  /** The largest record timestamp of each of {@link #partitions}, epoch milliseconds. */
  public long[] recordTimes = {};
}
