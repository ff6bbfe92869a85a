package io.tidelake.query.history;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidelake.query.platform.ApiException;
import io.tidelake.query.platform.ErrorCode;
import io.tidelake.query.platform.LakeSnapshots.Snapshot;
import io.tidelake.query.platform.LakeSnapshots.State;
import io.tidelake.query.scope.Filters;
import io.tidelake.query.trino.Sql;
import io.tidelake.query.trino.Trino;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Whole business dates of {@code behavior_1m}, each read once and added up by cell. A mean over
 * windows can't be had from rollups, and reading the minutes of three months takes the better part
 * of a minute; a date that has passed does not change any more.
 *
 * <p>What a date amounts to holds until a commit names its partition. One question at a time reads
 * what is missing, some dates with each query, and keeps it; the others wait for that. An answer is
 * always of the snapshot that was asked for.
 */
@Component
class WindowDays {

  private static final LocalDate FIRST_DATE = LocalDate.of(1, 1, 2);
  private static final LocalDate LAST_DATE = LocalDate.of(9999, 12, 30);

  /** What one query reads: bounds its time. */
  private static final long ROWS_A_QUERY = 4_000_000;

  /** Questions at the same time are of a few snapshots. */
  private static final int MAX_GENERATIONS = 8;

  private static final Duration MAX_WAIT = Duration.ofSeconds(30);
  private static final long BYTES_PER_MEGABYTE = 1_000_000;

  /**
   * The table as it is in one of its snapshots.
   *
   * @param sizes rows of each of its dates, about
   * @param days of these, those that are held
   */
  private record Held(
      Snapshot snapshot, NavigableMap<LocalDate, Long> sizes, Map<LocalDate, WindowDay> days) {

    Held at(Snapshot later, Set<LocalDate> changed) {
      if (later.id() == snapshot.id()) {
        return this;
      }
      NavigableMap<LocalDate, Long> laterSizes = new TreeMap<>(sizes);
      Map<LocalDate, WindowDay> same = new HashMap<>(days);
      for (LocalDate date : changed) {
        laterSizes.putIfAbsent(date, 0L);
        same.remove(date);
      }
      return new Held(later, laterSizes, same);
    }

    long cells() {
      return days.values().stream().mapToLong(WindowDay::size).sum();
    }
  }

  private final Answers.Source source;
  private final long maxCells;
  private final ReentrantLock reading = new ReentrantLock(true);

  /** What is held. Of the newest snapshots that were asked for, the newest first. */
  private volatile List<Held> generations = List.of();

  @Autowired
  WindowDays(Trino trino, HistoryProperties properties, MeterRegistry meters) {
    this(trino::query, properties, meters);
  }

  WindowDays(Answers.Source source, HistoryProperties properties, MeterRegistry meters) {
    this.source = source;
    this.maxCells = properties.cubeMegabytes() * BYTES_PER_MEGABYTE / WindowDay.CELL_BYTES;
    Gauge.builder("tidelake.history.cube.cells", this, WindowDays::cells)
        .description("cells of a rollup that are held in memory")
        .tag("table", "behavior_1m")
        .register(meters);
  }

  private double cells() {
    List<Held> held = generations;
    return held.isEmpty() ? 0 : held.getFirst().cells();
  }

  /**
   * What happened on each date, the newest first, until there are as many actions as wanted.
   *
   * @param table {@code behavior_1m}
   * @param snapshot one of its own
   * @param last included
   * @throws ApiException if Trino gives no answer, or others keep it busy for too long
   */
  Map<LocalDate, List<WindowDay.Sums>> actions(
      State table, long snapshot, LocalDate first, LocalDate last, Filters filters, long limit) {
    Snapshot at = table.snapshots().get(snapshot);
    if (at == null) {
      throw new IllegalArgumentException(
          "%s has no snapshot %d".formatted(table.table(), snapshot));
    }
    Held known = known(table, at);
    if (known != null) {
      Totals totals = new Totals(filters, limit);
      if (totals.addAll(known, first, last)) {
        // Snapshots expire: who never moves on forgets what has changed since.
        keep(known);
        return totals.byDate;
      }
    }
    return read(table, at, first, last, new Totals(filters, limit));
  }

  private Map<LocalDate, List<WindowDay.Sums>> read(
      State table, Snapshot at, LocalDate first, LocalDate last, Totals totals) {
    enter();
    try {
      Held known = known(table, at);
      Held held = known == null ? new Held(at, sizes(at), new HashMap<>()) : known;
      NavigableMap<LocalDate, WindowDay> found = new TreeMap<>(held.days());
      try {
        List<LocalDate> dates =
            List.copyOf(held.sizes().subMap(first, true, last, true).descendingKeySet());
        for (int i = 0; i < dates.size() && !totals.enough(); i++) {
          if (!found.containsKey(dates.get(i))) {
            found.putAll(days(at, batch(held, found, dates.subList(i, dates.size()))));
          }
          totals.add(dates.get(i), found.get(dates.get(i)));
        }
      } finally {
        keep(new Held(at, held.sizes(), newest(found)));
      }
      return totals.byDate;
    } finally {
      reading.unlock();
    }
  }

