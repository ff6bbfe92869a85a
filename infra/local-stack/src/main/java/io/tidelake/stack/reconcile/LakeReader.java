package io.tidelake.stack.reconcile;

import io.tidelake.ingest.trino.TrinoAddress;
import io.tidelake.schema.event.RejectReason;
import io.tidelake.schema.label.Delay;
import io.tidelake.schema.live.LiveDimension;
import io.tidelake.schema.live.LiveLimits;
import io.tidelake.schema.live.LiveMessage;
import io.tidelake.schema.table.BackfillCommit;
import io.tidelake.schema.table.RetentionCommit;
import io.tidelake.schema.table.StreamCommit;
import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.stack.reconcile.TableHistory.State;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks Trino about the tables. Every failure is a {@link ReconcileException}. Not thread-safe, but
 * two of them may be used side by side.
 */
final class LakeReader implements AutoCloseable {

  private static final String RAW_EVENTS = "raw_events";
  private static final String BEHAVIOR_1M = "behavior_1m";
  private static final String QUARANTINE = "quarantine";

  private static final int MAX_SNAPSHOTS = 1_000;

  private static final LocalDate FIRST_DATE = LocalDate.of(1, 1, 1);
  private static final LocalDate LAST_DATE = LocalDate.of(9999, 12, 31);

  private final TrinoAddress trino;
  private final Connection connection;

  private LakeReader(TrinoAddress trino, Connection connection) {
    this.trino = trino;
    this.connection = connection;
  }

  /**
   * @param trinoUrl see {@link ReconcileSettings}
   */
  static LakeReader open(String trinoUrl) throws ReconcileException {
    TrinoAddress trino = TrinoAddress.of(trinoUrl);
    Map<String, String> options =
        trino.url().contains("source=") ? Map.of() : Map.of("source", "tidelake reconcile");
    try {
      return new LakeReader(trino, trino.connect("tidelake-reconcile", options));
    } catch (SQLException e) {
      throw new ReconcileException("--trino-url %s: %s".formatted(trinoUrl, e.getMessage()), e);
    }
  }

  /** The three tables' histories. */
  record Histories(TableHistory rawEvents, TableHistory behavior1m, TableHistory quarantine) {}

  Histories histories() throws ReconcileException {
    // raw_events first: the others may be newer then, and have older snapshots that fit.
    TableHistory rawEvents = history(RAW_EVENTS);
    return new Histories(rawEvents, history(BEHAVIOR_1M), history(QUARANTINE));
  }

  private TableHistory history(String table) throws ReconcileException {
    List<TableHistory.Snapshot> snapshots = new ArrayList<>();
    List<Long> current = new ArrayList<>();
    query(
        SqlFile.SNAPSHOTS,
        Map.of("table", table),
        List.of(MAX_SNAPSHOTS),
        row -> {
          long id = row.getLong("snapshot_id");
          long parent = row.getLong("parent_id");
          boolean hasParent = !row.wasNull();
          snapshots.add(
              new TableHistory.Snapshot(
                  id,
                  hasParent ? parent : null,
                  row.getTimestamp("committed_at").toInstant(),
                  positions(row.getString("positions")),
                  row.getString("checkpoint_id"),
                  row.getString("job_id"),
                  row.getString("backfilled"),
                  row.getString("backfilled_before")));
          if (row.getBoolean("is_current")) {
            current.add(id);
          }
        });
    if (current.isEmpty()) {
      return TableHistory.empty(table);
    }
    List<TopicPositions> property = new ArrayList<>();
    if (snapshots.stream().allMatch(snapshot -> snapshot.positions() == null)) {
      property(table, StreamCommit.POSITIONS).map(LakeReader::positions).ifPresent(property::add);
    }
    String backfilled =
        snapshots.stream().allMatch(snapshot -> snapshot.backfilled() == null)
            ? property(table, BackfillCommit.STATE).orElse("")
            : "";
    return TableHistory.of(
        table,
        snapshots,
        current.getFirst(),
        property.isEmpty() ? null : property.getFirst(),
        backfilled);
  }

  /** What retention has taken out of the tables so far. */
  Dropped dropped() throws ReconcileException {
    return new Dropped(
        before(RAW_EVENTS),
        records(RAW_EVENTS),
        before(BEHAVIOR_1M),
        before(QUARANTINE),
        records(QUARANTINE));
  }

  private @Nullable LocalDate before(String table) throws ReconcileException {
    return property(table, RetentionCommit.BEFORE).map(LocalDate::parse).orElse(null);
  }

