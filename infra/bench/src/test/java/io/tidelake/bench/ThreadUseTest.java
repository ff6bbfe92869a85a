package io.tidelake.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ThreadUseTest {

  @Test
  void threadsOfAPoolAreOneGroup() {
    assertThat(ProcessUse.group("GC Thread#12")).isEqualTo("GC Thread");
    assertThat(ProcessUse.group("Source:..(1/2)#0")).isEqualTo("Source:..");
    assertThat(ProcessUse.group("42")).isEqualTo("42");
  }

  @Test
  void tellsWhoWasBusy() throws InterruptedException {
    ThreadUse use = ThreadUse.begin(Map.of("test", ProcessHandle.current().pid()));
    AtomicBoolean enough = new AtomicBoolean();
    Thread busy =
        Thread.ofPlatform()
            .name("busy-7")
            .start(
                () -> {
                  while (!enough.get()) {
                    Thread.onSpinWait();
                  }
                });
    while (use.groups().getOrDefault("test: busy", 0.0) < 0.1) {
      Thread.onSpinWait();
    }
    enough.set(true);
    busy.join();
    // The operating system knows a thread a little longer than Java does.
    await().until(() -> !use.groups().containsKey("test: busy"));
    assertThat(use.groups().get(ThreadUse.ENDED)).isGreaterThanOrEqualTo(0.05);
  }

  @Test
  void theLargestAreFiguresAndTheOthersOne() {
    Map<String, Double> round = new LinkedHashMap<>();
    for (int i = 1; i <= 12; i++) {
      round.put("thread " + i, (double) i);
    }
    ThreadCosts costs = new ThreadCosts();
    costs.add(round, 2);
    costs.add(Map.of("thread 12", 4.0), 2);
    BenchResult result = new BenchResult("x");

    costs.into(result, "job", "s");

    assertThat(result.figures()).hasSize(11);
    assertThat(result.median("job, threads `thread 12`")).isEqualTo(4);
    assertThat(result.median("job, threads `thread 1`")).isNaN();
    assertThat(result.median("job, all other threads")).isCloseTo(0.75, within(1e-9));
  }
}
