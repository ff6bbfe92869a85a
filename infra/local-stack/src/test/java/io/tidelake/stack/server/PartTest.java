package io.tidelake.stack.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartTest {

  private static final List<Integer> PORTS =
      Arrays.stream(Part.values()).flatMap(part -> part.ports().stream()).toList();

  @Test
  void stacksWhosePortOffsetsDifferByHundredsStandSideBySide() {
    for (int offset = 0; offset <= 1000; offset += 100) {
      int shift = offset;
      List<Integer> shifted = PORTS.stream().map(port -> port + shift).toList();
      if (offset == 0) {
        assertThat(shifted).doesNotHaveDuplicates();
      } else {
        assertThat(shifted).doesNotContainAnyElementsOf(PORTS);
      }
    }
  }

  @Test
  void everyPartIsStoppedOnce() {
    assertThat(Part.stopOrder()).containsExactlyInAnyOrder(Part.values());
  }
}
