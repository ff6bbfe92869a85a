package io.tidelake.query.history;

import io.tidelake.query.platform.BusinessTime;
import io.tidelake.query.platform.Envelope.Pagination;
import io.tidelake.query.scope.Dimension;
import io.tidelake.query.trino.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/** Windows × cells, page by page, newest first. */
@Component
class UserStats {

  /**
   * A cell of a window.
   *
   * @param id see {@link CellId}
   * @param windowTime start of the window, business time
   * @param actionCount events of this action in the whole window; likewise the other totals
   * @param count events of this very cell
   * @param createdAt end of the window: a row of the lake is a delta and has no time of creation
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Row(
      long id,
      String windowTime,
      String actionType,
      long actionCount,
      String ageRange,
      long ageCount,
      String gender,
      long genderCount,
      String province,
      long provinceCount,
      long count,
      String createdAt) {}

  record Page(List<Row> rows, Pagination pagination) {}

  record Day(LocalDate date, long cells) {}

  private record Cell(
      Instant window, int action, int ageRange, int gender, String province, long events) {}

  private record Value(Instant window, Dimension dimension, String key) {}

  private final Answers answers;
  private final BusinessTime times;

  UserStats(Answers answers, BusinessTime times) {
    this.answers = answers;
    this.times = times;
  }

  /**
   * @param scope cells that belong; what a row says of its window is of the whole window
   * @param list what the page is of, as its cursor is to remember it
   */
  Page page(Pin pin, Scope scope, long limit, long offset, String list, Locale locale) {
    Long snapshot = pin.snapshot();
    if (snapshot == null) {
      return new Page(List.of(), new Pagination(limit, offset, 0));
    }
    List<Day> days =
        answers.to(
            SqlFile.CELLS_BY_DAY.sql().at("snapshot", snapshot),
            scope.parameters(),
            (row, number) -> new Day(row.getObject("dt", LocalDate.class), row.getLong("cells")));
    long total = days.stream().mapToLong(Day::cells).sum();
    List<Row> rows = rows(snapshot, scope, DaySpan.of(days, limit, offset), limit, locale);
    long end = offset + rows.size();
    String next = end < total ? new Cursor(snapshot, end, list).text() : null;
    return new Page(rows, new Pagination(limit, offset, total, next));
  }

  private List<Row> rows(
      long snapshot, Scope scope, @Nullable DaySpan span, long limit, Locale locale) {
    if (span == null) {
      return List.of();
    }
    Map<String, Object> parameters = scope.parameters();
    parameters.putAll(
        Map.of(
            "first_day", span.first(),
            "last_day", span.last(),
            "offset", span.offset(),
            "limit", limit));
    List<Cell> cells =
        answers.to(SqlFile.CELLS_PAGE.sql().at("snapshot", snapshot), parameters, UserStats::cell);
    if (cells.isEmpty()) {
      return List.of();
    }
    Map<Value, Long> totals =
        totals(snapshot, span, cells.getLast().window(), cells.getFirst().window());
    List<Row> rows = new ArrayList<>(cells.size());
    for (Cell cell : cells) {
      rows.add(row(cell, totals, locale));
    }
    return rows;
  }

  private Map<Value, Long> totals(
      long snapshot, DaySpan span, Instant firstWindow, Instant lastWindow) {
    Map<Value, Long> totals = new HashMap<>();
    Sql sql = SqlFile.WINDOW_TOTALS.sql().at("snapshot", snapshot);
    List<Map.Entry<Value, Long>> rows =
        answers.to(
            sql,
            Map.of(
                "first_day",
                span.first(),
                "last_day",
                span.last(),
                "first_window",
                firstWindow,
                "last_window",
                lastWindow),
            (row, number) -> Map.entry(value(row), row.getLong("events")));
    rows.forEach(entry -> totals.put(entry.getKey(), entry.getValue()));
    return totals;
  }

  private Row row(Cell cell, Map<Value, Long> totals, Locale locale) {
    Instant window = cell.window();
    return new Row(
        CellId.of(window, cell.action(), cell.ageRange(), cell.gender(), cell.province()),
        times.format(window),
        Dimension.ACTION.label(cell.action(), locale),
        total(totals, window, Dimension.ACTION, Integer.toString(cell.action())),
        Dimension.AGE.label(cell.ageRange(), locale),
        total(totals, window, Dimension.AGE, Integer.toString(cell.ageRange())),
        Dimension.GENDER.label(cell.gender(), locale),
        total(totals, window, Dimension.GENDER, Integer.toString(cell.gender())),
        Dimension.PROVINCE.label(cell.province(), locale),
        total(totals, window, Dimension.PROVINCE, cell.province()),
        cell.events(),
        times.format(window.plus(TimeRange.WINDOW)));
  }

  private static long total(
      Map<Value, Long> totals, Instant window, Dimension dimension, String key) {
    return totals.getOrDefault(new Value(window, dimension, key), 0L);
  }

  private static Cell cell(ResultSet row, int number) throws SQLException {
    return new Cell(
        window(row),
        row.getInt("action"),
        row.getInt("age_range"),
        row.getInt("gender"),
        row.getString("province"),
        row.getLong("events"));
  }

  private static Value value(ResultSet row) throws SQLException {
    for (Dimension dimension : Dimension.values()) {
      String key = row.getString(dimension == Dimension.ACTION ? "action" : dimension.field());
      if (key != null) {
        return new Value(window(row), dimension, key);
      }
    }
    throw new SQLException("a total names no value");
  }

  private static Instant window(ResultSet row) throws SQLException {
    return row.getTimestamp("window_start").toInstant();
  }

  /**
   * The dates a page lies on.
   *
   * @param offset cells to pass over on and before {@code last}, newest first
   */
  record DaySpan(LocalDate first, LocalDate last, long offset) {

    /** Null if the page lies beyond the last cell. */
    static @Nullable DaySpan of(List<Day> newestFirst, long limit, long offset) {
      LocalDate last = null;
      long skipped = offset;
      long wanted = limit;
      for (Day day : newestFirst) {
        if (last == null) {
          if (skipped >= day.cells()) {
            skipped -= day.cells();
            continue;
          }
          last = day.date();
          wanted += skipped;
        }
        wanted -= day.cells();
        if (wanted <= 0) {
          return new DaySpan(day.date(), last, skipped);
        }
      }
      return last == null ? null : new DaySpan(newestFirst.getLast().date(), last, skipped);
    }
  }
}
