package io.tidelake.bench.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidelake.ingest.trino.SqlResource;
import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QuestionTest {

  private static final Period PERIOD =
      Period.ofDays(
          LocalDate.of(2026, 8, 29), LocalDate.of(2026, 8, 30), ZoneId.of("Asia/Shanghai"));

  @ParameterizedTest
  @EnumSource
  void isAskedInSqlTooAndOfAnyTable(Question question) {
    assertThat(SqlResource.text(Question.class, question.file()))
        .contains("{events}", "{rows}", "{period}", "GROUP BY");
    assertThat(question.call(PERIOD))
        .startsWith("/api/user_stats/")
        .endsWith("&start_time=2026-08-29%2000:00:00&end_time=2026-08-30%2023:59:59");
  }

  @Test
  void readsStatisticsAsSqlTellsThem() throws Exception {
    Counts expected = new Counts();
    expected.add(Question.AGE_BY_GENDER.value("2"), Question.AGE_BY_GENDER.group("0"), 3);

    Counts found =
        Question.AGE_BY_GENDER.read(
            json(
                """
                {"dimension": "age", "group_by": "gender", "statistics": [
                  {"age_range": "18-24岁", "gender": "女性", "count": 3, "percentage": 100.0}]}
                """));

    assertThat(found).as(found.difference(expected)).isEqualTo(expected);
  }

  @Test
  void readsTrendsWithoutTheirEmptyPoints() throws Exception {
    Counts expected = new Counts();
    expected.add("", "2026-08-29 10:00:00", 7);

    assertThat(
            Question.BUYS_BY_HOUR_OF_A_PROVINCE.read(
                json(
                    """
                    {"xAxis": {"data": ["2026-08-29 10:00:00", "2026-08-29 11:00:00"]},
                     "series": [{"name": "x", "data": [7, 0]}]}
                    """)))
        .isEqualTo(expected)
        .extracting(Counts::size)
        .isEqualTo(1);
  }

  @Test
  void namesTheFirstDifference() {
    Counts one = new Counts();
    one.add("浙江", "", 1);
    Counts other = new Counts();
    other.add("浙江", "", 2);

    assertThat(one).isNotEqualTo(other);
    assertThat(one.difference(other)).isEqualTo("浙江 / : 1, not 2");
  }

  private static JsonNode json(String text) throws Exception {
    return new JsonMapper().readTree(text);
  }
}
