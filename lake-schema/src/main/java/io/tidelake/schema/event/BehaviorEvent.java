package io.tidelake.schema.event;

import io.tidelake.schema.json.Utf8Slice;

/**
 * One accepted event, normalised. Mutable and reused by its {@link EventDecoder}: its slices point
 * into the decoded record and hold until the next one is decoded.
 *
 * <p>Times are epoch milliseconds.
 */
public final class BehaviorEvent {

  /** {@link #month} or {@link #day} of an event that has none. */
  public static final int ABSENT = -1;

  /** Never empty. */
  public final Utf8Slice userId = new Utf8Slice();

  /** Never empty. */
  public final Utf8Slice itemId = new Utf8Slice();

  /** Empty: unknown. */
  public final Utf8Slice categoryId = new Utf8Slice();

  /** Empty: unknown. */
  public final Utf8Slice merchantId = new Utf8Slice();

  /** Empty: unknown. */
  public final Utf8Slice brandId = new Utf8Slice();

  /** Empty: the event has none. */
  public final Utf8Slice eventId = new Utf8Slice();

  /** As sent, not checked against the calendar, or {@link #ABSENT}. */
  public int month;

  /** As sent, not checked against the calendar, or {@link #ABSENT}. */
  public int day;

  /** 0 to 3, see {@link io.tidelake.schema.label.Action}. */
  public int action;

  /** 0 to 7, see {@link io.tidelake.schema.label.AgeRange}. */
  public int ageRange;

  /** 0 to 2, see {@link io.tidelake.schema.label.Gender}. */
  public int gender;

  /** The normalised name, never empty. */
  public final Utf8Slice province = new Utf8Slice();

  /**
   * Index in {@link io.tidelake.schema.label.Province}, or {@link #ABSENT} for a name not in it.
   */
  public int provinceIndex;

  /** When it happened; what it derives from is {@link #timeSource}. */
  public long eventTime;

  public TimeSource timeSource = TimeSource.RECORD;

  /** Timestamp of the Kafka record. */
  public long ingestTime;

  /** Business date of {@link #eventTime} as days since 1970-01-01. */
  public int businessDay;

  /** {@link #ingestTime} − {@link #eventTime}; negative for an event dated in the future. */
  public long delayMillis;

  /** {@link #delayMillis} is above the allowed lateness. */
  public boolean late;

  /** Kafka partition of the record. */
  public int kafkaPartition;

  /** Kafka offset of the record. */
  public long kafkaOffset;
}
