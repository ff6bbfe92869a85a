package io.tidelake.stack.reconcile;

import io.tidelake.schema.topic.TopicPositions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Tells what the lake lacks from what there never was, by looking it up in Kafka. */
final class GapFinder {

  /** Gaps that lie closer together than this are read in one go. */
  private static final long NEAR = 20_000;

  private final KafkaLog events;
  private final Map<Integer, Long> starts;
  private final Predicate<ConsumerRecord<byte[], byte[]>> dropped;

  /**
   * @param starts the first offset that Kafka still holds, by partition
   * @param dropped whether retention is why the lake lacks a record
   */
  GapFinder(
      KafkaLog events,
      Map<Integer, Long> starts,
      Predicate<ConsumerRecord<byte[], byte[]>> dropped) {
    this.events = events;
    this.starts = starts;
    this.dropped = dropped;
  }

  /**
   * What is in the gaps.
   *
   * @param ranges of records that Kafka holds
   * @param unknown offsets that Kafka no longer holds
   * @param dropped records that Kafka holds and retention took out of the lake
   * @param holes offsets without a record
   */
  record Missing(List<OffsetRange> ranges, List<OffsetRange> unknown, long dropped, long holes) {

    /** Records that are, or may be, missing. */
    long records() {
      return sum(ranges) + unknownRecords();
    }

    long unknownRecords() {
      return sum(unknown);
    }

    /** The same if it was retention that took what Kafka no longer holds. */
    Missing withUnknownDropped() {
      return new Missing(ranges, List.of(), dropped + unknownRecords(), holes);
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
    return new Missing(
        found.ranges, unknown, found.dropped, size - Missing.sum(found.ranges) - found.dropped);
  }

  private void read(OffsetRange first, OffsetRange last, Found found) throws ReconcileException {
    int partition = first.partition();
    events.read(
        TopicPositions.of(Map.of(partition, first.from())),
        TopicPositions.of(Map.of(partition, last.to())),
        record -> {
          if (found.inGap(record.offset())) {
            if (dropped.test(record)) {
              found.dropped++;
            } else {
              found.add(record.offset());
            }
          }
          return true;
        });
  }

  /** Puts the records that lie in gaps together to ranges. */
  private static final class Found {
    private final List<OffsetRange> gaps;
    private final List<OffsetRange> ranges = new ArrayList<>();
    private int gap;
    private long dropped;

    Found(List<OffsetRange> gaps) {
      this.gaps = gaps;
    }

    /** Of offsets that ascend. */
    boolean inGap(long offset) {
      while (gap < gaps.size() && gaps.get(gap).to() <= offset) {
        gap++;
      }
      return gap < gaps.size() && offset >= gaps.get(gap).from();
    }

    void add(long offset) {
      OffsetRange last = ranges.isEmpty() ? null : ranges.getLast();
      if (last != null && last.to() == offset) {
        ranges.set(ranges.size() - 1, new OffsetRange(last.partition(), last.from(), offset + 1));
      } else {
        ranges.add(new OffsetRange(gaps.get(gap).partition(), offset, offset + 1));
      }
    }
  }
}
