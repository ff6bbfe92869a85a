package io.tidelake.query.history;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidelake.query.platform.BusinessTime;
import io.tidelake.query.platform.LakeSnapshots;
import io.tidelake.query.platform.LakeSnapshots.Snapshot;
import io.tidelake.query.platform.LakeSnapshots.State;
import io.tidelake.query.scope.Dimension;
import io.tidelake.query.scope.Filters;
import io.tidelake.query.trino.Sql;
import io.tidelake.query.trino.Trino;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The newest cells of the rollups in memory, so that a question about three months takes the time
 * to add up some hundred thousand numbers, and not that of a query.
 *
 * <p>They are a copy of one snapshot and answer for that alone. When a question comes for another
 * one, it goes to Trino, and meanwhile the dates that have changed are read again. So a copy is
 * never stale, nobody waits for it, and where nobody asks nothing is read.
 */
@Component
class Cubes {

  private static final Logger LOG = LoggerFactory.getLogger(Cubes.class);

  private static final LocalDate FIRST_DATE = LocalDate.of(1, 1, 2);
  private static final LocalDate LAST_DATE = LocalDate.of(9999, 12, 30);

  /** What one query reads: bounds its time, and the memory that its answer takes on the way. */
  private static final long ROWS_A_QUERY = 300_000;

  private static final long BYTES_PER_MEGABYTE = 1_000_000;
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMinutes(1);

  private static final String DATE = "dt=";
  private static final String MONTH = "dt_month=";

  /** A rollup that is held. */
  enum Table {
    DAYS("behavior_1d", SqlFile.CUBE_DAYS_SIZES, SqlFile.CUBE_DAYS_CELLS),
    HOURS("behavior_1h", SqlFile.CUBE_HOURS_SIZES, SqlFile.CUBE_HOURS_CELLS);

    private final String title;
    private final SqlFile sizes;
    private final SqlFile cells;

    Table(String title, SqlFile sizes, SqlFile cells) {
      this.title = title;
      this.sizes = sizes;
      this.cells = cells;
    }
  }

  private static final class Place {
    private volatile @Nullable Cube cube;
    // Guarded by the place.
    private boolean reading;
    private long notBefore = System.nanoTime();
  }

  private final Answers.Source source;
  private final LakeSnapshots snapshots;
  private final ZoneId zone;
  private final long maxCells;
  private final CellCodes codes = new CellCodes();
  private final Map<Table, Place> places = new EnumMap<>(Table.class);

  @Autowired
  Cubes(
      Trino trino,
      LakeSnapshots snapshots,
      BusinessTime times,
      HistoryProperties properties,
      MeterRegistry meters) {
    this(trino::query, snapshots, times.zone(), properties, meters);
  }

  Cubes(
      Answers.Source source,
      LakeSnapshots snapshots,
      ZoneId zone,
      HistoryProperties properties,
      MeterRegistry meters) {
    this.source = source;
    this.snapshots = snapshots;
    this.zone = zone;
    this.maxCells = properties.cubeMegabytes() * BYTES_PER_MEGABYTE / CubeDay.CELL_BYTES;
    for (Table table : Table.values()) {
      Place place = new Place();
      places.put(table, place);
      Gauge.builder("tidelake.history.cube.cells", place, Cubes::cells)
          .description("cells of a rollup that are held in memory")
          .tag("table", table.title)
          .register(meters);
    }
  }

  private static double cells(Place place) {
    Cube cube = place.cube;
    return cube == null ? 0 : cube.cells();
  }

  /**
   * What the rollup has for a question at a snapshot, if that is what is held.
   *
   * @param read whether it is worth reading again otherwise, for the next one who asks
   */
  Optional<List<Statistic>> count(
      Table table,
      long snapshot,
      Cube.Part part,
      Dimension dimension,
      @Nullable Bucket groupBy,
      Filters filters,
      boolean read) {
    Cube cube = places.get(table).cube;
    if (cube != null && cube.snapshot() == snapshot) {
      return cube.holds(part)
          ? Optional.of(cube.count(part, dimension, groupBy, filters, zone))
          : Optional.empty();
    }
    if (read && maxCells > 0) {
      begin(table);
    }
    return Optional.empty();
  }

  private void begin(Table table) {
    Place place = places.get(table);
    synchronized (place) {
      if (place.reading || System.nanoTime() - place.notBefore < 0) {
        return;
      }
      place.reading = true;
    }
    Thread.ofVirtual().name("cube-" + table.title).start(() -> read(table, place));
  }

  private void read(Table table, Place place) {
    long pause = 0;
    try {
      Cube cube = cube(table, place.cube);
      if (cube != null) {
        place.cube = cube;
      }
    } catch (RuntimeException e) {
      // Whoever asks is answered by Trino, or hears from it what is wrong.
      LOG.info("{} can't be held in memory just now: {}", table.title, e.toString());
      pause = PAUSE_AFTER_FAILURE.toNanos();
    } finally {
      synchronized (place) {
        place.reading = false;
        place.notBefore = System.nanoTime() + pause;
      }
    }
  }

