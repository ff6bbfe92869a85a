package io.tidelake.query.history;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/**
 * A span of time.
 *
 * @param to not included; nothing is in it if that is not after {@code from}
 */
record Span(Instant from, Instant to) {

  private static final Duration HOUR = Duration.ofHours(1);

  boolean isEmpty() {
    return !from.isBefore(to);
  }

  /** The whole hours in it. */
  Span hours() {
    Instant floor = from.truncatedTo(ChronoUnit.HOURS);
    return new Span(
        floor.equals(from) ? floor : floor.plus(HOUR), to.truncatedTo(ChronoUnit.HOURS));
  }

  /** The whole dates in it, from midnight to midnight. */
  Span days(ZoneId zone) {
    LocalDate first = LocalDate.ofInstant(from, zone);
    if (first.atStartOfDay(zone).toInstant().isBefore(from)) {
      first = first.plusDays(1);
    }
    return new Span(
        first.atStartOfDay(zone).toInstant(),
        LocalDate.ofInstant(to, zone).atStartOfDay(zone).toInstant());
  }

  LocalDate firstDay(ZoneId zone) {
    return LocalDate.ofInstant(from, zone);
  }

  /** The date of its last moment. */
  LocalDate lastDay(ZoneId zone) {
    return LocalDate.ofInstant(to.minusNanos(1), zone);
  }
}
