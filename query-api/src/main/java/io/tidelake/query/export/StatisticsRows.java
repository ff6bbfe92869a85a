package io.tidelake.query.export;

import io.tidelake.query.trino.Trino;
import io.tidelake.query.trino.TrinoRows;
import io.tidelake.schema.label.Action;
import io.tidelake.schema.label.AgeRange;
import io.tidelake.schema.label.Gender;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The statistics as {@code /api/user_stats} lists them: windows × cells, newest first, each with
 * the totals of its values in its window.
 *
 * <p>Read some dates at a time, so that Trino sorts no more than those and the first rows come
 * soon. All of it is of one snapshot.
 */
final class StatisticsRows implements RowSource {

  static final String TABLE = "behavior_1m";

  private static final List<Column> COLUMNS =
      List.of(
          new Column("window_time", "统计时间", "Window"),
          new Column("action_type", "行为类型", "Action"),
          new Column("action_count", "行为次数", "Action count"),
          new Column("age_range", "年龄段", "Age range"),
          new Column("age_count", "年龄统计", "Age count"),
          new Column("gender", "性别", "Gender"),
          new Column("gender_count", "性别统计", "Gender count"),
          new Column("province", "省份", "Province"),
          new Column("province_count", "省份统计", "Province count"),
          new Column("created_at", "创建时间", "Created"),
          // The original stops here.
          new Column("count", "数量", "Count"));

  /** Rows of the table that one question may read, unless a single date has more. */
  private static final long ROWS_AT_ONCE = 500_000;

  private static final long WINDOW_MILLIS = 60_000;

  private final Trino trino;
  private final @Nullable Long snapshot;
  private final Selection selection;
  private final Labels labels;
  private final List<Span> spans;
  private final long deltas;
  private final Totals totals = new Totals();

  private int span = -1;
  private volatile long deltasRead;
  private volatile boolean cancelled;
  private volatile @Nullable TrinoRows rows;

  private long window;
  private int action;
  private int ageRange;
  private int gender;
  private String province = "";
  private long events;

  /** Dates that are read together, and how many rows the table has of them. */
  record Span(LocalDate first, LocalDate last, long deltas) {

    /** Joins days, newest first, as long as they have few rows. */
    static List<Span> of(List<Span> days, long rowsAtOnce) {
      List<Span> joined = new ArrayList<>();
      for (Span day : days) {
        Span before = joined.isEmpty() ? null : joined.getLast();
        if (before == null || before.deltas + day.deltas > rowsAtOnce) {
          joined.add(day);
        } else {
          joined.set(
              joined.size() - 1, new Span(day.first, before.last, before.deltas + day.deltas));
        }
      }
      return joined;
    }
  }

  StatisticsRows(Trino trino, @Nullable Long snapshot, Selection selection, Locale language) {
    this.trino = trino;
    this.snapshot = snapshot;
    this.selection = selection;
    this.labels = Labels.in(language);
    this.spans =
        snapshot == null
            ? List.of()
            : Span.of(
                trino.query(
                    SqlFile.DELTAS_BY_DAY.at(snapshot),
                    Map.of("first_day", selection.firstDay(), "last_day", selection.lastDay()),
                    (row, number) -> {
                      LocalDate day = row.getObject("dt", LocalDate.class);
                      return new Span(day, day, row.getLong("deltas"));
                    }),
                ROWS_AT_ONCE);
    this.deltas = spans.stream().mapToLong(Span::deltas).sum();
  }

  @Override
  public List<Column> columns() {
    return COLUMNS;
  }

  @Override
  public String table() {
    return TABLE;
  }

  @Override
  public @Nullable Long snapshot() {
    return snapshot;
  }

  @Override
  public boolean next() {
    while (true) {
      TrinoRows current = rows;
      if (current == null) {
        if (!beginSpan()) {
          return false;
        }
      } else if (!current.next()) {
        current.close();
        rows = null;
        deltasRead += spans.get(span).deltas();
      } else if (isCell(current.row())) {
        return true;
      }
    }
  }

  @Override
  public void writeTo(RowSink sink) throws IOException {
    sink.second(window);
    sink.text(labels.action(action));
    sink.number(totals.actions[action]);
    sink.text(labels.ageRange(ageRange));
    sink.number(totals.ageRanges[ageRange]);
    sink.text(labels.gender(gender));
    sink.number(totals.genders[gender]);
    sink.text(labels.province(province));
    sink.number(totals.provinces.getOrDefault(province, 0L));
    sink.second(window + WINDOW_MILLIS);
    sink.number(events);
  }

  @Override
  public double progress() {
    return deltas == 0 ? 1 : deltasRead / (double) deltas;
  }

  @Override
  public void cancel() {
    cancelled = true;
    TrinoRows current = rows;
    if (current != null) {
      current.cancel();
    }
  }

  @Override
  public void close() {
    TrinoRows current = rows;
    if (current != null) {
      current.close();
    }
  }

  private boolean beginSpan() {
    span++;
    if (snapshot == null || span >= spans.size()) {
      return false;
    }
    Span dates = spans.get(span);
    rows =
        trino.open(SqlFile.CELLS.at(snapshot), selection.parameters(dates.first(), dates.last()));
    if (cancelled) {
      throw new CancellationException("the export was cancelled");
    }
    return true;
  }

  /** Takes the row in; false if it is a total. */
  private boolean isCell(ResultSet row) {
    try {
      long of = row.getLong(1);
      if (of != window) {
        window = of;
        totals.clear();
      }
      events = row.getLong(7);
      switch (row.getInt(2)) {
        case 7 -> totals.actions[row.getInt(3)] = events;
        case 11 -> totals.ageRanges[row.getInt(4)] = events;
        case 13 -> totals.genders[row.getInt(5)] = events;
        case 14 -> totals.provinces.put(row.getString(6), events);
        default -> {
          action = row.getInt(3);
          ageRange = row.getInt(4);
          gender = row.getInt(5);
          province = row.getString(6);
          return true;
        }
      }
      return false;
    } catch (SQLException e) {
      throw new IllegalStateException("a row of " + TABLE + " can't be read", e);
    }
  }

  /** Events of each value in the window that is being read. */
  private static final class Totals {

    private final long[] actions = new long[Action.COUNT];
    private final long[] ageRanges = new long[AgeRange.COUNT];
    private final long[] genders = new long[Gender.COUNT];
    private final Map<String, Long> provinces = new HashMap<>();

    private void clear() {
      provinces.clear();
      Arrays.fill(actions, 0);
      Arrays.fill(ageRanges, 0);
      Arrays.fill(genders, 0);
    }
  }
}
