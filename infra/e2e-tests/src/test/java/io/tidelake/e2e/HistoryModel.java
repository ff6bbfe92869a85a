package io.tidelake.e2e;

import io.tidelake.schema.table.LakeTables;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.iceberg.data.Record;

/** Events that a test makes up, the rows they are in the lake, and what must be counted of them. */
final class HistoryModel {

  static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  static final LocalDate FIRST_DAY = LocalDate.parse("2026-08-24");
  static final int DAYS = 5;

  private static final List<String> PROVINCES = List.of("北京", "浙江", "广东", "未知");

  /** An event; {@code window} is the minute that it is in. */
  record Event(
      Instant time,
      Instant window,
      LocalDate date,
      String user,
      String item,
      String category,
      String brand,
      int action,
      int age,
      int gender,
      String province) {

    String value(String dimension) {
      return switch (dimension) {
        case "action" -> Integer.toString(action);
        case "age" -> Integer.toString(age);
        case "gender" -> Integer.toString(gender);
        case "province" -> province;
        case "day" -> date.toString();
        case "hour" ->
            window.atZone(ZONE).toLocalDate()
                + " "
                + "%02d:00:00".formatted(window.atZone(ZONE).getHour());
        default -> throw new IllegalArgumentException(dimension);
      };
    }
  }

  private record Cell(
      Instant window, LocalDate date, int action, int age, int gender, String province) {}

  private final Random random;
  private final List<Event> events = new ArrayList<>();

  HistoryModel(long seed) {
    this.random = new Random(seed);
  }

  List<Event> events() {
    return events;
  }

  /**
   * Makes up events of some dates, counted from the first; they belong to the model from now on.
   */
  List<Event> make(int count, int firstDay, int days) {
    List<Event> made = new ArrayList<>();
    Instant start = FIRST_DAY.plusDays(firstDay).atStartOfDay(ZONE).toInstant();
    for (int i = 0; i < count; i++) {
      Instant time = start.plusMillis(random.nextLong(days * 86_400_000L));
      made.add(
          new Event(
              time,
              time.truncatedTo(ChronoUnit.MINUTES),
              LocalDate.ofInstant(time, ZONE),
              "u" + random.nextInt(400),
              "i" + (int) Math.sqrt(random.nextInt(900)),
              "c" + random.nextInt(8),
              random.nextInt(5) == 0 ? "" : "b" + random.nextInt(6),
              random.nextInt(4),
              random.nextInt(8),
              random.nextInt(3),
              PROVINCES.get(random.nextInt(PROVINCES.size()))));
    }
    events.addAll(made);
    return made;
  }

  /** As rows of {@code raw_events}. */
  static List<Record> rawRows(List<Event> events) {
    return events.stream()
        .map(
            event -> {
              Map<String, Object> row = new HashMap<>();
              row.put("user_id", event.user());
              row.put("item_id", event.item());
              row.put("cat_id", event.category());
              row.put("merchant_id", "");
              row.put("brand_id", event.brand());
              row.put("action", event.action());
              row.put("age_range", event.age());
              row.put("gender", event.gender());
              row.put("province", event.province());
              row.put("event_time", utc(event.time()));
              row.put("ingest_time", utc(event.time()));
              row.put("time_source", "event_time");
              row.put("is_late", false);
              row.put("delay_ms", 0L);
              row.put("dt", event.date());
              return LakeWriter.row(LakeTables.RAW_EVENTS, row);
            })
        .toList();
  }

  /** As rows of {@code behavior_1m}. */
  static List<Record> cellRows(List<Event> events) {
    Map<Cell, Long> cells = new HashMap<>();
    for (Event event : events) {
      cells.merge(
          new Cell(
              event.window(),
              event.date(),
              event.action(),
              event.age(),
              event.gender(),
              event.province()),
          1L,
          Long::sum);
    }
    List<Record> rows = new ArrayList<>();
    cells.forEach(
        (cell, count) ->
            rows.add(
                LakeWriter.row(
                    LakeTables.BEHAVIOR_1M,
                    Map.of(
                        "window_start", utc(cell.window()),
                        "action", cell.action(),
                        "age_range", cell.age(),
                        "gender", cell.gender(),
                        "province", cell.province(),
                        "events", count,
                        "late_events", 0L,
                        "dt", cell.date()))));
    return rows;
  }

  /** Events by a key, of those that pass. */
  Map<String, Long> count(Predicate<Event> filter, Function<Event, String> key) {
    Map<String, Long> counts = new TreeMap<>();
    for (Event event : events) {
      if (filter.test(event)) {
        counts.merge(key.apply(event), 1L, Long::sum);
      }
    }
    return counts;
  }

  /**
   * What {@code /api/user_stats/range} tells of the events that pass, in its order: date, action,
   * events, provinces, and the mean over their cells of what the cell's age range has in the whole
   * window.
   */
  List<String> range(Predicate<Event> filter) {
    Map<List<Object>, Long> ages = new HashMap<>();
    for (Event event : events) {
      ages.merge(List.of(event.window(), event.age()), 1L, Long::sum);
    }
    Map<List<Object>, List<Event>> actions = new HashMap<>();
    for (Event event : events) {
      if (filter.test(event)) {
        actions
            .computeIfAbsent(
                List.of(event.date().toString(), event.action()), key -> new ArrayList<>())
            .add(event);
      }
    }
    List<List<Object>> rows = new ArrayList<>();
    actions.forEach(
        (key, found) -> {
          double mean =
              found.stream()
                  .map(
                      event ->
                          List.of(event.window(), event.age(), event.gender(), event.province()))
                  .distinct()
                  .mapToLong(cell -> ages.get(cell.subList(0, 2)))
                  .average()
                  .orElseThrow();
          rows.add(
              List.of(
                  key.get(0),
                  key.get(1),
                  found.size(),
                  found.stream().map(Event::province).distinct().count(),
                  Math.round(mean * 100) / 100.0));
        });
    rows.sort(
        Comparator.comparing((List<Object> row) -> (String) row.get(0))
            .thenComparing(row -> (Integer) row.get(2))
            .reversed()
            .thenComparing(row -> (Integer) row.get(1)));
    return rows.stream()
        .map(row -> row.stream().map(Object::toString).collect(Collectors.joining(" ")))
        .toList();
  }

  /** A moment of the dates of the model, to the second. */
  Instant anyTime() {
    return FIRST_DAY.atStartOfDay(ZONE).toInstant().plusSeconds(random.nextInt(DAYS * 86_400));
  }

  Random random() {
    return random;
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
