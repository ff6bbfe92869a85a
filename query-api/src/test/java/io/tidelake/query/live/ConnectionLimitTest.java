package io.tidelake.query.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConnectionLimitTest {

  private final ConnectionLimit limit = new ConnectionLimit(Ticks.PROPERTIES);

  @Test
  void countsByAddress() {
    for (int i = 0; i < 10; i++) {
      assertThat(limit.acquire("10.0.0.1")).isTrue();
    }

    assertThat(limit.acquire("10.0.0.1")).isFalse();
    assertThat(limit.hasRoom("10.0.0.1")).isFalse();
    assertThat(limit.acquire("10.0.0.2")).isTrue();
    assertThat(limit.total()).isEqualTo(11);

    limit.release("10.0.0.1");
    assertThat(limit.acquire("10.0.0.1")).isTrue();
  }
}
