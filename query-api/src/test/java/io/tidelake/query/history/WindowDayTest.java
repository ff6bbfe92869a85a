package io.tidelake.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.query.scope.Dimension;
import io.tidelake.query.scope.Filters;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WindowDayTest {

  @Test
  void addsUpWhatPassesTheFilters() {
    WindowDay.Builder builder = new WindowDay.Builder();
    builder.add(0, 7, 2, "浙江", 3, 10, 30);
    builder.add(0, 7, 0, "北京", 1, 1, 9);
    builder.add(0, 1, 0, "浙江", 2, 5, 6);
    builder.add(3, 0, 1, "浙江", 1, 2, 2);
    WindowDay day = builder.build();

    assertThat(day.actions(Filters.NONE))
        .containsExactly(new WindowDay.Sums(0, 16, 2, 6, 45), new WindowDay.Sums(3, 2, 1, 1, 2));
    assertThat(day.actions(filters(Dimension.PROVINCE, "浙江")))
        .containsExactly(new WindowDay.Sums(0, 15, 1, 5, 36), new WindowDay.Sums(3, 2, 1, 1, 2));
    assertThat(day.actions(filters(Dimension.AGE, "7")))
        .containsExactly(new WindowDay.Sums(0, 11, 2, 4, 39));
    assertThat(day.actions(filters(Dimension.GENDER, "1")))
        .containsExactly(new WindowDay.Sums(3, 2, 1, 1, 2));
    assertThat(day.actions(filters(Dimension.ACTION, "0"))).hasSize(1);
    assertThat(day.actions(filters(Dimension.PROVINCE, "nowhere"))).isEmpty();
  }

  @Test
  void holdsAsManyCellsAsThereAre() {
    WindowDay.Builder builder = new WindowDay.Builder();
    for (int province = 0; province < 5000; province++) {
      builder.add(1, 1, 1, "p" + province, 1, 2, 3);
    }
    WindowDay day = builder.build();

    assertThat(day.size()).isEqualTo(5000);
    assertThat(day.actions(Filters.NONE))
        .containsExactly(new WindowDay.Sums(1, 10_000, 5000, 5000, 15_000));
    assertThat(new WindowDay.Builder().build().actions(Filters.NONE)).isEmpty();
  }

  private static Filters filters(Dimension dimension, String value) {
    return new Filters(Map.of(dimension, value));
  }
}
