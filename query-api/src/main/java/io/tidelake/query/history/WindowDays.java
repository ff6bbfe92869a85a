package io.tidelake.query.history;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidelake.query.platform.ApiException;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Whole business dates of {@code behavior_1m}, each read once and added up by cell. A mean over
 * windows can't be had from rollups, and reading the minutes of three months takes the better part
 * of a minute; a date that has passed does not change any more.
 *
 * <p>What a date amounts to holds until a commit names its partition. Who asks for dates that are
 * not held asks Trino for them, and then they are read to be held: nobody waits for that, and where
 * nobody asks nothing is read. An answer is always of the snapshot that was asked for.
 */
@Component
class WindowDays {

  private static final Logger LOG = LoggerFactory.getLogger(WindowDays.class);

  private static final LocalDate FIRST_DATE = LocalDate.of(1, 1, 2);
  private static final LocalDate LAST_DATE = LocalDate.of(9999, 12, 30);

  /** What one query reads: bounds its time. */
  private static final long ROWS_A_QUERY = 4_000_000;

  /** So few are not worth to be held: the date of today changes with every commit. */
  private static final int FEW = 2;

  /** Questions at the same time are of a few snapshots. */
  private static final int MAX_GENERATIONS = 3;

  private static final Duration MOVE_ON = Duration.ofMinutes(1);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMinutes(1);
  private static final long BYTES_PER_MEGABYTE = 1_000_000;

  /**
   * The table as it is in one of its snapshots.
   *
   * @param sizes rows of each of its dates, about
   * @param days of these, those that are held
   * @param from for dates before it there is no room
   */
  private record Held(
      Snapshot snapshot,
      NavigableMap<LocalDate, Long> sizes,
      Map<LocalDate, WindowDay> days,
      LocalDate from) {

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
      return new Held(later, laterSizes, same, from);
    }

    long cells() {
      return days.values().stream().mapToLong(WindowDay::size).sum();
    }
  }

  /** What is known of a question. */
  static final class Answer {

    private final Held held;
    private final Map<LocalDate, List<WindowDay.Sums>> actions = new LinkedHashMap<>();
    private final List<LocalDate> missing = new ArrayList<>();

    private Answer(Held held) {
      this.held = held;
    }

    /** What happened on each date that is held, the newest first. */
    Map<LocalDate, List<WindowDay.Sums>> actions() {
      return actions;
    }

    /** The other dates, so many at a time that a query can read them in a moment. */
    List<List<LocalDate>> missing() {
      return batches(held, missing);
    }
  }

  private final Answers.Source source;
  private final long maxCells;

  /** What is held. Of the newest snapshots, the newest first. */
  private volatile List<Held> generations = List.of();

  // Guarded by this.
  private boolean reading;
  private long notBefore = System.nanoTime();

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
   * What is known of some dates; ends at dates that are known once these have as many actions as
   * are wanted.
   *
   * @param table {@code behavior_1m}
   * @param snapshot one of its own
   * @param last included
   * @throws ApiException if Trino can't tell which dates there are
   */
  Answer actions(
      State table, long snapshot, LocalDate first, LocalDate last, Filters filters, long limit) {
    Snapshot at = table.snapshots().get(snapshot);
    if (at == null) {
      throw new IllegalArgumentException(
          "%s has no snapshot %d".formatted(table.table(), snapshot));
    }
    Held held = known(table, at);
    if (held == null) {
      held = new Held(at, sizes(at), Map.of(), LocalDate.MIN);
    }
    moveOn(held);
    Answer answer = new Answer(held);
    long found = 0;
    for (LocalDate date : held.sizes().subMap(first, true, last, true).descendingKeySet()) {
      if (found >= limit) {
        break;
      }
      WindowDay day = held.days().get(date);
      if (day == null) {
        answer.missing.add(date);
      } else {
        List<WindowDay.Sums> sums = day.actions(filters);
        answer.actions.put(date, sums);
        found += sums.size();
      }
    }
    return answer;
  }

  /** Reads what was missing, for the next one who asks; returns at once. */
  void hold(Answer answer) {
    List<LocalDate> wanted =
        answer.missing.stream().filter(date -> !date.isBefore(answer.held.from())).toList();
    if (wanted.size() <= FEW || maxCells == 0) {
      return;
    }
    synchronized (this) {
      if (reading || System.nanoTime() - notBefore < 0) {
        return;
      }
      reading = true;
    }
    Thread.ofVirtual().name("window-days").start(() -> read(answer.held, wanted));
  }

  private void read(Held held, List<LocalDate> wanted) {
    long pause = 0;
    try {
      NavigableMap<LocalDate, WindowDay> found = new TreeMap<>(held.days());
      LocalDate from = held.from();
      for (List<LocalDate> batch : batches(held, wanted)) {
        found.putAll(days(held.snapshot(), batch));
        from = from(found, from);
        keep(new Held(held.snapshot(), held.sizes(), Map.copyOf(found.tailMap(from, true)), from));
        if (found.firstKey().isBefore(from)) {
          break;
        }
      }
    } catch (RuntimeException e) {
      // Whoever asks is answered by Trino, or hears from it what is wrong.
      LOG.info("Dates of behavior_1m can't be held in memory just now: {}", e.toString());
      pause = PAUSE_AFTER_FAILURE.toNanos();
    } finally {
      synchronized (this) {
        reading = false;
        notBefore = System.nanoTime() + pause;
      }
    }
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

  /** Snapshots expire: what stayed at an old one would not learn what has changed since. */
  private synchronized void moveOn(Held held) {
    if (!reading
        && (generations.isEmpty()
            || generations
                .getFirst()
                .snapshot()
                .committedAt()
                .plus(MOVE_ON)
                .isBefore(held.snapshot().committedAt()))) {
      keep(held);
    }
  }

  private synchronized void keep(Held held) {
    List<Held> kept = new ArrayList<>(List.of(held));
    for (Held other : generations) {
      if (other.snapshot().id() != held.snapshot().id() && kept.size() < MAX_GENERATIONS) {
        kept.add(other);
      }
    }
    generations = List.copyOf(kept);
  }

  private static List<List<LocalDate>> batches(Held held, List<LocalDate> dates) {
    List<List<LocalDate>> batches = new ArrayList<>();
    long rows = 0;
    for (LocalDate date : dates) {
      rows += held.sizes().get(date);
      if (batches.isEmpty() || rows > ROWS_A_QUERY) {
        batches.add(new ArrayList<>());
        rows = held.sizes().get(date);
      }
      batches.getLast().add(date);
    }
    return batches;
  }

  /** The first of the newest dates that there is room for; as before if for all. */
  private LocalDate from(NavigableMap<LocalDate, WindowDay> days, LocalDate before) {
    long room = maxCells;
    for (Map.Entry<LocalDate, WindowDay> day : days.descendingMap().entrySet()) {
      room -= day.getValue().size();
      if (room < 0) {
        return day.getKey().plusDays(1);
      }
    }
    return before;
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
}
