package io.tidelake.stack.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecoveryTest {

  private static final Instant FAULT = Instant.parse("2026-08-29T10:00:00Z");

  @Test
  void withoutASilenceTheFirstOutputCounts() {
    assertThat(Recovery.liveBack(FAULT, Duration.ZERO, outputs(-20, 20, 40, 60)))
        .isEqualTo(Duration.ofMillis(20));
  }

  @Test
  void theEndOfTheSilenceCounts() {
    assertThat(Recovery.liveBack(FAULT, Duration.ZERO, outputs(-20, 3_000, 3_020)))
        .isEqualTo(Duration.ofMillis(3_000));
  }

  /** A JobManager's tasks work on until they notice. */
  @Test
  void aSilenceThatComesLaterCountsFromTheFault() {
    assertThat(Recovery.liveBack(FAULT, Duration.ZERO, outputs(20, 500, 900, 6_000, 6_020)))
        .isEqualTo(Duration.ofMillis(6_000));
    assertThat(Recovery.longestSilence(FAULT, outputs(20, 500, 900, 6_000, 6_020)))
        .isEqualTo(Duration.ofMillis(5_100));
  }

  @Test
  void aSilenceLongAfterIsNotTheFaults() {
    assertThat(Recovery.liveBack(FAULT, Duration.ZERO, outputs(2_000, 9_500, 11_500)))
        .isEqualTo(Duration.ofMillis(9_500));
    assertThat(Recovery.liveBack(FAULT, Duration.ZERO, evenly(20, 20_000, 25_000)))
        .isEqualTo(Duration.ofMillis(20));
    // A pause can be felt when it ends.
    assertThat(Recovery.liveBack(FAULT, Duration.ofSeconds(15), evenly(20, 20_000, 25_000)))
        .isEqualTo(Duration.ofSeconds(25));
  }

  @Test
  void noOutputAfterTheFaultIsNoRecovery() {
    assertThat(Recovery.liveBack(FAULT, Duration.ZERO, outputs(-40, -20))).isNull();
    assertThat(Recovery.longestSilence(FAULT, outputs(-40, -20))).isEqualTo(Duration.ZERO);
  }

  @Test
  void figuresAreMedianAndLargest() {
    assertThat(Figures.of(List.of())).isEqualTo(new Figures(0, 0, 0));
    assertThat(Figures.of(List.of(5L, 1L, 3L))).isEqualTo(new Figures(3, 3, 5));
    assertThat(Figures.of(List.of(4L, 1L, 2L, 9L))).isEqualTo(new Figures(4, 3, 9));
    assertThat(Figures.of(List.of(1_500L)).medianText()).isEqualTo("1.5");
    assertThat(Figures.of(List.of()).maxText()).isEqualTo("-");
  }

  /** From the first to the last but one every half a second, then the last. */
  private static List<Instant> evenly(int first, int until, int last) {
    return IntStream.concat(
            IntStream.iterate(first, millis -> millis <= until, millis -> millis + 500),
            IntStream.of(last))
        .mapToObj(FAULT::plusMillis)
        .toList();
  }

  private static List<Instant> outputs(int... millis) {
    return IntStream.of(millis).mapToObj(FAULT::plusMillis).toList();
  }
}
