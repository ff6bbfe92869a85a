package io.tidelake.query.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidelake.query.platform.LakeSnapshots.Snapshot;
import io.tidelake.query.platform.LakeSnapshots.State;
import io.tidelake.query.scope.Filters;
import io.tidelake.query.trino.Sql;
import java.lang.reflect.Proxy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.RowMapper;

/** Of a lake whose every date has one cell, with as many events as its snapshot says. */
@Timeout(20)
class WindowDaysTest {

  private static final LocalDate FIRST = LocalDate.of(2026, 8, 1);
  private static final LocalDate LAST = FIRST.plusDays(9);

  private final Map<Long, NavigableMap<LocalDate, Long>> events = new HashMap<>();
  private final Map<Long, Snapshot> history = new HashMap<>();
  private final List<Collection<?>> reads = new CopyOnWriteArrayList<>();
  private long rowsADate = 1;
  private int cellsADate = 1;
  private @Nullable LocalDate unreadable;

  private final WindowDays days =
      new WindowDays(
          new Answers.Source() {
            @Override
            public <T> List<T> query(Sql sql, Map<String, ?> parameters, RowMapper<T> mapper) {
              return answer(sql, parameters, mapper);
            }
          },
          new HistoryProperties(1, 1),
          new SimpleMeterRegistry());

  @Test
  void holdsWhatWasMissing() {
    commit(1, changed(FIRST, 1), changed(FIRST.plusDays(1), 2), changed(LAST, 3));

    assertThat(ask(1)).isEqualTo("? 2026-08-10 2026-08-02 2026-08-01");
    await().until(() -> ask(1).equals("2026-08-10=3 2026-08-02=2 2026-08-01=1"));
    assertThat(reads).isEqualTo(List.of(List.of(LAST, FIRST.plusDays(1), FIRST)));
    assertThat(text(days.actions(table(1), 1, FIRST, FIRST.plusDays(5), Filters.NONE, 1000)))
        .isEqualTo("2026-08-02=2 2026-08-01=1");
    assertThat(text(days.actions(table(1), 1, FIRST, LAST, Filters.NONE, 2)))
        .as("no more than is wanted")
        .isEqualTo("2026-08-10=3 2026-08-02=2");
  }

  @Test
  void leavesOutWhatACommitHasChanged() {
    commit(1, changed(FIRST, 1), changed(FIRST.plusDays(1), 2), changed(LAST, 3));
    ask(1);
    await().until(() -> ask(1).equals("2026-08-10=3 2026-08-02=2 2026-08-01=1"));
    commit(2, changed(LAST, 4));
    commit(3, changed(FIRST.plusDays(4), 5));

    assertThat(ask(3)).isEqualTo("? 2026-08-10 2026-08-05 2026-08-02=2 2026-08-01=1");
    assertThat(ask(1)).as("the older one").isEqualTo("2026-08-10=3 2026-08-02=2 2026-08-01=1");
    assertThat(reads).as("two are too few").hasSize(1);

    // Its snapshot has expired, its child tells what has changed.
    history.remove(1L);
    commit(4, changed(FIRST, 6));
    assertThat(ask(4)).isEqualTo("? 2026-08-10 2026-08-05 2026-08-01 2026-08-02=2");
    await().until(() -> ask(4).equals("2026-08-10=4 2026-08-05=5 2026-08-02=2 2026-08-01=6"));
    assertThat(reads.getLast()).isEqualTo(List.of(LAST, FIRST.plusDays(4), FIRST));
  }

  @Test
  void movesOnBeforeSnapshotsExpire() {
    commit(1, changed(FIRST, 1), changed(FIRST.plusDays(1), 2), changed(LAST, 3));
    ask(1);
    await().until(() -> ask(1).equals("2026-08-10=3 2026-08-02=2 2026-08-01=1"));
    commit(100, 1L, changed(LAST, 4));
    ask(100);
    history.remove(1L);
    commit(200, 100L, changed(LAST, 5));
    history.remove(100L);

    assertThat(ask(200)).isEqualTo("? 2026-08-10 2026-08-02=2 2026-08-01=1");
  }

  @Test
  void holdsNothingOfATableWhoseCommitDoesNotSayWhatItChanged() {
    commit(1, changed(FIRST, 1), changed(FIRST.plusDays(1), 2), changed(LAST, 3));
    ask(1);
    await().until(() -> ask(1).equals("2026-08-10=3 2026-08-02=2 2026-08-01=1"));
    commit(2, changed(LAST, 4));
    history.put(2L, new Snapshot(2, 1L, Instant.ofEpochSecond(2), "append", Map.of()));

    assertThat(ask(2)).isEqualTo("? 2026-08-10 2026-08-02 2026-08-01");
    await().until(() -> ask(2).equals("2026-08-10=4 2026-08-02=2 2026-08-01=1"));
  }

