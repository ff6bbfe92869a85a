package io.tidelake.streaming.function;

import io.tidelake.schema.event.BehaviorEvent;
import io.tidelake.schema.event.RejectReason;
import io.tidelake.schema.topic.TopicPositions;
import java.util.Map;
import java.util.Set;

/**
 * Counts rows of the lake as {@link CountByMinute} counts records, for a {@link LiveBaseline}. Not
 * thread-safe.
 */
public final class BaselineCounts {

  /** Counters are ints, names take memory. */
  private static final int MAX_EVENTS = 1 << 24;

  private static final int MAX_NAMES = 1 << 14;

  private final TickCounts counts = new TickCounts();
  private final ProvinceIds provinces = new ProvinceIds();
  private final Sink drained;
  private int events;

  /** Takes what was counted. */
  @FunctionalInterface
  public interface Sink {

    /** May wait until there is room. */
    void put(TickDelta counted) throws InterruptedException;
  }

  /**
   * @param drained is given what was counted whenever that takes enough memory
   */
  public BaselineCounts(Sink drained) {
    this.drained = drained;
  }

  /**
   * @param event of which user, item, category, brand, action, age band, gender, province, day,
   *     delay, lateness and the record's timestamp are set
   */
  public void add(BehaviorEvent event) throws InterruptedException {
    counts.readAt(event.ingestTime);
    counts.count(event, provinces.of(event));
    if (++events >= MAX_EVENTS || counts.isFull() || provinces.others() >= MAX_NAMES) {
      flush();
    }
  }

  /**
   * Adds one rejected record.
   *
   * @param recordTime epoch milliseconds
   */
  public void addRejected(RejectReason reason, long recordTime) {
    counts.readAt(recordTime);
    counts.reject(reason);
  }

  /** Hands out what was counted so far and starts anew. */
  public void flush() throws InterruptedException {
    drained.put(counts.drain(provinces, true));
    provinces.clear();
    events = 0;
  }

  /**
   * A delta without counts.
   *
   * @param recordTimes the largest record timestamp by partition, epoch milliseconds, where known
   */
  public static TickDelta at(TopicPositions positions, Map<Integer, Long> recordTimes) {
    Set<Integer> partitions = positions.offsets().keySet();
    TickDelta delta = new TickDelta();
    delta.partitions = partitions.stream().mapToInt(Integer::intValue).toArray();
    delta.positions = partitions.stream().mapToLong(positions::offset).toArray();
    delta.recordTimes =
        partitions.stream()
            .mapToLong(partition -> recordTimes.getOrDefault(partition, Long.MIN_VALUE))
            .toArray();
    return delta;
  }
}
