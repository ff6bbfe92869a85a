package io.tidelake.bench.sustained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidelake.bench.load.Schedule;
import org.junit.jupiter.api.Test;

class BacklogTest {

  private static final Schedule THOUSAND_A_SECOND = new Schedule(0, 1_000);

  @Test
  void isHeldToWhatWasDue() {
    assertThat(Backlog.seconds(THOUSAND_A_SECOND, 60_000, 10_000_000, 4_000))
        .isCloseTo(6, within(0.01));
  }

  @Test
  void endsWithTheSchedule() {
    assertThat(Backlog.seconds(THOUSAND_A_SECOND, 5_000, 10_000_000, 4_000)).isEqualTo(1);
    assertThat(Backlog.seconds(THOUSAND_A_SECOND, 5_000, 10_000_000, 5_000)).isZero();
  }
}
