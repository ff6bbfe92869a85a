package io.tidelake.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.stack.StackOptions;
import io.tidelake.stack.server.Part;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The pages besides the live one, in a real browser over a real lake: what is on the screen is what
 * the API answers, and what the statements that the page shows give in Trino.
 */
class PagesE2ECase {

  private static final long EVENTS = 20_000;
  private static final String DAY =
      "start_time=2026-08-30%2000:00:00&end_time=2026-08-30%2023:59:00";
  private static final String RANGE = "from=2026-08-30T00:00&to=2026-08-30T23:59";
  private static final Duration WARM = Duration.ofSeconds(90);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static LakeStack stack;
  private static JsonNode seen;

  @BeforeAll
  static void lookAtEveryPage() throws Exception {
    stack = LakeStack.start("pages");
    SyntheticEvents.addRaw(stack.lake(), EVENTS);
    SyntheticEvents.addMinutes(stack.lake());
    stack.writer().append(LakeTables.QUARANTINE, rejected());
    // A Trino that has only just started answers 503 now and then.
    await()
        .atMost(WARM)
        .untilAsserted(
            () -> {
              assertThat(api("/api/user_stats/visitors?" + DAY).path("visitors").asLong())
                  .isPositive();
              assertThat(api("/api/lake/quarantine").path("total").asLong()).isEqualTo(3);
            });
    Path project = StackOptions.projectRoot();
    seen =
        new Browser(project)
            .visit(
                stack.site().url(Part.QUERY_API),
                RANGE,
                project.resolve("infra/e2e-tests/target/screenshots"));
  }

