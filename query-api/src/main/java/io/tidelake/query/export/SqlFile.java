package io.tidelake.query.export;

import io.tidelake.query.trino.Sql;
import java.util.Locale;

/** The questions asked of Trino: each is a file {@code sql/export/<name>.sql}. */
enum SqlFile {
  RAW_EVENTS,
  RAW_COUNT,
  DELTAS_BY_DAY,
  CELLS,
  TOTALS;

  private static final String SNAPSHOT = ":snapshot\n";

  private final Sql sql;

  SqlFile() {
    this.sql = Sql.resource("export/" + name().toLowerCase(Locale.ROOT));
  }

  /** The question to one state of the table. A number is all that ever gets into the text. */
  Sql at(long snapshot) {
    return new Sql(sql.name(), sql.text().replace(SNAPSHOT, snapshot + "\n"));
  }
}
