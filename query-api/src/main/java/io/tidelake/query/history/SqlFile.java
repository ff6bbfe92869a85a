package io.tidelake.query.history;

import io.tidelake.query.trino.Sql;

/** The questions asked of Trino, and the rows that they ask of: files of {@code sql/history}. */
enum SqlFile {
  CELLS_BY_DAY("cells_by_day"),
  CELLS_PAGE("cells_page"),
  WINDOW_TOTALS("window_totals"),
  DAYS_BY_ACTION("days_by_action"),
  DIMENSION_COUNTS("dimension_counts"),
  CELLS_ALL_MINUTES("cells/all_minutes"),
  CELLS_MINUTES("cells/minutes"),
  CELLS_HOURS("cells/hours"),
  CELLS_DAYS("cells/days"),
  CUBE_DAYS_SIZES("cube/days_sizes"),
  CUBE_DAYS_CELLS("cube/days_cells"),
  CUBE_HOURS_SIZES("cube/hours_sizes"),
  CUBE_HOURS_CELLS("cube/hours_cells"),
  CUBE_MINUTES_SIZES("cube/minutes_sizes"),
  CUBE_MINUTES_CELLS("cube/minutes_cells"),
  VISITORS("visitors"),
  VISITORS_ALL_EVENTS("visitors/all_events"),
  VISITORS_EVENTS("visitors/events"),
  VISITORS_SKETCHES("visitors/sketches"),
  HOT_ITEMS("hot_items"),
  ITEMS_ALL_EVENTS("items/all_events"),
  ITEMS_EVENTS("items/events"),
  ITEMS_HOURS("items/hours");

  private final Sql sql;

  SqlFile(String name) {
    this.sql = Sql.resource("history/" + name);
  }

  Sql sql() {
    return sql;
  }
}
