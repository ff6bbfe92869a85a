package io.tidelake.streaming.function;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;

/**
 * Works out {@code complete_through}: the event time up to which every event that came on time has
 * been read from every partition.
 *
 * <p>A partition is read through the largest record timestamp seen in it. One without traffic must
 * not hold the others back, but one with unread records must; what tells them apart is where the
 * partition ends. If all of it up to the end that Kafka names has been read, it is read through the
 * largest record timestamp that was known, of any partition, before Kafka was asked: what is
 * written to it afterwards is newer. That holds so far as producers' clocks agree and none holds
 * records back for long; nothing here reads a clock.
 *
 * <p>complete_through is the smallest of these, minus the allowed lateness, minus a millisecond: an
 * event that happened up to then and came on time has a record timestamp before the smallest. (At
 * that very millisecond more records may follow.) It is never beyond the moment of the last answer,
 * since a partition created after that is not yet known; and it never goes back.
 *
 * <p>Where records were written by transactions, the end of a partition lies behind their markers,
 * which are no records: a partition without traffic then holds complete_through back until its next
 * record.
 *
 * <p>Not thread-safe.
 */
final class ReadThrough {

  private final long lateAfterMillis;
  private final SortedMap<Integer, Long> readThrough = new TreeMap<>();
  private long completeThrough = Completeness.UNKNOWN;

  ReadThrough(long lateAfterMillis) {
    this.lateAfterMillis = lateAfterMillis;
  }

  /** A record of the partition, or an older checkpoint, says that it is read through this time. */
  void raise(int partition, long recordTime) {
    readThrough.merge(partition, recordTime, Math::max);
  }

  /** By partition; a view. */
  SortedMap<Integer, Long> byPartition() {
    return readThrough;
  }

  /** Takes over what a checkpoint says. */
  void raiseComplete(long completeThrough) {
    this.completeThrough = Math.max(this.completeThrough, completeThrough);
  }

  /** Epoch milliseconds, or {@link Completeness#UNKNOWN}. */
  long completeThrough() {
    return completeThrough;
  }

  /**
   * Draws the conclusions.
   *
   * @param answer where the partitions end
   * @param position the next offset to read of a partition; 0 if nothing of it was read
   */
  void conclude(EndOffsetsWatcher.Answer answer, IntToLongFunction position) {
    if (answer.askedAt() == Long.MIN_VALUE || answer.ends().isEmpty()) {
      return;
    }
    long through = answer.askedAt();
    for (Map.Entry<Integer, Long> end : answer.ends().entrySet()) {
      if (position.applyAsLong(end.getKey()) >= end.getValue()) {
        raise(end.getKey(), answer.askedAt());
      }
      through = Math.min(through, readThrough.getOrDefault(end.getKey(), Long.MIN_VALUE));
    }
    if (through != Long.MIN_VALUE) {
      raiseComplete(through - lateAfterMillis - 1);
    }
  }
}
