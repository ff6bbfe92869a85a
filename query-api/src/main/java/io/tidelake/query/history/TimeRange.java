package io.tidelake.query.history;

import io.tidelake.query.platform.BusinessTime;
import io.tidelake.query.platform.ParameterException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A range of windows. As with the original's {@code BETWEEN}, both ends are included: a window
 * belongs if its start does.
 *
 * @param firstDay business date of {@code start}; with {@code lastDay} it names the partitions
 */
record TimeRange(Instant start, Instant end, LocalDate firstDay, LocalDate lastDay) {

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
    return new TimeRange(start, end, times.date(start), times.date(end));
  }

  Map<String, Object> parameters() {
    return Map.of("first_day", firstDay, "last_day", lastDay, "start_time", start, "end_time", end);
  }
}
