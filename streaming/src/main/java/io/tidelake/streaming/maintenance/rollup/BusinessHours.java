package io.tidelake.streaming.maintenance.rollup;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/** Hours of the business time zone; remembers the last one. Not thread-safe. */
final class BusinessHours {

  private final ZoneId zone;
  private long start = 1;
  private long end;

  BusinessHours(ZoneId zone) {
    this.zone = zone;
  }

  /** When the hour of the instant began; both in epoch milliseconds. */
  long start(long millis) {
    if (millis < start || millis >= end) {
      ZonedDateTime hour = Instant.ofEpochMilli(millis).atZone(zone).truncatedTo(ChronoUnit.HOURS);
      start = hour.toInstant().toEpochMilli();
      end = hour.plusHours(1).toInstant().toEpochMilli();
    }
    return start;
  }
}
