package io.tidelake.schema.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidelake.schema.table.BackfillCommit.Mark;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BackfillCommitTest {

  @Test
  void marksStandInTheProperties() {
    Mark mark = new Mark(10_001, 1_764_000_000_000L);
    assertThat(
            BackfillCommit.marks(
                Map.of(
                    "comment",
                    "x",
                    BackfillCommit.STATE,
                    "y",
                    BackfillCommit.FILE_PREFIX + "abc",
                    mark.text())))
        .isEqualTo(Map.of("abc", mark));
  }

  @Test
  void aWrongMarkIsSaid() {
    assertThatThrownBy(() -> BackfillCommit.marks(Map.of(BackfillCommit.FILE_PREFIX + "abc", "7")))
        .hasMessageContaining("\"7\" gives no line and time");
  }

  @Test
  void theStateIsThatOfAllMarksWhateverTheirOrder() {
    Mark one = new Mark(11, 1);
    Mark other = new Mark(21, 2);
    assertThat(BackfillCommit.state(Map.of())).isEmpty();
    assertThat(BackfillCommit.state(Map.of("a", one, "b", other)))
        .isEqualTo(BackfillCommit.state(Map.of("b", other, "a", one)))
        .isNotEqualTo(BackfillCommit.state(Map.of("a", other, "b", one)))
        .isNotEqualTo(BackfillCommit.state(Map.of("a", one)))
        .hasSize(32);
  }
}