  private long records(String table) throws ReconcileException {
    return property(table, RetentionCommit.RECORDS).map(Long::parseLong).orElse(0L);
  }

  private Optional<String> property(String table, String name) throws ReconcileException {
    List<String> values = new ArrayList<>();
    query(
        SqlFile.PROPERTY,
        Map.of("table", table),
        List.of(name),
        row -> values.add(row.getString("value")));
    return values.stream().findFirst();
  }

  private static @Nullable TopicPositions positions(@Nullable String text) {
    return text == null ? null : TopicPositions.parse(text);
  }

  /** A row of {@code offsets.sql}. */
  interface BlockVisitor {
    void accept(int partition, long block, long blocks, long bits, long rows, long rejected);
  }

  /**
   * Which offsets the lake holds, ascending by partition and block.
   *
   * @return rows without an offset
   */
  long offsets(Pins pins, long first, long last, BlockVisitor visitor) throws ReconcileException {
    long[] withoutOffset = {0};
    query(
        SqlFile.OFFSETS,
        tables(pins),
        List.of(first, last, first, last),
        row -> {
          int partition = row.getInt("kafka_partition");
          if (row.wasNull()) {
            withoutOffset[0] += row.getLong("total");
          } else {
            visitor.accept(
                partition,
                row.getLong("block"),
                row.getLong("blocks"),
                row.getLong("bits"),
                row.getLong("total"),
                row.getLong("rejected"));
          }
        });
    return withoutOffset[0];
  }

  /**
   * An offset that the lake holds more than once.
   *
   * @param rows of both tables
   * @param rejected those in quarantine
   */
  record Repeat(int partition, long offset, long rows, long rejected) {}

  List<Repeat> repeats(Pins pins, OffsetRange range) throws ReconcileException {
    List<Repeat> repeats = new ArrayList<>();
    List<Object> bounds = List.of(range.partition(), range.from(), range.to() - 1);
    List<Object> parameters = new ArrayList<>(bounds);
    parameters.addAll(bounds);
    query(
        SqlFile.REPEATS,
        tables(pins),
        parameters,
        row ->
            repeats.add(
                new Repeat(
                    range.partition(),
                    row.getLong("kafka_offset"),
                    row.getLong("total"),
                    row.getLong("rejected"))));
    return repeats;
  }

  /** What {@code counts.sql} gives in all. */
  static final class Counts {
    /** What live must show for these rows. */
    final LiveCounts live = new LiveCounts();

    long cells;
    long differentCells;
    long rawEvents;
    long rawLate;
    long events;
    long lateEvents;
    long dates;
    private final @Nullable LocalDate whole;
    private @Nullable LocalDate lastDate;

    Counts(@Nullable LocalDate whole) {
      this.whole = whole;
    }
  }

  /**
   * @param whole the first date whose cells can be compared; null: all can
   */
  Counts counts(
      Pins pins, @Nullable LocalDate since, @Nullable LocalDate until, @Nullable LocalDate whole)
      throws ReconcileException {
    Counts counts = new Counts(whole);
    List<Object> parameters = new ArrayList<>();
    parameters.add(LiveLimits.MAX_SCOPE_DISTANCE_MILLIS);
    parameters.addAll(dates(since, until));
    query(SqlFile.COUNTS, tables(pins), parameters, row -> add(row, counts));
    addDelays(pins, since, until, counts.live);
    return counts;
  }

  private void addDelays(
      Pins pins, @Nullable LocalDate since, @Nullable LocalDate until, LiveCounts counts)
      throws ReconcileException {
    String bounds =
        Arrays.stream(Delay.values())
            .limit(Delay.COUNT - 1)
            .map(step -> Long.toString(step.atMostMillis()))
            .collect(Collectors.joining(",", "[", "]"));
    List<Object> parameters = new ArrayList<>();
    parameters.add(bounds);
    parameters.add(LiveLimits.MAX_SCOPE_DISTANCE_MILLIS);
    parameters.addAll(dates(since, until).subList(0, 2));
    query(
        SqlFile.DELAYS,
        tables(pins),
        parameters,
        row -> {
          String step = Delay.values()[row.getInt("step")].key();
          String date = row.getDate("dt").toLocalDate().toString();
          counts.add(LiveMessage.SCOPE_ALL, LiveDimension.DELAY, step, row.getLong("live_events"));
          counts.add(date, LiveDimension.DELAY, step, row.getLong("dated_events"));
        });
  }

