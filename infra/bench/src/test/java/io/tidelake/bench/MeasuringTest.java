package io.tidelake.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MeasuringTest {

  @Test
  void aFigureIsTheMedianOfItsRounds() {
    BenchResult result = new BenchResult("x");
    for (double value : new double[] {9, 1, 5}) {
      result.add("p99", "ms", value);
    }
    result.add("even", "ms", 1);
    result.add("even", "ms", 2);
    assertThat(result.median("p99")).isEqualTo(5);
    assertThat(result.median("even")).isEqualTo(1.5);
    assertThat(result.median("nothing")).isNaN();
    result.atMost("S5", "p99 (ms)", 4, 5);
    result.atLeast("S7", "ratio", 0.6, 0.7);
    assertThat(result.targets())
        .extracting(BenchResult.Target::met)
        .as("a figure that is not there meets nothing")
        .containsExactly(false, true);
    result.atMost("S5", "nothing", 1, Double.NaN);
    assertThat(result.targets().getLast().met()).isFalse();
    assertThat(result.markdown()).contains("| p99 | 5.00 ms | 1.00 | 9.00 | 3 |", "| no |");
  }

  @Test
  void processorTimeIsThatOfTheProcess() {
    long pid = ProcessHandle.current().pid();
    double before = ProcessUse.cpuSeconds(pid);
    long until = System.nanoTime() + 300_000_000;
    long sum = 0;
    while (System.nanoTime() < until) {
      sum++;
    }
    assertThat(sum).isPositive();
    assertThat(ProcessUse.cpuSeconds(pid)).isGreaterThan(before);
    assertThat(ProcessUse.peakMemory(pid)).isBetween(10.0, 10_000.0);
    assertThat(ProcessUse.cpuSeconds(Integer.MAX_VALUE)).isZero();
  }

  @Test
  void latenciesAreInMilliseconds() {
    Latencies latencies = new Latencies();
    for (int i = 1; i <= 100; i++) {
      latencies.add(i * 1000L);
    }
    latencies.add(-5);
    assertThat(latencies.count()).isEqualTo(101);
    assertThat(latencies.millis(50)).isCloseTo(50, within(0.2));
    assertThat(latencies.millis(100)).isCloseTo(100, within(0.2));
  }
}
