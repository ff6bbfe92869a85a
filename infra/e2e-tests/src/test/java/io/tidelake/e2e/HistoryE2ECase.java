package io.tidelake.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidelake.e2e.HistoryModel.Event;
import io.tidelake.schema.label.Action;
import io.tidelake.schema.label.AgeRange;
import io.tidelake.schema.label.Gender;
import io.tidelake.schema.label.Label;
import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.table.RollupCommit;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Statistics over REST against a model: on an empty lake, with rollups that lag behind, and while
 * the lake changes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(SharedLake.class)
class HistoryE2ECase {

  /** Ranges and filters to ask for. */
  private static final int QUESTIONS = Integer.getInteger("tidelake.history.questions", 1000);

  private static final int AT_ONCE = 6;
  private static final List<String> DIMENSIONS = List.of("action", "age", "gender", "province");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
  private static final String ALL_TIME =
      "start_time=2026-01-01%2000:00:00&end_time=2026-12-31%2000:00:00";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HistoryModel model = new HistoryModel(20_260_829);
  private LakeStack stack;

  @BeforeAll
  void start() throws Exception {
    stack = SharedLake.stack();
  }

  @Test
  @Order(1)
  void anEmptyLakeAnswersInTheSameShape() throws Exception {
    assertThat(ok("/api/user_stats").path("data")).isEmpty();
    assertThat(fields(ok("/api/user_stats"))).isEqualTo("code,msg,data,pagination,timestamp");
    assertThat(fields(ok("/api/user_stats").path("pagination"))).isEqualTo("limit,offset,total");
    assertThat(ok("/api/user_stats/range?" + ALL_TIME).path("data")).isEmpty();
    JsonNode dimensions = ok("/api/user_stats/dimensions?dimension=age").path("data");
    assertThat(fields(dimensions)).isEqualTo("dimension,total,statistics");
    assertThat(dimensions.path("statistics")).isEmpty();
    assertThat(ok("/api/user_stats/trend").at("/data/xAxis/data")).isEmpty();
    assertThat(ok("/api/user_stats/funnel").at("/data/stages")).hasSize(3);
    assertThat(ok("/api/user_stats/visitors").at("/data/visitors").asLong()).isZero();
    assertThat(ok("/api/user_stats/hot_items").at("/data/items")).isEmpty();
  }

  @Test
  @Order(2)
  void answersWithExactlyTheDocumentedFields() throws Exception {
    add(model.make(3000, 0, HistoryModel.DAYS));

    JsonNode page = ok("/api/user_stats?limit=5");
    assertThat(fields(page)).isEqualTo("code,msg,data,pagination,timestamp");
    assertThat(fields(page.path("pagination"))).isEqualTo("limit,offset,total,next_cursor");
    assertThat(page.path("data")).hasSize(5);
    assertThat(fields(page.path("data").path(0)))
        .isEqualTo(
            "id,window_time,action_type,action_count,age_range,age_count,gender,gender_count,"
                + "province,province_count,count,created_at");
    JsonNode range = ok("/api/user_stats/range?" + ALL_TIME);
    assertThat(fields(range)).isEqualTo("code,msg,data,timestamp");
    assertThat(range.path("data")).hasSize(HistoryModel.DAYS * 4);
    assertThat(fields(range.path("data").path(0)))
        .isEqualTo("date,action_type,total_actions,province_count,avg_age_count");
    JsonNode dimensions = ok("/api/user_stats/dimensions?dimension=action").path("data");
    assertThat(fields(dimensions)).isEqualTo("dimension,total,statistics");
    assertThat(fields(dimensions.path("statistics").path(0)))
        .isEqualTo("action_type,count,percentage");
  }

  @Test
  @Order(3)
  void aRangeTellsOfEveryDateAndAction() throws Exception {
    Map<String, Long> counts = new TreeMap<>();
    for (JsonNode row : ok("/api/user_stats/range?province=浙江&" + ALL_TIME).path("data")) {
      counts.put(
          row.path("date").asText() + row.path("action_type").asText(),
          row.path("total_actions").asLong());
    }

    assertThat(counts)
        .isEqualTo(
            model.count(
                event -> event.province().equals("浙江"),
                event -> event.date() + Action.values()[event.action()].zh()));
  }

