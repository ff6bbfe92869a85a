package io.tidelake.bench.history;

import java.util.Map;
import java.util.TreeMap;

/** An answer, whoever gave it: events by value and group. Those that are none are left out. */
final class Counts {

  private final Map<String, Long> events = new TreeMap<>();

  void add(String value, String group, long count) {
    if (count != 0) {
      events.merge(value + " / " + group, count, Math::addExact);
    }
  }

  int size() {
    return events.size();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Counts counts && events.equals(counts.events);
  }

  @Override
  public int hashCode() {
    return events.hashCode();
  }

  /** What they do not have in common, the first of it. */
  String difference(Counts other) {
    for (String key : events.keySet()) {
      if (!events.get(key).equals(other.events.get(key))) {
        return "%s: %s, not %s".formatted(key, events.get(key), other.events.get(key));
      }
    }
    return "%d values, not %d".formatted(size(), other.size());
  }
}
