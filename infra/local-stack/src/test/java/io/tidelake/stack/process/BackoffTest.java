package io.tidelake.stack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private static final Duration CRASH = Duration.ZERO;

  private final Backoff backoff = Backoff.standard();

  @Test
  void doublesFromNothingToHalfAMinute() {
    assertThat(Stream.generate(() -> backoff.next(CRASH)).limit(8).map(Duration::toSeconds))
        .containsExactly(0L, 1L, 2L, 4L, 8L, 16L, 30L, 30L);
  }

  @Test
  void forgetsAfterAHealthyWhile() {
    Stream.generate(() -> backoff.next(CRASH)).limit(5).forEach(_ -> {});

    assertThat(backoff.next(Duration.ofSeconds(9))).isEqualTo(Duration.ofSeconds(16));
    assertThat(backoff.next(Duration.ofSeconds(10))).isZero();
    assertThat(backoff.next(CRASH)).isEqualTo(Duration.ofSeconds(1));
  }
}
