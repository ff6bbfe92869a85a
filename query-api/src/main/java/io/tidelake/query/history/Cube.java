package io.tidelake.query.history;

import io.tidelake.query.scope.Dimension;
import io.tidelake.query.scope.Filters;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The newest business dates of a rollup in memory, as they are in one of its snapshots. Answers
 * what the SQL of the rollup would.
 *
 * @param from the first date that it can answer for; earlier ones may be missing
 * @param days those with cells
 */
record Cube(long snapshot, LocalDate from, NavigableMap<LocalDate, CubeDay> days, CellCodes codes) {

  private static final int SECONDS_PER_HOUR = 3600;
  private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:00:00");

  /**
   * Which rows of a rollup count.
   *
   * @param without business dates that are left out
   * @param hours in a cube of hours: those that count; null in one of days
   * @param withoutHours of these, those that do not
   */
  record Part(
      LocalDate first,
      LocalDate last,
      Set<LocalDate> without,
      @Nullable Span hours,
      @Nullable Span withoutHours) {}

  long cells() {
    return days.values().stream().mapToLong(CubeDay::size).sum();
  }

  boolean holds(Part part) {
    return !part.first().isBefore(from);
  }

  /**
   * Events by value and group.
   *
   * @return in no order; values without events are left out
   */
  List<Statistic> count(
      Part part, Dimension dimension, @Nullable Bucket groupBy, Filters filters, ZoneId zone) {
    Counting counting = new Counting(dimension, groupBy, zone);
    CellCodes.Pattern pattern = codes.pattern(filters.values());
    for (CubeDay day : days.subMap(part.first(), true, part.last(), true).values()) {
      if (!part.without().contains(day.date())) {
        counting.add(day, part, pattern);
      }
    }
    counting.handOver("");
    return counting.statistics;
  }

  /** One answer in the making. */
  private final class Counting {

    private final Dimension dimension;
    private final @Nullable Bucket groupBy;
    private final @Nullable Dimension group;
    private final ZoneId zone;
    private final int groups;
    private final long[] sums;
    private final List<Statistic> statistics = new ArrayList<>();

    Counting(Dimension dimension, @Nullable Bucket groupBy, ZoneId zone) {
      this.dimension = dimension;
      this.groupBy = groupBy;
      this.group = groupBy == null ? null : groupBy.dimension();
      this.zone = zone;
      this.groups = group == null ? 1 : codes.count(group);
      this.sums = new long[codes.count(dimension) * groups];
    }

    void add(CubeDay day, Part part, CellCodes.Pattern pattern) {
      int[] hours = day.hours();
      short[] cells = day.cells();
      int[] events = day.events();
      boolean byHour = groupBy == Bucket.HOUR;
      int begin = 0;
      while (begin < hours.length) {
        // All cells of an hour, which in a cube of days are all cells.
        int end = begin;
        while (end < hours.length && hours[end] == hours[begin]) {
          end++;
        }
        if (counts(part, hours[begin])) {
          for (int i = begin; i < end; i++) {
            short cell = cells[i];
            if (pattern.matches(cell)) {
              int value = CellCodes.value(cell, dimension) * groups;
              sums[group == null ? value : value + CellCodes.value(cell, group)] += events[i];
            }
          }
          if (byHour) {
            handOver(hour(hours[begin]));
          }
        }
        begin = end;
      }
      if (groupBy == Bucket.DAY) {
        handOver(day.date().toString());
      }
    }

    private static boolean counts(Part part, int hour) {
      Span hours = part.hours();
      Span without = part.withoutHours();
      return (hours == null || contains(hours, hour))
          && (without == null || !contains(without, hour));
    }

    private static boolean contains(Span span, int hour) {
      Instant start = Instant.ofEpochSecond((long) hour * SECONDS_PER_HOUR);
      return !start.isBefore(span.from()) && start.isBefore(span.to());
    }

    private String hour(int hour) {
      return HOUR.format(Instant.ofEpochSecond((long) hour * SECONDS_PER_HOUR).atZone(zone));
    }

    /** Makes statistics of the sums so far and begins anew. */
    private void handOver(String time) {
      for (int i = 0; i < sums.length; i++) {
        if (sums[i] != 0) {
          statistics.add(
              new Statistic(
                  codes.key(dimension, i / groups),
                  group == null ? time : codes.key(group, i % groups),
                  sums[i]));
          sums[i] = 0;
        }
      }
    }
  }
}
