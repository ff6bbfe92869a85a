package io.tidelake.streaming.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RetryTest {

  private final AtomicInteger calls = new AtomicInteger();
  private final Retry retry = new Retry(Duration.ofMillis(100), Duration.ofMillis(1));

  @Test
  void aServerThatComesUpIsWaitedFor() {
    String answer =
        retry.call(
            "ask the server",
            () -> {
              if (calls.incrementAndGet() < 4) {
                throw new IOException("refused");
              }
              return "here";
            });
    assertThat(answer).isEqualTo("here");
    assertThat(calls).hasValue(4);
  }

  @Test
  void aServerThatStaysAwayIsNamedWithTheRootCause() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                retry.call(
                    "ask the server at http://nowhere",
                    () -> {
                      throw new RuntimeException("wrapped", new IOException("refused"));
                    }))
        .withMessageContaining("ask the server at http://nowhere")
        .withMessageContaining("IOException: refused");
  }

  @Test
  void whatWaitingCannotMendIsNotTriedAgain() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                retry.call(
                    "create the tables",
                    () -> {
                      calls.incrementAndGet();
                      throw new IllegalStateException("column province is missing");
                    }))
        .withMessageContaining("column province is missing");
    assertThat(calls).hasValue(1);
  }
}
