package io.tidelake.query.history;

import io.tidelake.query.platform.BusinessTime;
import io.tidelake.query.platform.ParameterException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

  private static final Instant EARLIEST = Instant.parse("0001-01-02T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-30T00:00:00Z");

  /** Both ends must be given. */
  static TimeRange required(
      BusinessTime times, @Nullable String startTime, @Nullable String endTime) {
    return of(
        times,
        times.parseRequired("start_time", startTime),
        times.parseRequired("end_time", endTime),
        endTime);
  }

  /** An end that is not given is open. */
  static TimeRange optional(
      BusinessTime times, @Nullable String startTime, @Nullable String endTime) {
    Instant start = times.parse("start_time", startTime);
    Instant end = times.parse("end_time", endTime);
    return of(times, start == null ? EARLIEST : start, end == null ? LATEST : end, endTime);
  }

  private static TimeRange of(
      BusinessTime times, Instant start, Instant end, @Nullable String rawEnd) {
    if (end.isBefore(start)) {
      throw ParameterException.notAccepted(
          "end_time",
          rawEnd == null ? times.format(end) : rawEnd,
          "accepted.not-before",
          times.format(start));
    }
    Instant floor = start.truncatedTo(ChronoUnit.MINUTES);
    Instant from = floor.equals(start) ? floor : floor.plus(WINDOW);
    Instant to = end.truncatedTo(ChronoUnit.MINUTES).plus(WINDOW);
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
