package io.tidelake.schema.live;

import java.util.Comparator;
import java.util.List;
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
   * @param actions the accepted ones by action code; empty if the writer did not tell. They grow
   *     with the events
   */
  record Pulse(long second, long events, List<Long> actions) implements LiveMessage {

    public Pulse {
      actions = List.copyOf(actions);
    }
  }

  /**
   * The most frequent values in a scope. The list of more events is the later one.
   *
   * @param events of all values together
   * @param floor a count may be too large by as much, and a value that is not listed has no more
   *     events; 0: exact
   * @param entries the most frequent one first, {@link LiveTop#LENGTH} at most
   */
  record Top(String scope, LiveTop top, long events, long floor, List<Entry> entries)
      implements LiveMessage {

    /** A value and its events. */
    public record Entry(String name, long count) {}

    public Top {
      entries = List.copyOf(entries);
    }
  }

  /**
   * An event that was just read, for people to look at: a sample, at most a few a second. The later
   * record wins.
   *
   * @param slot below {@value #RECENT_SLOTS}
   * @param recordTime Kafka record timestamp, epoch milliseconds
   * @param action code
   * @param province as in {@link Count}
   * @param user what is left of the user's name once it is masked
   */
  record Recent(
      int slot,
      long recordTime,
      int partition,
      long offset,
      int action,
      String province,
      String item,
      String category,
      String user)
      implements LiveMessage {

    /** A sample is kept until so many others came. */
    public static final int RECENT_SLOTS = 20;

    /** Earlier to later. */
    public static final Comparator<Recent> LATER =
        Comparator.comparingLong(Recent::recordTime)
            .thenComparingInt(Recent::partition)
            .thenComparingLong(Recent::offset);
  }

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