  private void enter() {
    try {
      if (reading.tryLock(MAX_WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException(
          ErrorCode.UNAVAILABLE, HttpStatus.SERVICE_UNAVAILABLE, e, "status.503");
    }
    throw new ApiException(
        ErrorCode.QUERY_TIMEOUT,
        HttpStatus.SERVICE_UNAVAILABLE,
        null,
        "query.queue-timeout",
        Long.toString(MAX_WAIT.toSeconds()));
  }

  /** What is held of a snapshot; null if nothing that is held says anything of it. */
  private @Nullable Held known(State table, Snapshot at) {
    for (Held held : generations) {
      Optional<Set<LocalDate>> changed =
          ChangedPartitions.datesBetween(
              table.snapshots(), held.snapshot().id(), at.id(), Integer.MAX_VALUE);
      if (changed.isPresent()) {
        return held.at(at, changed.get());
      }
    }
    return null;
  }

  /** Dates that are not held, so many that a query can read them in a moment. */
  private static List<LocalDate> batch(
      Held held, Map<LocalDate, WindowDay> found, List<LocalDate> dates) {
    List<LocalDate> batch = new ArrayList<>();
    long rows = 0;
    for (LocalDate date : dates) {
      if (!found.containsKey(date)) {
        rows += held.sizes().get(date);
        if (!batch.isEmpty() && rows > ROWS_A_QUERY) {
          break;
        }
        batch.add(date);
      }
    }
    return batch;
  }

  private NavigableMap<LocalDate, Long> sizes(Snapshot at) {
    NavigableMap<LocalDate, Long> sizes = new TreeMap<>();
    source
        .query(
            SqlFile.CUBE_MINUTES_SIZES.sql().at("snapshot", at.id()),
            Map.of("first_day", FIRST_DATE, "last_day", LAST_DATE),
            (row, number) -> Map.entry(row.getObject("dt", LocalDate.class), row.getLong("cells")))
        .forEach(size -> sizes.put(size.getKey(), size.getValue()));
    return sizes;
  }

  /** All of these dates, also those without events. */
  private Map<LocalDate, WindowDay> days(Snapshot at, List<LocalDate> dates) {
    Map<LocalDate, WindowDay.Builder> builders = new HashMap<>();
    Sql sql = SqlFile.CUBE_MINUTES_CELLS.sql().at("snapshot", at.id());
    source.query(
        sql,
        Map.of("days", List.copyOf(dates)),
        (row, number) -> {
          if (number == 0) {
            // It may be asked once more after a failure.
            builders.clear();
          }
          builders
              .computeIfAbsent(LocalDate.ofEpochDay(row.getInt(1)), date -> new WindowDay.Builder())
              .add(
                  row.getInt(2),
                  row.getInt(3),
                  row.getInt(4),
                  row.getString(5),
                  row.getInt(6),
                  row.getLong(7),
                  row.getLong(8));
          return Boolean.TRUE;
        });
    Map<LocalDate, WindowDay> days = new HashMap<>();
    for (LocalDate date : dates) {
      days.put(date, builders.getOrDefault(date, new WindowDay.Builder()).build());
    }
    return days;
  }

  private synchronized void keep(Held held) {
    List<Held> kept = new ArrayList<>();
    for (Held other : generations) {
      if (other.snapshot().id() != held.snapshot().id()) {
        kept.add(other);
      }
    }
    // One of an older snapshot, which a slow question was about, goes behind the newer ones.
    int place = 0;
    while (place < kept.size()
        && kept.get(place).snapshot().committedAt().isAfter(held.snapshot().committedAt())) {
      place++;
    }
    kept.add(place, held);
    generations = List.copyOf(kept.subList(0, Math.min(kept.size(), MAX_GENERATIONS)));
  }

  /** As many of the newest dates as there is room for. */
  private Map<LocalDate, WindowDay> newest(NavigableMap<LocalDate, WindowDay> days) {
    Map<LocalDate, WindowDay> newest = new HashMap<>();
    long room = maxCells;
    for (Map.Entry<LocalDate, WindowDay> day : days.descendingMap().entrySet()) {
      room -= day.getValue().size();
      if (room < 0) {
        break;
      }
      newest.put(day.getKey(), day.getValue());
    }
    return newest;
  }

  /** An answer in the making. */
  private static final class Totals {

    private final Filters filters;
    private final long limit;
    private final Map<LocalDate, List<WindowDay.Sums>> byDate = new LinkedHashMap<>();
    private long actions;

    Totals(Filters filters, long limit) {
      this.filters = filters;
      this.limit = limit;
    }

    boolean enough() {
      return actions >= limit;
    }

    void add(LocalDate date, WindowDay day) {
      List<WindowDay.Sums> sums = day.actions(filters);
      byDate.put(date, sums);
      actions += sums.size();
    }

    /** Whether everything is held that the answer takes. */
    boolean addAll(Held held, LocalDate first, LocalDate last) {
      for (LocalDate date : held.sizes().subMap(first, true, last, true).descendingKeySet()) {
        if (enough()) {
          return true;
        }
        WindowDay day = held.days().get(date);
        if (day == null) {
          return false;
        }
        add(date, day);
      }
      return true;
    }
  }
}
