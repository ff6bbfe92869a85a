package io.tidelake.query.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidelake.query.platform.LakeSnapshots.Snapshot;
import io.tidelake.query.platform.LakeSnapshots.State;
import io.tidelake.query.scope.Dimension;
import io.tidelake.query.scope.Filters;
import io.tidelake.query.trino.Sql;
import java.lang.reflect.Proxy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.RowMapper;

/** Of a lake whose every date has one cell, with as many events as its table says. */
@Timeout(20)
class CubesTest {

  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final LocalDate FIRST = LocalDate.of(2026, 8, 1);

  private final NavigableMap<LocalDate, Long> events = new TreeMap<>();
  private final Map<Long, Snapshot> history = new HashMap<>();
  private final List<Collection<?>> reads = new CopyOnWriteArrayList<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private long cellsADay = 1;
  private boolean fails;
  private volatile State state = new State("behavior_1d", null, Map.of(), Map.of());

  private final Cubes cubes =
      new Cubes(
          new Answers.Source() {
            @Override
            public <T> List<T> query(Sql sql, Map<String, ?> parameters, RowMapper<T> mapper) {
              return ask(parameters, mapper);
            }
          },
          table -> state,
          ZONE,
          new HistoryProperties(1, 1),
          meters);

  @Test
  void answersForTheSnapshotThatItHasRead() {
    commit(1, "append", Map.of(), 10);

    assertThat(ask(1)).as("nobody waits").isEmpty();
    await().until(() -> ask(1).isPresent());
    assertThat(ask(1)).hasValue(30L);
    assertThat(reads).hasSize(1);
    assertThat(
            meters.get("tidelake.history.cube.cells").tag("table", "behavior_1d").gauge().value())
        .isEqualTo(3);
  }

  @Test
  void readsOnlyDatesThatHaveChanged() {
    commit(1, "append", Map.of(), 10);
    ask(1);
    await().until(() -> ask(1).isPresent());
    commit(2, "append", changed("dt=2026-08-02"), 20);
    commit(3, "replace", Map.of(), 20);

    assertThat(ask(3)).as("another snapshot").isEmpty();
    await().until(() -> ask(3).isPresent());
    // Only that date is read, so the others are as they were.
    assertThat(ask(3)).hasValue(40L);
    assertThat(reads.getLast()).isEqualTo(List.of(FIRST.plusDays(1)));
    assertThat(ask(2)).as("an older one").isEmpty();

    commit(4, "append", changed("dt_month=2026-08"), 30);
    ask(4);
    await().until(() -> ask(4).isPresent());
    assertThat(ask(4)).hasValue(90L);
  }

  @Test
  void readsAllIfACommitDoesNotSayWhatItChanged() {
    commit(1, "append", Map.of(), 10);
    ask(1);
    await().until(() -> ask(1).isPresent());
    commit(2, "append", Map.of("changed-partition-count", "99"), 20);

    ask(2);
    await().until(() -> ask(2).isPresent());
    assertThat(ask(2)).hasValue(60L);
  }

  @Test
  void holdsTheNewestDatesThatThereIsRoomFor() {
    cellsADay = 40_000;
    commit(1, "append", Map.of(), 10);

    ask(1);
    await().until(() -> !reads.isEmpty());
    assertThat(reads.getFirst()).isEqualTo(List.of(FIRST.plusDays(1), FIRST.plusDays(2)));
    await().until(() -> ask(1, FIRST.plusDays(1)).isPresent());
    assertThat(ask(1)).as("a date that is not held").isEmpty();
    assertThat(ask(1, FIRST.plusDays(1))).hasValue(20L);
  }

  @Test
  void aFailureLeavesTheAnswerToTrino() {
    fails = true;
    commit(1, "append", Map.of(), 10);

    assertThat(ask(1)).isEmpty();
    await().untilAsserted(() -> assertThat(reads).hasSize(1));
    assertThat(ask(1)).isEmpty();
  }

  private Optional<Long> ask(long snapshot) {
    return ask(snapshot, FIRST);
  }

  private Optional<Long> ask(long snapshot, LocalDate first) {
    return cubes
        .count(
            Cubes.Table.DAYS,
            snapshot,
            new Cube.Part(first, FIRST.plusDays(9), Set.of(), null, null),
            Dimension.ACTION,
            null,
            Filters.NONE,
            true)
        .map(found -> found.stream().mapToLong(Statistic::count).sum());
  }

  private static Map<String, String> changed(String partition) {
    return Map.of("partition-summaries-included", "true", "partitions." + partition, "");
  }

  /** Three dates have as many events each. */
  private void commit(long id, String operation, Map<String, String> summary, long eventsADay) {
    for (int day = 0; day < 3; day++) {
      events.put(FIRST.plusDays(day), eventsADay);
    }
    Snapshot commit = new Snapshot(id, id == 1 ? null : id - 1, Instant.EPOCH, operation, summary);
    history.put(id, commit);
    state = new State("behavior_1d", commit, Map.copyOf(history), Map.of());
  }

  private <T> List<T> ask(Map<String, ?> parameters, RowMapper<T> mapper) {
    List<Map<Object, Object>> rows = new ArrayList<>();
    if (parameters.get("days") instanceof Collection<?> days) {
      reads.add(days);
      if (fails) {
        throw new IllegalStateException("no Trino");
      }
      days.forEach(
          day -> {
            LocalDate date = (LocalDate) day;
            rows.add(
                Map.of(
                    1,
                    (int) date.toEpochDay(),
                    2,
                    0,
                    3,
                    1,
                    4,
                    2,
                    5,
                    0,
                    6,
                    "浙江",
                    7,
                    events.get(date)));
          });
    } else {
      events.keySet().forEach(date -> rows.add(Map.of("dt", date, "cells", cellsADay)));
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
  private static ResultSet resultSet(Map<Object, @Nullable Object> row) {
    return (ResultSet)
        Proxy.newProxyInstance(
            CubesTest.class.getClassLoader(),
            new Class<?>[] {ResultSet.class},
            (proxy, method, arguments) -> row.get(arguments[0]));
  }
}
