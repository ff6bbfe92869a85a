package io.tidelake.streaming.function;

import io.tidelake.schema.live.LiveMessage;
import io.tidelake.schema.live.LiveTop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Events by name, for a list of the most frequent ones in bounded memory.
 *
 * <p><b>Guarantee</b>: exact as long as there were no more than {@value #MAX_NAMES} names. Beyond,
 * the {@value #KEPT_NAMES} most frequent ones are kept and the largest count given up is the {@link
 * #floor}: a name that comes (again) begins with it. So a count is never too small, is too large by
 * no more than the floor, and no name outside has more events than the floor. Counts only grow.
 * Adding costs one hash update; giving names up is amortised over as many that came. Not
 * thread-safe.
 */
final class TopNames {

  static final int KEPT_NAMES = 8192;
  static final int MAX_NAMES = 2 * KEPT_NAMES;

  private static final Comparator<Map.Entry<String, long[]>> LESS =
      Comparator.<Map.Entry<String, long[]>>comparingLong(entry -> entry.getValue()[0])
          .thenComparing(Map.Entry::getKey, Comparator.reverseOrder());

  private final Map<String, long[]> counts = new HashMap<>();
  private long events;
  private long floor;

  void add(String name, long count) {
    events += count;
    long[] known = counts.get(name);
    if (known != null) {
      known[0] += count;
      return;
    }
    counts.put(name, new long[] {floor + count});
    if (counts.size() > MAX_NAMES) {
      giveUp();
    }
  }

  private void giveUp() {
    long[] sorted = counts.values().stream().mapToLong(count -> count[0]).sorted().toArray();
    long largest = sorted[sorted.length - 1 - KEPT_NAMES];
    floor = Math.max(floor, largest);
    counts.values().removeIf(count -> count[0] <= largest);
  }

  /** Events of all names together. */
  long events() {
    return events;
  }

  /** What a count may be too large by, and a name that is not here may have at most. */
  long floor() {
    return floor;
  }

  /** The most frequent names, most frequent first; of equally frequent ones the first by name. */
  List<LiveMessage.Top.Entry> top() {
    PriorityQueue<Map.Entry<String, long[]>> largest = new PriorityQueue<>(LESS);
    for (Map.Entry<String, long[]> entry : counts.entrySet()) {
      if (largest.size() < LiveTop.LENGTH) {
        largest.add(entry);
      } else if (LESS.compare(entry, largest.peek()) > 0) {
        largest.poll();
        largest.add(entry);
      }
    }
    List<LiveMessage.Top.Entry> top = new ArrayList<>(largest.size());
    while (!largest.isEmpty()) {
      Map.Entry<String, long[]> least = largest.poll();
      top.add(0, new LiveMessage.Top.Entry(least.getKey(), least.getValue()[0]));
    }
    return top;
  }

  TopState snapshot(int day, LiveTop top) {
    TopState state = new TopState();
    state.day = day;
    state.top = top.name();
    state.events = events;
    state.floor = floor;
    state.names = counts.keySet().toArray(String[]::new);
    state.counts = Arrays.stream(state.names).mapToLong(name -> counts.get(name)[0]).toArray();
    return state;
  }

  void restore(TopState state) {
    events += state.events;
    floor = Math.max(floor, state.floor);
    for (int i = 0; i < state.names.length; i++) {
      counts.put(state.names[i], new long[] {state.counts[i]});
    }
  }
}
