package io.tidelake.schema.live;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A record of the live topic. Every number is absolute and only grows, so delivery at least once
 * and a reader that keeps the larger one of two messages of the same key give exact numbers.
 */
public sealed interface LiveMessage {

  /** The scope of all events; every other scope is a business date, {@code yyyy-MM-dd}. */
  String SCOPE_ALL = "all";

  /** Pulses are kept for so many seconds: the key is the second modulo this. */
  int PULSE_SECONDS = 600;

  /**
   * Events of a scope that have this value of this dimension.
   *
   * @param scope {@link #SCOPE_ALL} or a business date
   * @param value a code or a province name
   * @param count events so far
   */
  record Count(String scope, LiveDimension dimension, String value, long count)
      implements LiveMessage {}

  /**
   * Records, accepted or not, whose Kafka timestamp lies in one second. The later second wins, then
   * the larger count.
   *
   * @param second seconds since the epoch
   */
  record Pulse(long second, long events) implements LiveMessage {}

  /**
   * How far the stream has come; the last record of each tick.
   *
   * @param positions the next offset to read by partition of the event topic
   * @param watermark epoch milliseconds; null before the first
   * @param recordTime the largest Kafka record timestamp read, epoch milliseconds; null before any
   * @param completeThrough event time (epoch milliseconds) up to which every event that came on
   *     time has been read from every partition; null as long as that is not known
   */
  record Progress(
      SortedMap<Integer, Long> positions,
      @Nullable Long watermark,
      @Nullable Long recordTime,
      @Nullable Long completeThrough)
      implements LiveMessage {}
}
