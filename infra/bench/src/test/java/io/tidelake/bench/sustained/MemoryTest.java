package io.tidelake.bench.sustained;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryTest {

  @Test
  void thirdsAreTakenApart() {
    List<Double> looks = List.of(9.0, 8.0, 2.0, 3.0, 5.0, 4.0);

    assertThat(Memory.largest(looks, 0)).isEqualTo(9);
    assertThat(Memory.largest(looks, 1)).isEqualTo(3);
    assertThat(Memory.largest(looks, 2)).isEqualTo(5);
    assertThat(Memory.largest(List.of(), 2)).isNaN();
  }
}
