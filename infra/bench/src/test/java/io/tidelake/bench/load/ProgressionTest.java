package io.tidelake.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidelake.bench.Latencies;
import org.junit.jupiter.api.Test;

class ProgressionTest {

  /** An event each millisecond from 1,000,000 µs on; 100 were there before. */
  private final Schedule schedule = new Schedule(1_000_000, 1_000);

  @Test
  void everyEventIsHeldToWhenItWasDue() {
    Progression progression = new Progression();
    progression.add(1_002_000, 103);
    progression.add(1_002_500, 103);
    progression.add(1_009_000, 110);

    Latencies latencies = progression.latencies(schedule, 100, 0, 10);
    assertThat(latencies.count()).isEqualTo(10);
    // 2, 1, 0 and then 6, 5, … 0 milliseconds.
    assertThat(latencies.millis(100)).isCloseTo(6, within(0.1));
    assertThat(latencies.millis(50)).isCloseTo(2, within(0.1));
    assertThat(progression.lastMicros()).isEqualTo(1_009_000);
  }

  @Test
  void whatWasNotReachedIsMissing() {
    Progression progression = new Progression();
    progression.add(1_002_000, 103);
    assertThat(progression.latencies(schedule, 100, 1, 10).count()).isEqualTo(2);
  }

  @Test
  void theScheduleDoesNotDrift() {
    Schedule odd = new Schedule(0, 7_777);
    assertThat(odd.due(-1)).isZero();
    for (long event : new long[] {0, 1, 7_777, 1_000_003}) {
      assertThat(odd.due(odd.dueMicros(event) + 1)).isEqualTo(event + 1);
    }
  }

  @Test
  void theRateOfSomethingThatRisesInStepsIsThatBetweenSteps() {
    Progression steps = new Progression();
    steps.add(0, 0);
    steps.add(4_000_000, 0);
    assertThat(steps.perSecond()).isNaN();
    steps.add(5_000_000, 100);
    assertThat(steps.perSecond()).isNaN();
    steps.add(7_000_000, 100);
    steps.add(10_000_000, 600);
    steps.add(11_000_000, 600);
    assertThat(steps.perSecond()).isEqualTo(100);
  }
}
