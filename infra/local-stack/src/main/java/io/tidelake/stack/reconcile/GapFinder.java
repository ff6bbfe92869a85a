package io.tidelake.stack.reconcile;

import io.tidelake.schema.topic.TopicPositions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tells what the lake lacks from what there never was, by looking it up in Kafka. */
final class GapFinder {

  /** Gaps that lie closer together than this are read in one go. */
  private static final long NEAR = 20_000;

  private final KafkaLog events;
  private final Map<Integer, Long> starts;

  /**
   * @param starts the first offset that Kafka still holds, by partition
   */
  GapFinder(KafkaLog events, Map<Integer, Long> starts) {
    this.events = events;
    this.starts = starts;
  }

  /**
   * What is in the gaps.
   *
   * @param ranges of records that Kafka holds
   * @param unknown offsets that Kafka no longer holds
   * @param holes offsets without a record
   */
  record Missing(List<OffsetRange> ranges, List<OffsetRange> unknown, long holes) {

    /** Records that are, or may be, missing. */
    long records() {
      return sum(ranges) + sum(unknown);
    }

    private static long sum(List<OffsetRange> ranges) {
      return ranges.stream().mapToLong(OffsetRange::size).sum();
    }
  }

  /**
   * @param gaps of one partition, ascending
   */
  Missing inKafka(List<OffsetRange> gaps) throws ReconcileException {
    List<OffsetRange> unknown = new ArrayList<>();
    List<OffsetRange> readable = new ArrayList<>();
    for (OffsetRange gap : gaps) {
      int partition = gap.partition();
      long start = Math.clamp(starts.getOrDefault(partition, gap.to()), gap.from(), gap.to());
      if (start > gap.from()) {
        unknown.add(new OffsetRange(partition, gap.from(), start));
      }
      if (start < gap.to()) {
        readable.add(new OffsetRange(partition, start, gap.to()));
      }
    }
    Found found = new Found(readable);
    int first = 0;
    for (int i = 1; i <= readable.size(); i++) {
      if (i == readable.size() || readable.get(i).from() - readable.get(i - 1).to() > NEAR) {
        read(readable.get(first), readable.get(i - 1), found);
        first = i;
      }
    }
    long size = readable.stream().mapToLong(OffsetRange::size).sum();
    return new Missing(found.ranges, unknown, size - Missing.sum(found.ranges));
  }

  private void read(OffsetRange first, OffsetRange last, Found found) throws ReconcileException {
    int partition = first.partition();
    events.read(
        TopicPositions.of(Map.of(partition, first.from())),
        TopicPositions.of(Map.of(partition, last.to())),
        record -> {
          found.record(record.offset());
          return true;
        });
  }

  /** Puts the records that lie in gaps together to ranges. */
  private static final class Found {
    private final List<OffsetRange> gaps;
    private final List<OffsetRange> ranges = new ArrayList<>();
    private int gap;

    Found(List<OffsetRange> gaps) {
      this.gaps = gaps;
    }

    void record(long offset) {
      while (gap < gaps.size() && gaps.get(gap).to() <= offset) {
        gap++;
      }
      if (gap == gaps.size() || offset < gaps.get(gap).from()) {
        return;
      }
      OffsetRange last = ranges.isEmpty() ? null : ranges.getLast();
      if (last != null && last.to() == offset) {
        ranges.set(ranges.size() - 1, new OffsetRange(last.partition(), last.from(), offset + 1));
      } else {
        ranges.add(new OffsetRange(gaps.get(gap).partition(), offset, offset + 1));
      }
    }
  }
}
