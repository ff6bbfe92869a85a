package io.tidelake.query.history;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Out of which tables a range is read: whole days, whole hours before and after them, and the
 * minutes that are left at both ends.
 *
 * <pre>
 *   from      hours.from       days.from            days.to        hours.to     to
 *    | minutes |     hours      |        days         |     hours     | minutes |
 * </pre>
 *
 * A date that has changed since it was rolled up is read by the minute as a whole. Every window of
 * the range is in exactly one of the parts.
 *
 * @param hours whole hours, the days among them; those of the days are left out
 * @param days whole days
 * @param minuteDays dates that are read by the minute wherever they are in the range
 */
record RangePlan(
    TimeRange range,
    ZoneId zone,
    Span hours,
    Span days,
    Set<LocalDate> minuteDays,
    @Nullable Rollup hourly,
    @Nullable Rollup daily) {

  /** In lists that SQL wants to have something in: before all events. */
  private static final LocalDate NO_DAY = LocalDate.of(1, 1, 1);

  /**
   * @param hourly null if there is none that can be used; likewise {@code daily}
   */
  static RangePlan of(
      TimeRange range, ZoneId zone, @Nullable Rollup hourly, @Nullable Rollup daily) {
    Span all = new Span(range.from(), range.to());
    Span none = new Span(range.to(), range.to());
    Span days = daily == null || all.isEmpty() ? none : all.days(zone);
    if (days.isEmpty()) {
      days = none;
    }
    Span hours = hourly == null || all.isEmpty() || !wholeHours(all, zone) ? none : all.hours();
    if (hours.isEmpty()) {
      hours = days.isEmpty() ? none : days;
    }
    Set<LocalDate> minuteDays = new HashSet<>();
    if (!days.isEmpty()) {
      addWithin(daily.changed(), days, zone, minuteDays);
    }
    if (!hours.isEmpty() && hourly != null) {
      // Dates of the ends; within the days it is the daily rollup that counts.
      addWithin(
          hourly.changed(),
          new Span(hours.from(), days.isEmpty() ? hours.to() : days.from()),
          zone,
          minuteDays);
      addWithin(
          hourly.changed(),
          new Span(days.isEmpty() ? hours.to() : days.to(), hours.to()),
          zone,
          minuteDays);
    }
    return new RangePlan(range, zone, hours, days, Set.copyOf(minuteDays), hourly, daily);
  }

  /**
   * Hours are rolled up by the hour of UTC; where that is not one of the zone, they are no help.
   * What a zone's time was before there were events does not count: an open range begins there.
   */
  private static boolean wholeHours(Span span, ZoneId zone) {
    Instant from = span.from().isBefore(Instant.EPOCH) ? Instant.EPOCH : span.from();
    return zone.getRules().getOffset(from).getTotalSeconds() % 3600 == 0
        && zone.getRules().getOffset(span.to()).getTotalSeconds() % 3600 == 0;
  }

  private static void addWithin(
      Set<LocalDate> changed, Span span, ZoneId zone, Set<LocalDate> dates) {
    if (span.isEmpty()) {
      return;
    }
    LocalDate first = span.firstDay(zone);
    LocalDate last = span.lastDay(zone);
    for (LocalDate date : changed) {
      if (!date.isBefore(first) && !date.isAfter(last)) {
        dates.add(date);
      }
    }
  }

  /** Whether rollups are of no use. */
  boolean minutesOnly() {
    return hours.isEmpty();
  }

  boolean readsDays() {
    return !days.isEmpty();
  }

  /** Whether there are hours besides those of the days. */
  boolean readsHours() {
    return !hours.isEmpty()
        && (days.isEmpty() || hours.from().isBefore(days.from()) || days.to().isBefore(hours.to()));
  }

  /** Whether there are minutes besides what is rolled up. */
  boolean readsMinutes() {
    return range.from().isBefore(hours.from())
        || hours.to().isBefore(range.to())
        || !minuteDays.isEmpty();
  }

  /** What the SQL of days and hours takes. */
  Map<String, Object> rolledUp() {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("minute_days", listed(minuteDays));
    if (readsDays()) {
      parameters.put("days_first", days.firstDay(zone));
      parameters.put("days_last", days.lastDay(zone));
    }
    if (readsHours()) {
      parameters.put("hours_from", hours.from());
      parameters.put("hours_to", hours.to());
      parameters.put("hours_first_day", hours.firstDay(zone));
      parameters.put("hours_last_day", hours.lastDay(zone));
      parameters.put("days_from", days.from());
      parameters.put("days_to", days.to());
    }
    return parameters;
  }

  /** The same for days that are held in memory. */
  Cube.Part daysPart() {
    return new Cube.Part(days.firstDay(zone), days.lastDay(zone), minuteDays, null, null);
  }

  /** The same for hours that are held in memory. */
  Cube.Part hoursPart() {
    return new Cube.Part(hours.firstDay(zone), hours.lastDay(zone), minuteDays, hours, days);
  }

  /** What the SQL of what is left takes. */
  Map<String, Object> minutes() {
    Instant headTo = hours.from();
    Instant tailFrom = hours.to();
    Set<LocalDate> read = new HashSet<>(minuteDays);
    for (Span end : new Span[] {new Span(range.from(), headTo), new Span(tailFrom, range.to())}) {
      // An end is less than an hour, or than a day if there are no hours.
      if (!end.isEmpty()) {
        read.add(end.firstDay(zone));
        read.add(end.lastDay(zone));
      }
    }
    return Map.of(
        "from_time", range.from(),
        "to_time", range.to(),
        "head_to", headTo,
        "tail_from", tailFrom,
        "minute_days", listed(minuteDays),
        "read_days", listed(read));
  }

  private static Set<LocalDate> listed(Set<LocalDate> days) {
    return days.isEmpty() ? Set.of(NO_DAY) : new TreeSet<>(days);
  }
}