  private static void add(ResultSet row, Counts counts) throws SQLException {
    LocalDate date = row.getDate("dt").toLocalDate();
    LiveDimension dimension;
    String value;
    if (row.getString("action") != null) {
      dimension = LiveDimension.ACTION;
      value = row.getString("action");
      if (!date.equals(counts.lastDate)) {
        counts.lastDate = date;
        counts.dates++;
      }
      if (counts.whole == null || !date.isBefore(counts.whole)) {
        counts.cells += row.getLong("cells");
        counts.differentCells += row.getLong("different");
      }
      counts.rawEvents += row.getLong("raw_events");
      counts.rawLate += row.getLong("raw_late");
      counts.events += row.getLong("events");
      counts.lateEvents += row.getLong("late_events");
      counts.live.add(LiveMessage.SCOPE_ALL, LiveDimension.LATE, "0", row.getLong("live_late"));
      counts.live.add(date.toString(), LiveDimension.LATE, "0", row.getLong("dated_late"));
    } else if (row.getString("age_range") != null) {
      dimension = LiveDimension.AGE;
      value = row.getString("age_range");
    } else if (row.getString("gender") != null) {
      dimension = LiveDimension.GENDER;
      value = row.getString("gender");
    } else {
      dimension = LiveDimension.PROVINCE;
      value = LiveLimits.shownName(row.getString("province"));
    }
    counts.live.add(LiveMessage.SCOPE_ALL, dimension, value, row.getLong("live_events"));
    counts.live.add(date.toString(), dimension, value, row.getLong("dated_events"));
  }

  /** A cell of a minute in which the two tables differ. */
  record DifferentCell(String cell, long rawEvents, long rawLate, long events, long lateEvents) {}

  List<DifferentCell> differentCells(
      Pins pins, @Nullable LocalDate since, @Nullable LocalDate until, int limit)
      throws ReconcileException {
    List<DifferentCell> cells = new ArrayList<>();
    List<Object> parameters = new ArrayList<>(dates(since, until));
    parameters.add(limit);
    query(
        SqlFile.DIFFERENT_CELLS,
        tables(pins),
        parameters,
        row ->
            cells.add(
                new DifferentCell(
                    "minute %s, action %d, age %d, gender %d, %s"
                        .formatted(
                            row.getTimestamp("window_start").toInstant(),
                            row.getInt("action"),
                            row.getInt("age_range"),
                            row.getInt("gender"),
                            row.getString("province")),
                    row.getLong("raw_events"),
                    row.getLong("raw_late"),
                    row.getLong("events"),
                    row.getLong("late_events"))));
    return cells;
  }

  /** Adds what quarantine holds, by reason. */
  void addRejected(Pins pins, LiveCounts counts) throws ReconcileException {
    query(
        SqlFile.REJECTED,
        tables(pins),
        List.of(),
        row ->
            counts.add(
                LiveMessage.SCOPE_ALL,
                LiveDimension.REJECTED,
                RejectReason.valueOf(row.getString("reason")).name(),
                row.getLong("records")));
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // It was only read.
    }
  }

  /** The two bounds, for each of two tables. */
  private static List<Object> dates(@Nullable LocalDate since, @Nullable LocalDate until) {
    Date first = Date.valueOf(since == null ? FIRST_DATE : since);
    Date last = Date.valueOf(until == null ? LAST_DATE : until);
    return List.of(first, last, first, last);
  }

  private static Map<String, String> tables(Pins pins) {
    Map<String, String> tables = new HashMap<>();
    tables.put(RAW_EVENTS, pinned(RAW_EVENTS, pins.rawEvents()));
    tables.put(BEHAVIOR_1M, pinned(BEHAVIOR_1M, pins.behavior1m()));
    tables.put(QUARANTINE, pinned(QUARANTINE, pins.quarantine()));
    return tables;
  }

  /** A version can't be a parameter either, and a table without rows has none. */
  private static String pinned(String table, @Nullable State state) {
    return state == null
        ? "(TABLE %s LIMIT 0)".formatted(table)
        : "(SELECT * FROM %s FOR VERSION AS OF %d)".formatted(table, state.id());
  }

  private interface RowVisitor {
    void accept(ResultSet row) throws SQLException;
  }

  private void query(
      SqlFile file, Map<String, String> names, List<?> parameters, RowVisitor visitor)
      throws ReconcileException {
    try (PreparedStatement statement = connection.prepareStatement(file.text(names))) {
      for (int i = 0; i < parameters.size(); i++) {
        statement.setObject(i + 1, parameters.get(i));
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          visitor.accept(rows);
        }
      }
    } catch (SQLException e) {
      throw explained(e);
    }
  }

  private ReconcileException explained(SQLException e) {
    return new ReconcileException(trino.explain(e), e);
  }
}