  @AfterAll
  static void stop() throws Exception {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void distributionsAreThoseOfTheApi() throws Exception {
    for (String dimension : List.of("action", "age", "gender", "province")) {
      JsonNode answer = api("/api/user_stats/dimensions?dimension=" + dimension + "&" + DAY);
      Map<String, Long> wanted = new HashMap<>();
      for (JsonNode statistic : answer.path("statistics")) {
        wanted.put(statistic.elements().next().asText(), statistic.path("count").asLong());
      }
      Map<String, Long> shown = column(tile("history", dimension), 1);
      shown.values().removeIf(count -> count == 0);
      assertThat(shown).as(dimension).isEqualTo(wanted).isNotEmpty();
      assertThat(answer.path("total").asLong()).isEqualTo(EVENTS);
    }
    assertThat(tile("history", "events").path("value").asLong()).isEqualTo(EVENTS);
  }

  @Test
  void figuresFunnelAndRankingAreThoseOfTheApi() throws Exception {
    assertThat(tile("history", "visitors").path("value").asLong())
        .isEqualTo(api("/api/user_stats/visitors?" + DAY).path("visitors").asLong());

    Map<String, Long> stages = new LinkedHashMap<>();
    for (JsonNode stage : api("/api/user_stats/funnel?" + DAY).path("stages")) {
      stages.put(stage.path("action_type").asText(), stage.path("count").asLong());
    }
    assertThat(column(tile("history", "funnel"), 1)).isEqualTo(stages);

    List<String> ranked = new ArrayList<>();
    for (JsonNode item : api("/api/user_stats/hot_items?kind=item&" + DAY).path("items")) {
      ranked.add(item.path("id").asText() + " " + item.path("count").asLong());
    }
    List<String> shown = new ArrayList<>();
    for (JsonNode row : tile("history", "hot").path("rows")) {
      shown.add(row.get(1).asText() + " " + row.get(2).asLong());
    }
    assertThat(shown).isEqualTo(ranked).isNotEmpty();
  }

  @Test
  void trendAndBreakdownLoseNoEvent() {
    assertThat(sum(column(tile("history", "trend"), 1))).isEqualTo(EVENTS);
    JsonNode breakdown = tile("history", "breakdown").path("rows");
    JsonNode totals = breakdown.get(breakdown.size() - 1);
    assertThat(totals.get(totals.size() - 1).asLong()).isEqualTo(EVENTS);
  }

  /** All events are of the first minute of one day: the one before has none, the one after has. */
  @Test
  void theTrendStandsBesideThePeriodBeforeAndCanBeTaken() throws Exception {
    JsonNode trend = seen.at("/compared/now/trend");
    assertThat(sum(column(trend, 1))).isEqualTo(EVENTS);
    assertThat(sum(column(trend, 2))).isZero();

    JsonNode after = seen.at("/compared/after/trend");
    assertThat(sum(column(after, 1))).isZero();
    assertThat(sum(column(after, 2))).isEqualTo(EVENTS);
    assertThat(after.at("/rows/0/0").asText()).isEqualTo("2026-08-31 00:00:00");
    assertThat(after.at("/rows/0/2").asLong()).isEqualTo(EVENTS);

    JsonNode csv = seen.at("/compared/files/csv");
    assertThat(csv.path("name").asText()).isEqualTo("tidelake-trend.csv");
    assertThat(csv.path("text").asText()).startsWith("\uFEFFTime,Events,Period before");
    List<String> lines = csv.path("text").asText().lines().skip(1).toList();
    assertThat(lines).hasSameSizeAs(trend.path("rows"));
    assertThat(lines.stream().mapToLong(line -> Long.parseLong(line.split(",")[1])).sum())
        .isEqualTo(EVENTS);

    JsonNode json = JSON.readTree(seen.at("/compared/files/json/text").asText());
    assertThat(json.path("columns")).hasSize(4);
    assertThat(json.path("rows")).extracting(row -> row.get(1).asLong()).contains(EVENTS);
  }

  @Test
  void theStatementsOfThePageGiveTheSameNumbersInTrino() throws Exception {
    Lake lake = stack.lake();
    assertThat(lake.number(sql("events"))).isEqualTo(EVENTS);
    assertThat(lake.number(sql("visitors")))
        .isEqualTo(tile("history", "visitors").path("value").asLong());
    assertThat(lake.number(sql("funnel")))
        .isEqualTo(tile("history", "funnel").at("/rows/0/1").asLong());
    // The page has a point for every hour, the statement a row for those with events.
    List<Long> hours = new ArrayList<>(column(tile("history", "trend"), 1).values());
    hours.removeIf(count -> count == 0);
    assertThat(lake.counts(sql("trend")).values()).containsExactlyInAnyOrderElementsOf(hours);
    for (String dimension : List.of("action", "age", "gender", "province")) {
      List<Long> shown = new ArrayList<>(column(tile("history", dimension), 1).values());
      shown.removeIf(count -> count == 0);
      assertThat(lake.counts(sql(dimension)).values())
          .as(dimension)
          .containsExactlyInAnyOrderElementsOf(shown);
    }
    Map<String, Long> ranked = new HashMap<>();
    for (JsonNode row : tile("history", "hot").path("rows")) {
      ranked.put(row.get(1).asText(), row.get(2).asLong());
    }
    assertThat(lake.counts(sql("hot"))).isEqualTo(ranked);
    assertThat(lake.number("SELECT sum(events) FROM (" + sql("breakdown") + ")")).isEqualTo(EVENTS);
  }

  @Test
  void theLakePageShowsTablesAndWhatWasRejected() throws Exception {
    Map<String, Long> rows = new HashMap<>();
    for (JsonNode table : api("/api/lake/tables")) {
      rows.put(table.path("name").asText(), table.path("rows").asLong());
    }
    Map<String, Long> shown = new HashMap<>(column(tile("lake", "lake-tables"), 2));
    // Grows with every call, also with those that were made since.
    assertThat(shown.remove("audit_log")).isLessThanOrEqualTo(rows.remove("audit_log"));
    assertThat(shown).isEqualTo(rows);
    assertThat(rows).containsEntry("raw_events", EVENTS).containsEntry("quarantine", 3L);
    assertThat(column(tile("lake", "lake-reasons"), 1))
        .isEqualTo(Map.of("Invalid action", 2L, "Not UTF-8", 1L));
    assertThat(tile("lake", "lake-samples").path("rows"))
        .extracting(row -> row.get(3).asText())
        .containsExactlyInAnyOrder(
            "{\"user_id\":\"***\",\"item_id\":\"i1\",\"action\":4}",
            "May name a user: shown to admins only",
            "May name a user: shown to admins only");
  }

  @Test
  void theSystemPageShowsTheStateOfEveryPart() throws Exception {
    JsonNode shown = seen.at("/pages/system/components");
    JsonNode wanted = api("/api/system/status").path("components");
    assertThat(shown.size()).isEqualTo(wanted.size()).isPositive();
    wanted
        .properties()
        .forEach(
            part ->
                assertThat(shown.path(part.getKey()).asText())
                    .as(part.getKey())
                    .isEqualTo(part.getValue().path("status").asText()));
    for (String metric : List.of("cpu", "memory", "disk", "network_io")) {
      assertThat(tile("system", "system-" + metric).path("shows").asText()).isEqualTo("data");
    }
  }

  @Test
  void filesCanBeTaken() {
    assertThat(seen.at("/downloads/picture/name").asText()).endsWith(".png");
    assertThat(seen.at("/downloads/csv/name").asText()).endsWith(".csv");
    assertThat(seen.at("/downloads/excel/name").asText()).endsWith(".xlsx");
    assertThat(seen.at("/downloads/json/name").asText()).endsWith(".json");
    for (JsonNode file : seen.path("downloads")) {
      assertThat(file.path("bytes").asLong()).as(file.toString()).isGreaterThan(1_000);
    }
  }

  @Test
  void thePagesAreFitForEverybody() {
    assertThat(seen.path("violations")).isEmpty();
    assertThat(seen.path("consoleErrors")).isEmpty();
    assertThat(seen.path("foreignRequests")).isEmpty();
    assertThat(seen.path("tooWide")).isEmpty();
    assertThat(seen.path("keyboard").isArray()).isTrue();
    assertThat(seen.path("keyboard")).isEmpty();
    assertThat(seen.path("cancelled").asInt()).isPositive();
  }

  /** With a service that can be made to fall silent and to go; the whole stack has its own test. */
  @Test
  void theLivePageFitsEveryScreenInEveryState() throws Exception {
    Path project = StackOptions.projectRoot();
    JsonNode taken =
        new Browser(project)
            .takeLiveScreenshots(project.resolve("infra/e2e-tests/target/screenshots"));

    assertThat(taken.path("pictures").size()).isGreaterThan(12);
    assertThat(taken.path("faults").isArray()).isTrue();
    assertThat(taken.path("faults")).isEmpty();
  }

  private static List<Record> rejected() {
    return List.of(
        rejected(
            "INVALID_ACTION",
            "{\"user_id\":\"u1\",\"item_id\":\"i1\",\"action\":4}".getBytes(UTF_8),
            1),
        rejected("INVALID_ACTION", "{\"userId\":\"u1\",\"action\":4}".getBytes(UTF_8), 2),
        rejected("INVALID_UTF8", new byte[] {'"', (byte) 0xFF, '"'}, 3));
  }

  private static Record rejected(String reason, byte[] value, long offset) {
    return LakeWriter.row(
        LakeTables.QUARANTINE,
        Map.of(
            "reason",
            reason,
            "detail",
            "as a test has it",
            "value",
            ByteBuffer.wrap(value),
            "kafka_partition",
            0,
            "kafka_offset",
            offset,
            "ingest_time",
            OffsetDateTime.parse("2026-08-30T00:00:00+08:00"),
            "dt",
            LocalDate.parse("2026-08-30")));
  }

  private static JsonNode api(String path) throws Exception {
    return JSON.readTree(stack.rest().response(path, "Accept-Language", "en").body()).path("data");
  }

  private static JsonNode tile(String page, String name) {
    return seen.path("pages").path(page).path("tiles").path(name);
  }

  private static String sql(String tile) {
    // A driver takes one statement, without its semicolon.
    return seen.at("/pages/history/sql").path(tile).asText().replaceFirst(";\\s*$", "");
  }

  /** A column of numbers by the first one. */
  private static Map<String, Long> column(JsonNode tile, int column) {
    Map<String, Long> values = new LinkedHashMap<>();
    for (JsonNode row : tile.path("rows")) {
      values.put(row.get(0).asText(), row.get(column).asLong());
    }
    return values;
  }

  private static long sum(Map<String, Long> values) {
    return values.values().stream().mapToLong(Long::longValue).sum();
  }
}