  @Test
  @Order(4)
  void pagesByCursorNeitherRepeatNorSkipWhateverIsWrittenMeanwhile() throws Exception {
    Map<String, Long> wanted = cells(event -> event.gender() == 1);
    Map<String, Long> found = new TreeMap<>();
    Set<Long> ids = new HashSet<>();
    String cursor = "";
    int pages = 0;
    do {
      JsonNode page = ok("/api/user_stats?gender=male&limit=400" + cursor);
      assertThat(page.at("/pagination/total").asLong()).isEqualTo(wanted.size());
      for (JsonNode row : page.path("data")) {
        assertThat(ids.add(row.path("id").asLong())).isTrue();
        found.put(
            row.path("window_time").asText()
                + row.path("action_type").asText()
                + row.path("age_range").asText()
                + row.path("province").asText(),
            row.path("count").asLong());
      }
      add(model.make(50, 4, 1));
      String next = page.at("/pagination/next_cursor").asText("");
      cursor = next.isEmpty() ? "" : "&cursor=" + next;
      pages++;
    } while (!cursor.isEmpty());

    assertThat(pages).isGreaterThan(1);
    assertThat(found).isEqualTo(wanted);
  }

  @Test
  @Order(5)
  void aCursorOfASnapshotThatIsGoneSaysToBeginAgain() throws Exception {
    String cursor = ok("/api/user_stats?limit=2").at("/pagination/next_cursor").asText();
    assertThat(get("/api/user_stats?limit=9&cursor=" + cursor).statusCode()).isEqualTo(200);
    refused("/api/user_stats?gender=1&cursor=" + cursor, 400, "cursor");
    refused("/api/user_stats?cursor=" + cursor.substring(1), 400, "cursor");
    refused("/api/user_stats?offset=1&cursor=" + cursor, 400, "offset");

    add(model.make(10, 4, 1));
    stack
        .writer()
        .table(LakeTables.BEHAVIOR_1M)
        .expireSnapshots()
        .expireOlderThan(System.currentTimeMillis() + 1000)
        .retainLast(1)
        .commit();

    refused("/api/user_stats?cursor=" + cursor, 410, "cursor");
  }

  @Test
  @Order(6)
  void whoAsksAgainLearnsThatNothingHasChangedUntilSomethingHas() throws Exception {
    for (String path :
        List.of(
            "/api/user_stats?limit=3",
            "/api/user_stats/range?" + ALL_TIME,
            "/api/user_stats/dimensions?dimension=age",
            "/api/user_stats/trend",
            "/api/user_stats/funnel",
            "/api/user_stats/visitors",
            "/api/user_stats/hot_items")) {
      HttpResponse<String> first = get(path);
      String tag = first.headers().firstValue("ETag").orElseThrow();
      assertThat(first.headers().firstValue("Cache-Control")).hasValue("no-cache");

      HttpResponse<String> again = get(path, "If-None-Match", tag);
      assertThat(again.statusCode()).as(path).isEqualTo(304);
      assertThat(again.body()).isEmpty();
      assertThat(get(path, "If-None-Match", tag, "Accept-Language", "en").statusCode())
          .isEqualTo(200);

      add(model.make(1, 4, 1));
      HttpResponse<String> changed = get(path, "If-None-Match", tag);
      assertThat(changed.statusCode()).isEqualTo(200);
      assertThat(changed.headers().firstValue("ETag").orElseThrow()).isNotEqualTo(tag);
    }
    assertThat(total("")).isEqualTo(model.events().size());
  }

