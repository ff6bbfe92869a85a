package io.tidelake.stack.reconcile;

import io.tidelake.schema.live.LiveDimension;
import io.tidelake.schema.live.LiveMessage;
import io.tidelake.schema.topic.TopicPositions;
import java.util.ArrayList;
import java.util.List;

/**
 * The live counts as a reader of the live topic sees them: whole ticks, the largest count of each
 * cell. Not thread-safe.
 */
final class LiveView {

  private final LiveCounts counts = new LiveCounts();
  private final List<LiveMessage.Count> tick = new ArrayList<>();
  private TopicPositions positions = TopicPositions.NONE;
  private boolean exact = true;
  private long ticks;

  void add(LiveMessage message) {
    switch (message) {
      case LiveMessage.Count count -> {
        // An estimate, and what it is made of is in no table.
        if (count.dimension() != LiveDimension.VISITORS) {
          tick.add(count);
        }
      }
      case LiveMessage.Pulse pulse -> {}
      case LiveMessage.Top list -> {}
      case LiveMessage.Recent sample -> {}
      case LiveMessage.Progress progress -> {
        tick.forEach(counts::keepLargest);
        tick.clear();
        TopicPositions reached = TopicPositions.of(progress.positions());
        // A job that was restored passes through what it published before: until it is past that in
        // every partition, the largest counts are no state that ever was.
        exact = reached.covers(positions);
        positions = positions.max(reached);
        ticks++;
      }
    }
  }

  LiveCounts counts() {
    return counts;
  }

  TopicPositions positions() {
    return positions;
  }

  /** Whether the counts are those of all records before the positions. */
  boolean exact() {
    return exact;
  }

  /** How many ticks were seen. */
  long ticks() {
    return ticks;
  }
}
