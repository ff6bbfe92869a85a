package io.tidelake.streaming.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A topic is written, read and asked for its ends in any order, partitions are added, answers come
 * when they are old. What complete_through claims is held against what was really read.
 */
class ReadThroughTest {

  private static final long LATE_AFTER = 50;

  /** Record timestamps by partition, in the order in which they were written. */
  private final List<List<Long>> topic = new ArrayList<>();

  private final Map<Integer, Integer> positions = new HashMap<>();
  private final List<EndOffsetsWatcher.Answer> underWay = new ArrayList<>();
  private long clock = 1_000;
  private long largestRead = Long.MIN_VALUE;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 9})
  void neverClaimsMoreThanWasReadAndClaimsAllInTheEnd(int partitions) {
    for (int seed = 0; seed < 200; seed++) {
      run(partitions, new Random(seed));
    }
  }

  private void run(int partitions, Random random) {
    topic.clear();
    positions.clear();
    underWay.clear();
    largestRead = Long.MIN_VALUE;
    ReadThrough fresh = new ReadThrough(LATE_AFTER);
    for (int i = 0; i < partitions; i++) {
      topic.add(new ArrayList<>());
    }
    long before = Completeness.UNKNOWN;
    for (int step = 0; step < 400; step++) {
      switch (random.nextInt(20)) {
        case 0 -> underWay.add(ask());
        case 1 -> {
          if (!underWay.isEmpty()) {
            answer(fresh, underWay.remove(random.nextInt(underWay.size())));
          }
        }
        case 2 -> {
          if (random.nextInt(20) == 0) {
            topic.add(new ArrayList<>());
          }
        }
        case 3, 4, 5, 6, 7, 8, 9, 10 -> read(fresh, random.nextInt(topic.size()));
        default -> write(random.nextInt(topic.size()), random.nextInt(4));
      }
      assertThat(fresh.completeThrough()).isGreaterThanOrEqualTo(before);
      before = fresh.completeThrough();
      assertHonest(fresh);
    }
    write(0, 1);
    for (int partition = 0; partition < topic.size(); partition++) {
      while (read(fresh, partition)) {}
    }
    answer(fresh, ask());
    assertThat(fresh.completeThrough()).isEqualTo(largestRead - LATE_AFTER - 1);
    assertHonest(fresh);
  }

  /** As the watcher does: the time of the question is noted before the ends are looked at. */
  private EndOffsetsWatcher.Answer ask() {
    Map<Integer, Long> ends = new HashMap<>();
    for (int partition = 0; partition < topic.size(); partition++) {
      ends.put(partition, (long) topic.get(partition).size());
    }
    return new EndOffsetsWatcher.Answer(largestRead, ends);
  }

  private void answer(ReadThrough readThrough, EndOffsetsWatcher.Answer answer) {
    readThrough.conclude(answer, partition -> positions.getOrDefault(partition, 0));
  }

  private void write(int partition, int later) {
    clock += later;
    topic.get(partition).add(clock);
  }

  private boolean read(ReadThrough readThrough, int partition) {
    int position = positions.getOrDefault(partition, 0);
    if (position == topic.get(partition).size()) {
      return false;
    }
    long recordTime = topic.get(partition).get(position);
    positions.put(partition, position + 1);
    largestRead = Math.max(largestRead, recordTime);
    readThrough.raise(partition, recordTime);
    return true;
  }

  /** The earliest event that may still come on time happened the lateness before its record. */
  private void assertHonest(ReadThrough readThrough) {
    long earliestUnread = clock;
    for (int partition = 0; partition < topic.size(); partition++) {
      int position = positions.getOrDefault(partition, 0);
      if (position < topic.get(partition).size()) {
        earliestUnread = Math.min(earliestUnread, topic.get(partition).get(position));
      }
    }
    assertThat(readThrough.completeThrough()).isLessThan(earliestUnread - LATE_AFTER);
  }
}
