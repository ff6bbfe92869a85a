package io.tidelake.query.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidelake.query.trino.Sql;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SqlFileTest {

  private static final Pattern TABLE = Pattern.compile("FROM (behavior|raw|visitors|hot)_\\w+");
  private static final Pattern PINNED =
      Pattern.compile("FROM (behavior|raw|visitors|hot)_\\w+ FOR VERSION AS OF \\{\\w*snapshot}");

  @ParameterizedTest
  @EnumSource(SqlFile.class)
  void everyTableIsReadAtASnapshotAndByPartition(SqlFile sql) {
    String text = sql.sql().text();

    assertThat(PINNED.matcher(text).results().count())
        .isEqualTo(TABLE.matcher(text).results().count());
    assertThat(text).doesNotContain("${", "%s");
    if (TABLE.matcher(text).find()) {
      assertThat(text).containsPattern("dt (BETWEEN|IN) ");
    }
  }

  @Test
  void aPlaceTakesASnapshotOrOtherSelects() {
    Sql question = new Sql("q", "-- {rows}\nSELECT 1 FROM (\n{rows}\n)");
    Sql rows = new Sql("r", "SELECT 2 FROM t FOR VERSION AS OF {snapshot}").at("snapshot", 7);

    assertThat(question.from("rows", List.of(rows, rows)).text())
        .isEqualTo(
            "SELECT 1 FROM (\nSELECT 2 FROM t FOR VERSION AS OF 7\nUNION ALL\n"
                + "SELECT 2 FROM t FOR VERSION AS OF 7\n)");
    assertThatThrownBy(() -> question.at("snapshot", 7)).hasMessageContaining("{snapshot}");
  }
}
