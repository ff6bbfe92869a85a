package io.tidelake.query.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidelake.query.platform.ParameterException;
import io.tidelake.query.scope.Dimension;
import io.tidelake.query.scope.Filters;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DimensionStatisticsTest {

  private static final List<Statistic> BY_GENDER =
      List.of(
          new Statistic("0", "1", 30), new Statistic("2", "0", 10), new Statistic("0", "0", 60));

  @Test
  void namesValuesInTheLanguageOfTheRequest() {
    var answer = render(null, "", List.of(new Statistic("0", "", 3)), 10, Locale.CHINESE);
    var english = render(null, "", List.of(new Statistic("0", "", 3)), 10, Locale.ENGLISH);

    assertThat(answer.statistics())
        .containsExactly(Map.of("action_type", "点击", "count", 3L, "percentage", 100.0));
    assertThat(english.statistics().getFirst()).containsEntry("action_type", "Click");
    assertThat(answer.dimension()).isEqualTo("action");
    assertThat(answer.groupBy()).isNull();
  }

  @Test
  void groupsComeOneAfterTheOtherAndSharesAreOfTheWhole() {
    var answer = render(Bucket.GENDER, "", BY_GENDER, 10, Locale.CHINESE);

    assertThat(answer.statistics())
        .extracting(row -> row.get("gender") + " " + row.get("action_type"))
        .containsExactly("女性 点击", "女性 购买", "男性 点击");
    assertThat(answer.statistics())
        .extracting(row -> row.get("percentage"))
        .containsExactly(60.0, 10.0, 30.0);
    assertThat(answer.total()).isEqualTo(100);
  }

  @Test
  void aLimitLeavesTheSharesOfTheRestAsTheyAre() {
    var answer = render(Bucket.GENDER, "count_desc", BY_GENDER, 1, Locale.CHINESE);

    assertThat(answer.statistics()).hasSize(1);
    assertThat(answer.statistics().getFirst()).containsEntry("percentage", 60.0);
    assertThat(answer.total()).isEqualTo(100);
  }

  @ParameterizedTest
  @CsvSource({
    "count, COUNT_DESC",
    "count_asc, COUNT_ASC",
    "'COUNT DESC', COUNT_DESC",
    "percentage, COUNT_DESC",
    "value, VALUE_ASC",
    "action_type, VALUE_ASC",
    "action_desc, VALUE_DESC",
    "gender, GROUP_ASC",
    "group_desc, GROUP_DESC",
    "'', GROUPED"
  })
  void readsTheOrder(String text, StatisticsOrder order) {
    assertThat(StatisticsOrder.parse(text, Dimension.ACTION, Bucket.GENDER)).isEqualTo(order);
  }

  @ParameterizedTest
  @ValueSource(strings = {"province", "count_up", "1", "count; DROP TABLE x", "_desc", "_"})
  void refusesAnyOtherOrder(String text) {
    assertThatThrownBy(() -> StatisticsOrder.parse(text, Dimension.ACTION, Bucket.GENDER))
        .isInstanceOf(ParameterException.class);
  }

  @Test
  void readsValuesByCodeAndByName() {
    assertThat(Dimension.ACTION.keyOf("2")).isEqualTo("2");
    assertThat(Dimension.ACTION.keyOf("购买")).isEqualTo("2");
    assertThat(Dimension.ACTION.keyOf("buy")).isEqualTo("2");
    assertThat(Dimension.PROVINCE.keyOf("Zhejiang")).isEqualTo("浙江");
    assertThat(Dimension.AGE.keyOf("8")).isNull();
  }

  private static DimensionStatistics.Answer render(
      @Nullable Bucket groupBy,
      String order,
      List<Statistic> statistics,
      int limit,
      Locale locale) {
    StatisticsOrder parsed = StatisticsOrder.parse(order, Dimension.ACTION, groupBy);
    List<Statistic> sorted = new ArrayList<>(statistics);
    sorted.sort(parsed.comparator());
    return DimensionStatistics.render(
        new DimensionStatistics.Question(
            Dimension.ACTION,
            groupBy,
            parsed,
            new Scope(
                new TimeRange(Instant.MIN, Instant.MAX, LocalDate.MIN, LocalDate.MAX),
                Filters.NONE),
            limit),
        sorted,
        locale);
  }
}