  @Test
  @Order(7)
  void trendFunnelAndItemsAreThoseOfTheEvents() throws Exception {
    JsonNode trend = ok("/api/user_stats/trend").path("data");
    Map<String, Long> days = new TreeMap<>();
    for (int i = 0; i < trend.at("/xAxis/data").size(); i++) {
      days.put(trend.at("/xAxis/data/" + i).asText(), trend.at("/series/0/data/" + i).asLong());
    }
    assertThat(days).isEqualTo(model.count(event -> true, event -> event.value("day")));
    assertThat(trend.at("/series/0/name").asText()).isEqualTo("用户行为总数");
    assertThat(trend.path("dataZoom")).isNotEmpty();
    assertThat(ok("/api/user_stats/trend?dimension=gender&interval=hour").at("/data/series"))
        .hasSize(3);

    Map<String, Long> actions = model.count(event -> true, event -> event.value("action"));
    JsonNode stages = ok("/api/user_stats/funnel").at("/data/stages");
    for (int stage = 0; stage < 3; stage++) {
      assertThat(stages.path(stage).path("count").asLong())
          .isEqualTo(actions.get(Integer.toString(stage)));
    }
    assertHotItems("kind=item", event -> true, Event::item);
    assertHotItems("kind=brand&action=buy", event -> event.action() == 2, Event::brand);
    assertVisitors("", event -> true);
    assertVisitors("?gender=0&province=北京", event -> event.gender() == 0 && isBeijing(event));
  }

  @Test
  @Order(8)
  void withRollupsThatLagBehindTheAnswersStayTheSame() throws Exception {
    rollUp();
    // One day changes after the rollup, and a day that it does not know comes.
    add(model.make(200, 2, 1));

    assertHotItems("kind=item", event -> true, Event::item);
    assertHotItems("kind=brand&action=buy", event -> event.action() == 2, Event::brand);
    assertThat(ok("/api/user_stats/hot_items").at("/data/method").asText()).isEqualTo("rollup");
    assertVisitors("", event -> true);
    assertVisitors("?province=北京", HistoryE2ECase::isBeijing);
    assertThat(ok("/api/user_stats/visitors").at("/data/method").asText()).isEqualTo("sketch");
    assertThat(ok("/api/user_stats/visitors?age=1&gender=1").at("/data/method").asText())
        .isEqualTo("raw");
  }

  @Test
  @Order(9)
  void anyRangeAndFilterIsAnsweredAsFromTheEvents() throws Exception {
    List<Callable<Void>> questions = new ArrayList<>();
    for (int i = 0; i < QUESTIONS; i++) {
      questions.add(question(new Random(i)));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      for (Future<Void> answer : threads.invokeAll(questions)) {
        answer.get();
      }
    }
    // They were not all answered by the minute.
    assertThat(get("/actuator/prometheus").body())
        .contains("tidelake_trino_query_seconds_count{")
        .contains("cache_gets_total");
  }

  /** A random range, filters and grouping, compared with the model. */
  private Callable<Void> question(Random random) {
    Instant one = model.anyTime();
    Instant other = model.anyTime();
    Instant start = one.isBefore(other) ? one : other;
    Instant end = one.isBefore(other) ? other : one;
    String dimension = DIMENSIONS.get(random.nextInt(4));
    List<String> groups = List.of("", "hour", "day", DIMENSIONS.get(random.nextInt(4)));
    String group = groups.get(random.nextInt(4));
    StringBuilder path = new StringBuilder("/api/user_stats/dimensions?dimension=" + dimension);
    path.append("&start_time=").append(encoded(text(start)));
    path.append("&end_time=").append(encoded(text(end)));
    String grouped = group.equals(dimension) ? "" : group;
    if (!grouped.isEmpty()) {
      path.append("&group_by=").append(grouped);
    }
    Predicate<Event> filter =
        event -> !event.window().isBefore(start) && !event.window().isAfter(end);
    for (String each : DIMENSIONS) {
      if (random.nextInt(4) == 0) {
        String value = model.events().get(random.nextInt(3000)).value(each);
        path.append('&').append(each).append('=').append(encoded(value));
        filter = filter.and(event -> event.value(each).equals(value));
      }
    }
    Predicate<Event> wanted = filter;
    return () -> {
      Map<String, Long> found = new TreeMap<>();
      for (JsonNode row : ok(path.toString()).at("/data/statistics")) {
        found.put(
            row.path(field(dimension)).asText()
                + (grouped.isEmpty() ? "" : "|" + row.path(field(grouped)).asText()),
            row.path("count").asLong());
      }
      assertThat(found)
          .as(path.toString())
          .isEqualTo(
              model.count(
                  wanted,
                  event ->
                      label(dimension, event)
                          + (grouped.isEmpty() ? "" : "|" + label(grouped, event))));
      return null;
    };
  }

