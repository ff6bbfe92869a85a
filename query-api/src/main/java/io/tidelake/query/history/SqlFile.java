package io.tidelake.query.history;

import io.tidelake.query.trino.Sql;
import java.util.Locale;

/** The questions asked of Trino: each is a file {@code sql/history/<name>.sql}. */
enum SqlFile {
  CELLS_BY_DAY,
  CELLS_PAGE,
  WINDOW_TOTALS,
  DAYS_BY_ACTION,
  DIMENSION_COUNTS;

  private final Sql sql;

  SqlFile() {
    this.sql = Sql.resource("history/" + name().toLowerCase(Locale.ROOT));
  }

  Sql sql() {
    return sql;
  }
}
