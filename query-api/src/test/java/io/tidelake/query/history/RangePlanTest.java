package io.tidelake.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Does with the parameters what the SQL does with them, minute by minute. */
class RangePlanTest {

  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
  private static final Instant START = Instant.parse("2026-08-26T16:00:00Z");
  private static final int DAYS = 6;

  private final Random random = new Random(7);

  @RepeatedTest(5)
  void everyWindowIsReadOnceAndFromATableThatKnowsIt() {
    for (int i = 0; i < 200; i++) {
      Instant from = START.plus(random.nextInt(DAYS * 1440), ChronoUnit.MINUTES);
      Instant to = from.plus(1 + random.nextInt(DAYS * 1440), ChronoUnit.MINUTES);
      check(range(from, to, SHANGHAI), SHANGHAI, rollup(), rollup());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Asia/Kolkata", "America/New_York", "UTC"})
  void holdsInOtherZones(String zone) {
    for (int i = 0; i < 50; i++) {
      Instant from = START.plus(random.nextInt(DAYS * 1440), ChronoUnit.MINUTES);
      Instant to = from.plus(1 + random.nextInt(DAYS * 1440), ChronoUnit.MINUTES);
      check(range(from, to, ZoneId.of(zone)), ZoneId.of(zone), rollup(), rollup());
    }
  }

  @Test
  void wholeDaysNeedNothingButDays() {
    RangePlan plan =
        RangePlan.of(
            range(START, START.plus(3, ChronoUnit.DAYS), SHANGHAI),
            SHANGHAI,
            new Rollup(1, Set.of()),
            new Rollup(2, Set.of()));

    assertThat(plan.readsDays()).isTrue();
    assertThat(plan.readsHours()).isFalse();
    assertThat(plan.readsMinutes()).isFalse();
  }

  @Test
  void anOpenRangeIsRolledUpToo() {
    RangePlan plan =
        RangePlan.of(
            range(
                Instant.parse("0001-01-02T00:00:00Z"),
                Instant.parse("9999-12-30T00:01:00Z"),
                SHANGHAI),
            SHANGHAI,
            new Rollup(1, Set.of()),
            null);

    assertThat(plan.readsHours()).isTrue();
  }

  private @Nullable Rollup rollup() {
    if (random.nextInt(5) == 0) {
      return null;
    }
    Set<LocalDate> changed = new HashSet<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      changed.add(LocalDate.parse("2026-08-27").plusDays(random.nextInt(DAYS)));
    }
    return new Rollup(1, changed);
  }

  private static void check(
      TimeRange range, ZoneId zone, @Nullable Rollup hourly, @Nullable Rollup daily) {
    RangePlan plan = RangePlan.of(range, zone, hourly, daily);
    Map<String, Object> rolledUp = plan.rolledUp();
    Map<String, Object> rest = plan.minutes();
    for (Instant window = range.from().minus(Duration.ofHours(25));
        window.isBefore(range.to().plus(Duration.ofHours(25)));
        window = window.plus(TimeRange.WINDOW)) {
      LocalDate dt = LocalDate.ofInstant(window, zone);
      boolean byDay = plan.readsDays() && inDays(rolledUp, dt);
      boolean byHour =
          plan.readsHours() && inHours(rolledUp, dt, window.truncatedTo(ChronoUnit.HOURS));
      boolean byMinute =
          plan.minutesOnly()
              ? within(range.from(), range.to(), window)
              : plan.readsMinutes() && inMinutes(rest, dt, window);
      int times = (byDay ? 1 : 0) + (byHour ? 1 : 0) + (byMinute ? 1 : 0);
      assertThat(times)
          .as("%s of %s with %s", window, range, plan)
          .isEqualTo(within(range.from(), range.to(), window) ? 1 : 0);
      assertThat(byDay && (daily == null || daily.changed().contains(dt))).isFalse();
      assertThat(byHour && (hourly == null || hourly.changed().contains(dt))).isFalse();
    }
  }

  private static boolean inDays(Map<String, Object> parameters, LocalDate dt) {
    return !dt.isBefore((LocalDate) parameters.get("days_first"))
        && !dt.isAfter((LocalDate) parameters.get("days_last"))
        && !((Collection<?>) parameters.get("minute_days")).contains(dt);
  }

  private static boolean inHours(Map<String, Object> parameters, LocalDate dt, Instant hour) {
    return !dt.isBefore((LocalDate) parameters.get("hours_first_day"))
        && !dt.isAfter((LocalDate) parameters.get("hours_last_day"))
        && within(parameters, "hours_from", "hours_to", hour)
        && !within(parameters, "days_from", "days_to", hour)
        && !((Collection<?>) parameters.get("minute_days")).contains(dt);
  }

  private static boolean inMinutes(Map<String, Object> parameters, LocalDate dt, Instant window) {
    return ((Collection<?>) parameters.get("read_days")).contains(dt)
        && within(parameters, "from_time", "to_time", window)
        && (((Collection<?>) parameters.get("minute_days")).contains(dt)
            || window.isBefore((Instant) parameters.get("head_to"))
            || !window.isBefore((Instant) parameters.get("tail_from")));
  }

  private static boolean within(
      Map<String, Object> parameters, String from, String to, Instant time) {
    return within((Instant) parameters.get(from), (Instant) parameters.get(to), time);
  }

  private static boolean within(Instant from, Instant to, Instant time) {
    return !time.isBefore(from) && time.isBefore(to);
  }

  private static TimeRange range(Instant from, Instant to, ZoneId zone) {
    return new TimeRange(
        from, to, LocalDate.ofInstant(from, zone), LocalDate.ofInstant(to.minusMillis(1), zone));
  }
}