  /** The newest state, of which what the old one has is not read again. */
  private @Nullable Cube cube(Table table, @Nullable Cube old) {
    State state = snapshots.state(table.title);
    Snapshot current = state.current();
    if (current == null) {
      return null;
    }
    NavigableMap<LocalDate, Long> sizes = sizes(table, current.id());
    LocalDate from = from(sizes);
    NavigableMap<LocalDate, Long> held = sizes.tailMap(from, true);
    NavigableMap<LocalDate, CubeDay> days = new TreeMap<>();
    if (old != null) {
      Predicate<LocalDate> changed = changedSince(old.snapshot(), state);
      for (LocalDate date : held.keySet()) {
        CubeDay day = old.days().get(date);
        if (day != null && !changed.test(date)) {
          days.put(date, day);
        }
      }
    }
    List<LocalDate> batch = new ArrayList<>();
    long rows = 0;
    for (Map.Entry<LocalDate, Long> date : held.entrySet()) {
      if (days.containsKey(date.getKey())) {
        continue;
      }
      if (!batch.isEmpty() && rows + date.getValue() > ROWS_A_QUERY) {
        days.putAll(cells(table, current.id(), batch));
        batch.clear();
        rows = 0;
      }
      batch.add(date.getKey());
      rows += date.getValue();
    }
    if (!batch.isEmpty()) {
      days.putAll(cells(table, current.id(), batch));
    }
    return new Cube(current.id(), from, days, codes);
  }

  private NavigableMap<LocalDate, Long> sizes(Table table, long snapshot) {
    NavigableMap<LocalDate, Long> sizes = new TreeMap<>();
    source
        .query(
            table.sizes.sql().at("snapshot", snapshot),
            Map.of("first_day", FIRST_DATE, "last_day", LAST_DATE),
            (row, number) -> Map.entry(row.getObject("dt", LocalDate.class), row.getLong("cells")))
        .forEach(size -> sizes.put(size.getKey(), size.getValue()));
    return sizes;
  }

  /** The first of the newest dates that there is room for; the earliest of all if for all. */
  private LocalDate from(NavigableMap<LocalDate, Long> sizes) {
    long room = maxCells;
    for (Map.Entry<LocalDate, Long> date : sizes.descendingMap().entrySet()) {
      room -= date.getValue();
      if (room < 0) {
        return date.getKey().plusDays(1);
      }
    }
    return LocalDate.MIN;
  }

  private Map<LocalDate, CubeDay> cells(Table table, long snapshot, List<LocalDate> dates) {
    Map<Integer, CubeDay.Builder> builders = new HashMap<>();
    Sql sql = table.cells.sql().at("snapshot", snapshot);
    source.query(
        sql,
        Map.of("days", List.copyOf(dates)),
        (row, number) -> {
          if (number == 0) {
            // It may be asked once more after a failure.
            builders.clear();
          }
          builders
              .computeIfAbsent(row.getInt(1), day -> new CubeDay.Builder(LocalDate.ofEpochDay(day)))
              .add(
                  row.getInt(2),
                  codes.encode(row.getInt(3), row.getInt(4), row.getInt(5), row.getString(6)),
                  row.getLong(7));
          return Boolean.TRUE;
        });
    Map<LocalDate, CubeDay> days = new HashMap<>();
    for (CubeDay.Builder builder : builders.values()) {
      CubeDay day = builder.build();
      days.put(day.date(), day);
    }
    return days;
  }

  /** Dates whose rows may have changed since then. */
  private static Predicate<LocalDate> changedSince(long snapshot, State state) {
    Predicate<LocalDate> changed = date -> false;
    Snapshot current = state.current();
    Long next = current == null ? null : current.id();
    // The snapshot itself may have expired: its child tells all there is to tell.
    while (next == null || next != snapshot) {
      Snapshot commit = next == null ? null : state.snapshots().get(next);
      Optional<List<String>> partitions =
          commit == null ? Optional.empty() : ChangedPartitions.of(commit);
      if (commit == null || partitions.isEmpty()) {
        return date -> true;
      }
      for (String partition : partitions.get()) {
        changed = changed.or(datesOf(partition));
      }
      next = commit.parent();
    }
    return changed;
  }

  private static Predicate<LocalDate> datesOf(String partition) {
    try {
      if (partition.startsWith(DATE)) {
        LocalDate changed = LocalDate.parse(partition.substring(DATE.length()));
        return changed::equals;
      }
      if (partition.startsWith(MONTH)) {
        YearMonth changed = YearMonth.parse(partition.substring(MONTH.length()));
        return date -> YearMonth.from(date).equals(changed);
      }
    } catch (DateTimeException noDate) {
      // As any other name that says nothing of dates.
    }
    return date -> true;
  }
}
