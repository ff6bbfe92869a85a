package io.tidelake.bench.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StampTest {

  @Test
  void goesTheWholeWay() {
    String frame = "{\"progress\":{\"watermark\":null,\"recordTime\":1}}";
    byte[] bytes = Stamp.put(Stamp.put(frame, 17), 1_764_000_000_123_456L).getBytes(UTF_8);
    assertThat(Stamp.find(bytes, 0, bytes.length)).isEqualTo(1_764_000_000_123_456L);
    assertThat(Stamp.find(frame.getBytes(UTF_8), 0, frame.length())).isZero();
  }

  @Test
  void framesHaveTheLengthInFront() {
    assertThat(Stamp.frame("ab")).containsExactly(0x81, 2, 'a', 'b');
    byte[] middle = Stamp.frame("x".repeat(300));
    assertThat(middle).hasSize(304).startsWith(0x81, 126, 1, 44);
    assertThat(Stamp.frame("x".repeat(70_000))).hasSize(70_010).startsWith(0x81, 127);
  }
}