  @Test
  @Order(10)
  void aRangeTellsOfTheRowsThatAreListedWhateverChangesMeanwhile() throws Exception {
    Random random = new Random(10);
    for (int i = 0; i < 40; i++) {
      if (i % 4 == 0) {
        add(model.make(20, random.nextInt(HistoryModel.DAYS), 1));
      }
      Instant one = model.anyTime();
      Instant other = model.anyTime();
      Instant start = one.isBefore(other) ? one : other;
      Instant end = one.isBefore(other) ? other : one;
      StringBuilder path = new StringBuilder("/api/user_stats/range?");
      path.append("start_time=").append(encoded(text(start)));
      path.append("&end_time=").append(encoded(text(end)));
      Predicate<Event> wanted =
          event -> !event.window().isBefore(start) && !event.window().isAfter(end);
      for (String each : DIMENSIONS) {
        if (random.nextInt(4) == 0) {
          String value = model.events().get(random.nextInt(3000)).value(each);
          path.append('&').append(each).append('=').append(encoded(value));
          wanted = wanted.and(event -> event.value(each).equals(value));
        }
      }

      List<JsonNode> rows = new ArrayList<>();
      ok(path.toString()).path("data").forEach(rows::add);
      List<String> found = new ArrayList<>();
      for (JsonNode row : rows) {
        found.add(
            "%s %d %d %d %s"
                .formatted(
                    row.path("date").asText(),
                    code(row.path("action_type").asText()),
                    row.path("total_actions").asLong(),
                    row.path("province_count").asLong(),
                    row.path("avg_age_count").asDouble()));
      }
      assertThat(found).as(path.toString()).isEqualTo(model.range(wanted));
      assertThat(ok(path + "&limit=3").path("data"))
          .isEqualTo(JSON.valueToTree(rows.subList(0, Math.min(3, rows.size()))));
    }
  }

  private static int code(String action) {
    for (Action each : Action.values()) {
      if (each.zh().equals(action)) {
        return each.ordinal();
      }
    }
    throw new IllegalArgumentException(action);
  }

  /** Writes every event so far into the rollups, as the batch side does. */
  private void rollUp() throws Exception {
    Lake lake = stack.lake();
    lake.change(
        """
        INSERT INTO behavior_1h
        SELECT date_trunc('hour', window_start), action, age_range, gender, province,
               sum(events), sum(late_events), dt
        FROM behavior_1m GROUP BY 1, 2, 3, 4, 5, dt
        """);
    lake.change(
        """
        INSERT INTO behavior_1d
        SELECT dt, action, age_range, gender, province, sum(events), sum(late_events)
        FROM behavior_1m GROUP BY 1, 2, 3, 4, 5
        """);
    lake.change(
        """
        INSERT INTO hot_items_1h
        SELECT date_trunc('hour', event_time), kind, id, action, count(*), dt
        FROM raw_events
        CROSS JOIN UNNEST(ARRAY['item', 'category', 'brand'], ARRAY[item_id, cat_id, brand_id])
            AS t(kind, id)
        WHERE id <> ''
        GROUP BY 1, 2, 3, 4, dt
        """);
    lake.change(
        """
        INSERT INTO visitors_1h
        SELECT date_trunc('hour', event_time), dimension, value,
               CAST(approx_set(user_id) AS varbinary), dt
        FROM raw_events
        CROSS JOIN UNNEST(
            ARRAY['all', 'action', 'age_range', 'gender', 'province'],
            ARRAY['', CAST(action AS varchar), CAST(age_range AS varchar),
                  CAST(gender AS varchar), province]) AS t(dimension, value)
        GROUP BY 1, 2, 3, dt
        """);
    long minutes = newest(LakeTables.BEHAVIOR_1M);
    long events = newest(LakeTables.RAW_EVENTS);
    covers(LakeTables.BEHAVIOR_1H, minutes);
    covers(LakeTables.BEHAVIOR_1D, minutes);
    covers(LakeTables.HOT_ITEMS_1H, events);
    covers(LakeTables.VISITORS_1H, events);
  }

