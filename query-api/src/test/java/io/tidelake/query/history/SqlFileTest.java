package io.tidelake.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SqlFileTest {

  @ParameterizedTest
  @EnumSource(SqlFile.class)
  void everyQuestionReadsByPartition(SqlFile sql) {
    assertThat(sql.sql().text()).contains("FROM behavior_1m").doesNotContain("${", "%s");
    if (sql != SqlFile.CELLS_BY_DAY) {
      assertThat(sql.sql().text()).contains("dt BETWEEN :first_day AND :last_day");
    }
  }
}
