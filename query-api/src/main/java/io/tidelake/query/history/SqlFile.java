package io.tidelake.query.history;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The questions asked of Trino: each is a file {@code sql/history/<name>.sql}. */
enum SqlFile {
  CELLS_BY_DAY("cells_by_day"),
  CELLS_PAGE("cells_page"),
  WINDOW_TOTALS("window_totals"),
  DAYS_BY_ACTION("days_by_action"),
  DIMENSION_COUNTS("dimension_counts");

  private final String text;

  SqlFile(String name) {
    String path = "/sql/history/" + name + ".sql";
    try (InputStream in = SqlFile.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + path);
      }
      this.text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String text() {
    return text;
  }
}
