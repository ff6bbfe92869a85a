package io.tidelake.stack.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a process that does nothing, and answers as each test wants. */
class SupervisedTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;

  private volatile @Nullable IOException trouble;
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
      return new ProcessCommand(List.of("sleep", "600"), Map.of(), folder);
    }

    @Override
    public Duration checkInterval() {
      return Duration.ofMillis(50);
    }

    @Override
    public Duration stuckPatience() {
      return Duration.ofMillis(200);
    }

    @Override
    public void checkReady() {}

    @Override
    public void checkAlive() throws IOException {
      if (trouble != null) {
        throw trouble;
      }
    }
  }
}
