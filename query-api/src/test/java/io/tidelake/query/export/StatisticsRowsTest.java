package io.tidelake.query.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.query.export.StatisticsRows.Span;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StatisticsRowsTest {

  @Test
  void readsSmallDaysTogetherAndLargeOnesAlone() {
    assertThat(Span.of(List.of(day(9, 3), day(8, 4), day(7, 50), day(5, 9), day(1, 1)), 10))
        .containsExactly(span(8, 9, 7), span(7, 7, 50), span(1, 5, 10));
    assertThat(Span.of(List.of(), 10)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(SqlFile.class)
  void everyQuestionNamesAStateAndItsPartitions(SqlFile sql) {
    String text = sql.at(4711).text();

    assertThat(text)
        .contains("FOR VERSION AS OF 4711\n", "dt BETWEEN :first_day AND :last_day")
        .doesNotContain("OF :snapshot", "${", "%s");
  }

  private static Span day(int day, long deltas) {
    return span(day, day, deltas);
  }

  private static Span span(int first, int last, long deltas) {
    return new Span(LocalDate.of(2026, 8, first), LocalDate.of(2026, 8, last), deltas);
  }
}
