package io.tidelake.schema.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicPositionsTest {

  private static final TopicPositions EARLY = TopicPositions.of(Map.of(0, 5L, 1, 7L));
  private static final TopicPositions LATE = TopicPositions.of(Map.of(0, 5L, 1, 9L, 10, 3L));

  @Test
  void textHoldsThePartitionsInOrder() {
    assertThat(LATE.toJson()).isEqualTo("{\"0\":5,\"1\":9,\"10\":3}");
    assertThat(TopicPositions.parse(" {\"10\": 3, \"1\":9,\"0\":5} ")).isEqualTo(LATE);
    assertThat(TopicPositions.parse("{}")).isEqualTo(TopicPositions.NONE);
    assertThat(TopicPositions.NONE.toJson()).isEqualTo("{}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "1",
        "{\"0\":\"5\"}",
        "{\"a\":5}",
        "{\"0\":-1}",
        "{\"-1\":1}",
        "{\"0\":5"
      })
  void otherTextIsRefusedWithWhatItWas(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TopicPositions.parse(text))
        .withMessageContaining("\"" + text + "\"");
  }

  @Test
  void anUnnamedPartitionIsCoveredUpToItsBeginning() {
    assertThat(EARLY.offset(10)).isZero();
    assertThat(EARLY).isEqualTo(TopicPositions.of(Map.of(0, 5L, 1, 7L, 10, 0L)));
    assertThat(EARLY).hasSameHashCodeAs(TopicPositions.of(Map.of(0, 5L, 1, 7L, 10, 0L)));
    assertThat(LATE.covers(EARLY)).isTrue();
    assertThat(EARLY.covers(LATE)).isFalse();
    assertThat(EARLY).isNotEqualTo(LATE);
  }

  @Test
  void combinesByPartition() {
    TopicPositions other = TopicPositions.of(Map.of(0, 8L, 1, 1L));
    assertThat(EARLY.max(other)).isEqualTo(TopicPositions.of(Map.of(0, 8L, 1, 7L)));
    assertThat(EARLY.min(other)).isEqualTo(TopicPositions.of(Map.of(0, 5L, 1, 1L)));
    assertThat(EARLY.min(LATE)).isEqualTo(EARLY);
    assertThat(EARLY.max(LATE)).isEqualTo(LATE);
    assertThat(LATE.recordsSince(EARLY)).isEqualTo(5);
  }

  @Test
  void handsOutACopy() {
    EARLY.offsets().put(0, 99L);
    assertThat(EARLY.offset(0)).isEqualTo(5);
  }
}
