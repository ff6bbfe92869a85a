package io.tidelake.query.history;

import io.tidelake.query.platform.BusinessTime;
import io.tidelake.query.scope.Ends;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * A range of one-minute windows. As with the original's {@code BETWEEN}, both ends of what is asked
 * are included: a window belongs if its start does. So ranges that hold the same windows are equal.
 *
 * @param from start of the first window
 * @param to start of the first window after it; not after {@code from} if the range holds none
 * @param firstDay business date of {@code from}
 * @param lastDay business date of the last window; before {@code firstDay} if the range holds none
 */
record TimeRange(Instant from, Instant to, LocalDate firstDay, LocalDate lastDay) {

  static final Duration WINDOW = Duration.ofMinutes(1);

  static TimeRange of(Ends ends, BusinessTime times) {
    Instant start = ends.start();
    Instant floor = start.truncatedTo(ChronoUnit.MINUTES);
    Instant from = floor.equals(start) ? floor : floor.plus(WINDOW);
    Instant to = ends.end().truncatedTo(ChronoUnit.MINUTES).plus(WINDOW);
    return new TimeRange(from, to, times.date(from), times.date(to.minusMillis(1)));
  }

  /** Whether it holds no window. */
  boolean isEmpty() {
    return !from.isBefore(to);
  }

  Map<String, Object> parameters() {
    return Map.of("first_day", firstDay, "last_day", lastDay, "from_time", from, "to_time", to);
  }
}
