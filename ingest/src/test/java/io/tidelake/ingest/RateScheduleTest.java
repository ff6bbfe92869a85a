package io.tidelake.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateScheduleTest {

  private static final long START = -5_000_000_000L;
  private static final long SECOND = RateSchedule.NANOS_PER_SECOND;

  @Test
  void onePerSecondIsDueAtEachFullSecond() {
    RateSchedule schedule = new RateSchedule(1, START);

    assertThat(schedule.due(START)).isEqualTo(1);
    schedule.sent(1);
    assertThat(schedule.due(START + SECOND - 1)).isZero();
    assertThat(schedule.untilNext(START + SECOND - 1)).isEqualTo(1);
    assertThat(schedule.due(START + SECOND)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 3, 7, 1_000, 9_999, 200_000, 1_000_000_000})
  void doesNotDriftOverAnHour(long rate) {
    RateSchedule schedule = new RateSchedule(rate, START);
    long sent = 0;
    long now = START;
    // Odd steps, so that the looks at the clock fall on no pattern.
    for (; now < START + 3_600 * SECOND; now += 7_777_777) {
      long due = schedule.due(now);
      assertThat(due).isNotNegative();
      schedule.sent(due);
      sent += due;
    }
    long elapsed = now - 7_777_777 - START;
    long expected = elapsed / SECOND * rate + elapsed % SECOND * rate / SECOND + 1;
    assertThat(sent).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 3, 7, 9_999, 200_000})
  void theNextEventIsDueWhenItSaysSo(long rate) {
    RateSchedule schedule = new RateSchedule(rate, START);
    long now = START;
    for (int i = 0; i < 50_000; i++) {
      schedule.sent(schedule.due(now));
      long wait = schedule.untilNext(now);
      assertThat(wait).isPositive();
      assertThat(schedule.due(now + wait - 1)).isZero();
      now += wait;
      assertThat(schedule.due(now)).isEqualTo(1);
    }
  }

  @Test
  void aShortHaltIsMadeUpFor() {
    RateSchedule schedule = new RateSchedule(1_000, START);
    schedule.sent(schedule.due(START));
    assertThat(schedule.due(START + SECOND / 2)).isEqualTo(500);
  }

  @Test
  void aLongHaltIsMadeUpForByNoMoreThanASecondOfEvents() {
    RateSchedule schedule = new RateSchedule(1_000, START);
    schedule.sent(schedule.due(START));

    long after = START + 60 * SECOND;
    assertThat(schedule.due(after)).isEqualTo(1_001);
    schedule.sent(1_001);
    assertThat(schedule.due(after)).isZero();
    assertThat(schedule.due(after + SECOND)).isEqualTo(1_000);
  }

  @Test
  void refusesAnImpossibleRate() {
    assertThatThrownBy(() -> new RateSchedule(0, START))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rate 0");
  }
}
