package io.tidelake.bench.history;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * What time a question is about.
 *
 * @param from start of the first minute
 * @param to end of the last minute
 */
record Period(LocalDateTime from, LocalDateTime to, ZoneId zone) {

  private static final DateTimeFormatter TEXT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  static Period ofDays(LocalDate first, LocalDate last, ZoneId zone) {
    return new Period(first.atStartOfDay(), last.plusDays(1).atStartOfDay(), zone);
  }

  /** As the service takes it: the last minute is included. */
  String query() {
    return ("start_time=%s&end_time=%s")
        .formatted(TEXT.format(from), TEXT.format(to.minusSeconds(1)))
        .replace(" ", "%20");
  }

  /** The first business date. */
  LocalDate firstDay() {
    return from.toLocalDate();
  }

  /** The last business date. */
  LocalDate lastDay() {
    return to.minusNanos(1).toLocalDate();
  }

  Instant start() {
    return from.atZone(zone).toInstant();
  }

  /** Not included. */
  Instant end() {
    return to.atZone(zone).toInstant();
  }
}
