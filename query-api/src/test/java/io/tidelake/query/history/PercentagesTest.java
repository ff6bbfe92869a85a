package io.tidelake.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PercentagesTest {

  @Test
  void missingTenthsGoToTheLargestRemainders() {
    assertThat(Percentages.of(new long[] {1, 1, 1})).containsExactly(33.4, 33.3, 33.3);
    assertThat(Percentages.of(new long[] {2, 1})).containsExactly(66.7, 33.3);
    assertThat(Percentages.of(new long[] {5000, 1800, 600, 300}))
        .containsExactly(64.9, 23.4, 7.8, 3.9);
  }

  @Test
  void nothingIsNoPercent() {
    assertThat(Percentages.of(new long[0])).isEmpty();
    assertThat(Percentages.of(new long[] {0, 0})).containsExactly(0, 0);
  }

  @Test
  void addToExactlyOneHundredAndAreNeverATenthOff() {
    Random random = new Random(42);
    for (int round = 0; round < 2000; round++) {
      long[] counts =
          random
              .longs(1 + random.nextInt(60), 0, random.nextBoolean() ? 10 : Long.MAX_VALUE / 100)
              .toArray();
      double[] percentages = Percentages.of(counts);
      double total = Arrays.stream(counts).asDoubleStream().sum();
      BigDecimal sum = BigDecimal.ZERO;
      for (int i = 0; i < counts.length; i++) {
        sum = sum.add(BigDecimal.valueOf(percentages[i]));
        if (total > 0) {
          assertThat(Math.abs(percentages[i] - counts[i] * 100.0 / total)).isLessThan(0.1 + 1e-9);
        }
      }
      assertThat(sum).isEqualByComparingTo(total == 0 ? BigDecimal.ZERO : BigDecimal.valueOf(100));
    }
  }
}