  @Test
  void readsManyRowsInParts() {
    rowsADate = 1_600_000;
    commit(1, changed(FIRST, 1), changed(FIRST.plusDays(1), 2), changed(LAST, 3));

    assertThat(days.actions(table(1), 1, FIRST, LAST, Filters.NONE, 1000).missing())
        .isEqualTo(List.of(List.of(LAST, FIRST.plusDays(1)), List.of(FIRST)));
    ask(1);
    await().until(() -> ask(1).equals("2026-08-10=3 2026-08-02=2 2026-08-01=1"));
    assertThat(reads).isEqualTo(List.of(List.of(LAST, FIRST.plusDays(1)), List.of(FIRST)));
  }

  @Test
  void holdsTheNewestDatesThatThereIsRoomFor() {
    cellsADate = 20_000;
    commit(1, changed(FIRST, 1), changed(FIRST.plusDays(1), 2), changed(LAST, 3));

    ask(1);
    await().untilAsserted(() -> assertThat(ask(1)).startsWith("? 2026-08-01 2026-08-10="));
    assertThat(reads).hasSize(1);
  }

  @Test
  void aFailureLosesNothingThatWasRead() {
    rowsADate = 2_100_000;
    commit(1, changed(FIRST, 1), changed(FIRST.plusDays(1), 2), changed(LAST, 3));
    unreadable = FIRST;

    ask(1);
    await().until(() -> ask(1).startsWith("? 2026-08-01 2026-08-10="));
  }

  private String ask(long snapshot) {
    WindowDays.Answer answer =
        days.actions(table(snapshot), snapshot, FIRST, LAST, Filters.NONE, 1000);
    days.hold(answer);
    return text(answer);
  }

  /** What is missing and what is known. */
  private static String text(WindowDays.Answer answer) {
    List<String> words = new ArrayList<>();
    answer.missing().forEach(batch -> batch.forEach(date -> words.add(date.toString())));
    if (!words.isEmpty()) {
      words.addFirst("?");
    }
    answer.actions().forEach((date, sums) -> words.add(date + "=" + sums.getFirst().events()));
    return String.join(" ", words);
  }

  private State table(long current) {
    return new State("behavior_1m", history.get(current), Map.copyOf(history), Map.of());
  }

  private static Map.Entry<LocalDate, Long> changed(LocalDate date, long events) {
    return Map.entry(date, events);
  }

  @SafeVarargs
  private final void commit(long id, Map.Entry<LocalDate, Long>... changes) {
    commit(id, id == 1 ? null : id - 1, changes);
  }

  @SafeVarargs
  private final void commit(long id, @Nullable Long parent, Map.Entry<LocalDate, Long>... changes) {
    NavigableMap<LocalDate, Long> dates = new TreeMap<>();
    if (parent != null) {
      dates.putAll(events.get(parent));
    }
    Map<String, String> summary = new HashMap<>(Map.of("partition-summaries-included", "true"));
    for (Map.Entry<LocalDate, Long> change : changes) {
      dates.put(change.getKey(), change.getValue());
      summary.put("partitions.dt=" + change.getKey(), "");
    }
    events.put(id, dates);
    history.put(id, new Snapshot(id, parent, Instant.ofEpochSecond(id), "append", summary));
  }

  private <T> List<T> answer(Sql sql, Map<String, ?> parameters, RowMapper<T> mapper) {
    NavigableMap<LocalDate, Long> dates = new TreeMap<>();
    events.forEach(
        (snapshot, found) -> {
          if (sql.text().contains("FOR VERSION AS OF " + snapshot + "\n")) {
            dates.putAll(found);
          }
        });
    List<Map<Object, Object>> rows = new ArrayList<>();
    if (parameters.get("days") instanceof Collection<?> wanted) {
      if (unreadable != null && wanted.contains(unreadable)) {
        throw new IllegalStateException("no Trino");
      }
      reads.add(wanted);
      wanted.forEach(
          day -> {
            LocalDate date = (LocalDate) day;
            for (int cell = 0; cell < cellsADate; cell++) {
              rows.add(
                  Map.of(
                      1,
                      (int) date.toEpochDay(),
                      2,
                      1,
                      3,
                      2,
                      4,
                      0,
                      5,
                      "浙江",
                      6,
                      1,
                      7,
                      dates.get(date),
                      8,
                      dates.get(date)));
            }
          });
    } else {
      dates.keySet().forEach(date -> rows.add(Map.of("dt", date, "cells", rowsADate)));
    }
    List<T> answers = new ArrayList<>();
    for (Map<Object, Object> row : rows) {
      try {
        answers.add(mapper.mapRow(resultSet(row), answers.size()));
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
    return answers;
  }

  /** A row whose every getter gives what stands in the column. */
  private static ResultSet resultSet(Map<Object, Object> row) {
    return (ResultSet)
        Proxy.newProxyInstance(
            WindowDaysTest.class.getClassLoader(),
            new Class<?>[] {ResultSet.class},
            (proxy, method, arguments) -> row.get(arguments[0]));
  }
}
