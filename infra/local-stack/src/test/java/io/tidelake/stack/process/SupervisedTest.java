package io.tidelake.stack.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a process that does nothing, and answers as each test wants. */
class SupervisedTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration FROZEN = Duration.ofSeconds(1);

  @TempDir private Path folder;

  private volatile @Nullable IOException trouble;
  private final AtomicInteger asked = new AtomicInteger();
  private Duration stuckPatience = Duration.ofMillis(200);
  private List<String> command = List.of("sleep", "600");
  private @Nullable Supervised supervised;

  @AfterEach
  void stop() throws InterruptedException {
    if (supervised != null) {
      supervised.stop(Duration.ofSeconds(5));
    }
  }

  @Test
  void aProcessThatEndsIsStartedAgainAtOnce() throws Exception {
    long first = start();

    supervised.kill();

    awaitAnother(first);
    assertThat(supervised.status().restarts()).isEqualTo(1);
  }

  @Test
  void aStuckProcessIsReplaced() throws Exception {
    long first = start();

    trouble = new StuckException("nobody leads");
    await().atMost(PATIENCE).until(() -> supervised.status().restarts() > 0);
    trouble = null;

    awaitAnother(first);
  }

  @Test
  void aFrozenProcessIsReplacedAtOnce() throws Exception {
    stuckPatience = Duration.ofHours(1);
    long first = start();

    trouble = new StuckException("no answer");
    await().atMost(PATIENCE).until(() -> supervised.status().restarts() > 0);
    trouble = null;

    awaitAnother(first);
    assertThat(folder.resolve("sleeper.log"))
        .content()
        .contains("supervisor: sleeper killed, since it was stuck for")
        .contains("no answer");
  }

  /** As on a machine that has too much to do: it would be as slow after a start. */
  @Test
  void aProcessThatWorksIsGivenTime() throws Exception {
    stuckPatience = Duration.ofHours(1);
    command = List.of("sh", "-c", "while :; do :; done");
    long first = start();

    trouble = new StuckException("no answer");
    asked.set(0);

    await().atMost(PATIENCE).until(() -> asked.get() > 40);
    assertThat(supervised.status().restarts()).isZero();
    assertThat(supervised.status().pid()).isEqualTo(first);
  }

  @Test
  void aProcessInTroubleIsLeftAlone() throws Exception {
    long first = start();

    trouble = new IOException("no answer");
    await().atMost(PATIENCE).until(() -> supervised.status().state() == State.UNHEALTHY);
    trouble = null;

    await().atMost(PATIENCE).until(() -> supervised.status().state() == State.HEALTHY);
    assertThat(supervised.status().pid()).isEqualTo(first);
  }

  private long start() {
    supervised =
        new Supervised(
            new Sleeper(),
            new PidFile(folder.resolve("sleeper.pid")),
            folder.resolve("sleeper.log"),
            PATIENCE);
    supervised.start();
    await().atMost(PATIENCE).until(() -> supervised.status().state() == State.HEALTHY);
    return supervised.status().pid();
  }

  private void awaitAnother(long first) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                supervised.status().state() == State.HEALTHY && supervised.status().pid() != first);
  }

  private final class Sleeper implements Supervisable {

    @Override
    public String name() {
      return "sleeper";
    }

    @Override
    public void prepare() {}

    @Override
    public ProcessCommand command() {
      return new ProcessCommand(command, Map.of(), folder);
    }

    @Override
    public Duration checkInterval() {
      return Duration.ofMillis(50);
    }

    @Override
    public Duration stuckPatience() {
      return stuckPatience;
    }

    @Override
    public void checkReady() {}

    @Override
    public Duration frozenPatience() {
      return stuckPatience.compareTo(FROZEN) < 0 ? stuckPatience : FROZEN;
    }

    @Override
    public void checkAlive() throws IOException {
      asked.incrementAndGet();
      if (trouble != null) {
        throw trouble;
      }
    }
  }
}
