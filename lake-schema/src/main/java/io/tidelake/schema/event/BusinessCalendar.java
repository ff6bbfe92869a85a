package io.tidelake.schema.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * Dates in the business time zone. The last day and the dates of one year are remembered, so that
 * the usual call costs a comparison. Not thread-safe.
 */
public final class BusinessCalendar {

  /** No such date in the year. */
  static final long NO_DATE = Long.MIN_VALUE;

  private static final int DAYS = 32;
  private static final int MONTHS = 13;

  private static final LocalDate LAST = LocalDate.of(9998, 12, 31);

  private static final long DAY_MILLIS = 86_400_000;

  private final ZoneId zone;

  /** Exclusive, epoch milliseconds. */
  private final long end;

  private long dayStart = 1;
  private long dayEnd;
  private int day;

  private long yearStart = 1;
  private long yearEnd;
  private final long[] midnights = new long[MONTHS * DAYS];

  public BusinessCalendar(ZoneId zone) {
    this.zone = zone;
    this.end = Math.min(midnight(LAST.plusDays(1)), LAST.plusDays(1).toEpochDay() * DAY_MILLIS);
  }

  public ZoneId zone() {
    return zone;
  }

  /**
   * Whether an instant (epoch milliseconds) lies in the years 1970 to 9998, in UTC and, at its end,
   * in the business zone too: what every table, reader and text form can hold, the end of a window
   * or of a range included.
   */
  public boolean covers(long millis) {
    return millis >= 0 && millis < end;
  }

  /** The date of an instant (epoch milliseconds) as days since 1970-01-01. */
  public int epochDay(long millis) {
    if (millis < dayStart || millis >= dayEnd) {
      LocalDate date = LocalDate.ofInstant(Instant.ofEpochMilli(millis), zone);
      dayStart = midnight(date);
      dayEnd = midnight(date.plusDays(1));
      day = Math.toIntExact(date.toEpochDay());
    }
    return day;
  }

  /**
   * Midnight (the first instant) of a month and day in the year of {@code millis}, in epoch
   * milliseconds, or {@link #NO_DATE} if that year has no such date.
   */
  long midnightInYearOf(long millis, int month, int dayOfMonth) {
    if (month < 1 || month >= MONTHS || dayOfMonth < 1 || dayOfMonth >= DAYS) {
      return NO_DATE;
    }
    if (millis < yearStart || millis >= yearEnd) {
      loadYear(LocalDate.ofInstant(Instant.ofEpochMilli(millis), zone).getYear());
    }
    return midnights[month * DAYS + dayOfMonth];
  }

  private void loadYear(int year) {
    for (int month = 1; month < MONTHS; month++) {
      for (int dayOfMonth = 1; dayOfMonth < DAYS; dayOfMonth++) {
        midnights[month * DAYS + dayOfMonth] = midnight(year, month, dayOfMonth);
      }
    }
    yearStart = midnight(LocalDate.of(year, 1, 1));
    yearEnd = midnight(LocalDate.of(year + 1, 1, 1));
  }

  private long midnight(int year, int month, int dayOfMonth) {
    try {
      return midnight(LocalDate.of(year, month, dayOfMonth));
    } catch (DateTimeException noSuchDate) {
      return NO_DATE;
    }
  }

  private long midnight(LocalDate date) {
    return date.atStartOfDay(zone).toInstant().toEpochMilli();
  }
}
