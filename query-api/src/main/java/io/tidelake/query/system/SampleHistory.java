package io.tidelake.query.system;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The samples of every period, each at its own distance, and no more than those: a ring for each
 * period. Thread-safe.
 */
final class SampleHistory {

  private final Map<Period, Deque<Sample>> rings = new EnumMap<>(Period.class);

  SampleHistory() {
    for (Period period : Period.values()) {
      rings.put(period, new ArrayDeque<>(period.steps() + 1));
    }
  }

  /** Takes a sample into the rings whose turn it is. */
  synchronized void add(Sample sample) {
    rings.forEach(
        (period, ring) -> {
          Sample last = ring.peekLast();
          if (last == null || slot(period, sample) > slot(period, last)) {
            if (ring.size() > period.steps()) {
              ring.removeFirst();
            }
            ring.addLast(sample);
          }
        });
  }

  /** Its turn, by the clock; a timer that is early or late by less than half a step misses none. */
  private static long slot(Period period, Sample sample) {
    long slack = Period.MINUTE.step().toMillis() / 2;
    return Math.floorDiv(sample.time() + slack, period.step().toMillis());
  }

  /** From oldest to newest; empty only before the first sample. */
  synchronized List<Sample> of(Period period) {
    return List.copyOf(rings.get(period));
  }
}