  private long newest(LakeTable table) {
    return stack.writer().table(table).currentSnapshot().snapshotId();
  }

  private void covers(LakeTable rollup, long snapshot) {
    stack
        .writer()
        .table(rollup)
        .updateProperties()
        .set(RollupCommit.COVERED, Long.toString(snapshot))
        .commit();
  }

  private void add(List<Event> events) throws Exception {
    stack.writer().append(LakeTables.RAW_EVENTS, HistoryModel.rawRows(events));
    stack.writer().append(LakeTables.BEHAVIOR_1M, HistoryModel.cellRows(events));
  }

  private void assertHotItems(
      String query, Predicate<Event> filter, java.util.function.Function<Event, String> id)
      throws Exception {
    List<String> found = new ArrayList<>();
    for (JsonNode item : ok("/api/user_stats/hot_items?limit=7&" + query).at("/data/items")) {
      found.add(item.path("id").asText() + "=" + item.path("count").asLong());
    }
    List<String> wanted =
        model.count(filter.and(event -> !id.apply(event).isEmpty()), id).entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(7)
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .toList();
    assertThat(found).as(query).isEqualTo(wanted);
  }

  private void assertVisitors(String query, Predicate<Event> filter) throws Exception {
    long exact = model.events().stream().filter(filter).map(Event::user).distinct().count();
    long found = ok("/api/user_stats/visitors" + query).at("/data/visitors").asLong();
    // Three standard errors.
    assertThat((double) found).isCloseTo(exact, within(exact * 0.05 + 1));
  }

  private Map<String, Long> cells(Predicate<Event> filter) {
    return model.count(
        filter,
        event ->
            text(event.window())
                + Action.values()[event.action()].zh()
                + AgeRange.values()[event.age()].zh()
                + event.province());
  }

  private long total(String query) throws Exception {
    return ok("/api/user_stats/dimensions?dimension=action" + query).at("/data/total").asLong();
  }

  private JsonNode ok(String path) throws Exception {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).as("%s: %s", path, response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  private void refused(String path, int status, String parameter) throws Exception {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).as("%s: %s", path, response.body()).isEqualTo(status);
    assertThat(JSON.readTree(response.body()).path("code").asInt()).isEqualTo(1001);
    assertThat(JSON.readTree(response.body()).path("msg").asText()).contains(parameter);
  }

  /** Waits where too many calls were made. */
  private HttpResponse<String> get(String path, String... headers) throws Exception {
    while (true) {
      HttpResponse<String> response =
          stack
              .rest()
              .response(path.replace("北京", encoded("北京")).replace("浙江", encoded("浙江")), headers);
      if (response.statusCode() != 429) {
        return response;
      }
      long seconds = Long.parseLong(response.headers().firstValue("Retry-After").orElse("1"));
      await().pollDelay(Duration.ofSeconds(seconds)).timeout(Duration.ofHours(1)).until(() -> true);
    }
  }

  private static boolean isBeijing(Event event) {
    return event.province().equals("北京");
  }

  private static String field(String dimension) {
    return switch (dimension) {
      case "action" -> "action_type";
      case "age" -> "age_range";
      default -> dimension;
    };
  }

  private static String label(String dimension, Event event) {
    String value = event.value(dimension);
    Label[] labels =
        switch (dimension) {
          case "action" -> Action.values();
          case "age" -> AgeRange.values();
          case "gender" -> Gender.values();
          default -> new Label[0];
        };
    return labels.length == 0 ? value : labels[Integer.parseInt(value)].zh();
  }

  private static String fields(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return String.join(",", names);
  }

  private static String text(Instant time) {
    return TIME.format(time.atZone(HistoryModel.ZONE));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
