package io.tidelake.stack.chaos;

import java.util.List;
import java.util.Locale;

/**
 * Milliseconds, summed up.
 *
 * @param count how many
 * @param median the middle one, of an even number the mean of the two; 0 of none
 * @param max the largest; 0 of none
 */
record Figures(int count, long median, long max) {

  static Figures of(List<Long> millis) {
    if (millis.isEmpty()) {
      return new Figures(0, 0, 0);
    }
    List<Long> sorted = millis.stream().sorted().toList();
    int middle = sorted.size() / 2;
    long median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Figures(sorted.size(), median, sorted.getLast());
  }

  /** The median in seconds, or a dash. */
  String medianText() {
    return count == 0 ? "-" : String.format(Locale.ROOT, "%.1f", median / 1000.0);
  }

  /** The largest in seconds, or a dash. */
  String maxText() {
    return count == 0 ? "-" : String.format(Locale.ROOT, "%.1f", max / 1000.0);
  }
}
