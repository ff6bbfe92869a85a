package io.tidelake.stack.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidelake.stack.process.State;
import io.tidelake.stack.process.Status;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryWatchTest {

  @Test
  void growthShowsInTheSecondHalf() {
    assertThat(MemoryWatch.halves(List.of(100L, 300L, 200L, 250L, 400L)))
        .isEqualTo(new ChaosReport.Memory(300, 400));
    assertThat(MemoryWatch.halves(List.of(100L))).isEqualTo(new ChaosReport.Memory(100, 100));
  }

  @Test
  void seesTheMemoryOfRunningProcessesOnly() throws InterruptedException {
    Status here = new Status(State.HEALTHY, ProcessHandle.current().pid(), 0, null, null);
    Status waiting = new Status(State.WAITING, 0, 0, null, null);
    try (MemoryWatch watch = new MemoryWatch(() -> Map.of("here", here, "waiting", waiting))) {
      await().until(() -> !watch.memory().isEmpty());

      assertThat(watch.memory()).containsOnlyKeys("here");
      assertThat(watch.memory().get("here").firstHalf()).isBetween(10L, 100_000L);
    }
  }
}
