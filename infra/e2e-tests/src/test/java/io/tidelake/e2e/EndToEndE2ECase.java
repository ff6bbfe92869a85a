package io.tidelake.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.socket.client.IO;
import io.socket.client.Socket;
import io.tidelake.e2e.KnownInput.Event;
import io.tidelake.schema.label.Delay;
import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.stack.StackOptions;
import io.tidelake.stack.server.Part;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.assertj.core.data.Percentage;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * One stack, from its first start to its purge. The tests build on each other in their order, since
 * a start costs half a minute; each one says what it adds to the counts.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EndToEndE2ECase {

  private static final int ROWS = 10_000;
  private static final int GOOD_LINES = 100;
  private static final int GENERATED = 200_000;
  private static final long LATE_AFTER_MILLIS = 300_000;
  private static final int TOP_SHOWN = 10;
  private static final long LAST_MINUTES_SECONDS = 300;

  private static final List<LakeTable> AGGREGATES =
      List.of(
          LakeTables.BEHAVIOR_1M,
          LakeTables.BEHAVIOR_1H,
          LakeTables.BEHAVIOR_1D,
          LakeTables.VISITORS_1H,
          LakeTables.HOT_ITEMS_1H);

  /** Half a minute of events. */
  private static final int WATCHED = 30_000;

  private static final double FIRST_PAINT_BUSY_MILLIS = 5_000;

  /** The page, its style, its code in two files, and its icon. */
  private static final int FIRST_PAINT_REQUESTS = 5;

  /** Of a sketch of 4,096 registers. */
  private static final double THREE_STANDARD_ERRORS_PERCENT = 4.9;

  /** Past, and none of the known input's days. */
  private static final LocalDate DAY =
      LocalDate.now(KnownInput.ZONE).minusYears(1).withMonth(6).withDayOfMonth(29);

  /** No test of speed: a busy machine may take its time, a lost row never comes. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final KnownInput input = new KnownInput(ROWS, 20261111);

  /** Events sent so far by all tests. */
  private long events;

  /** Records refused so far, by reason. */
  private final Map<String, Long> rejected = new TreeMap<>();

  private Path folder;
  private TidelakeCli tidelake;
  private JsonNode endpoints;
  private Lake lake;
  private Rest rest;

  /** A token that reads, once the stack wants one. */
  private String viewer = "";

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  void startStack() throws Exception {
    Path project = StackOptions.projectRoot();
    folder = Files.createDirectories(project.resolve("infra/e2e-tests/target/e2e"));
    tidelake = new TidelakeCli(project, folder.resolve("home"), FreePorts.offset());
    tidelake.run("down", "--purge");
    tidelake.run("up").orThrow();
    endpoints = tidelake.endpoints();
    lake = new Lake(endpoints.path("trino").asText());
    rest = new Rest(dashboard());
  }

  @AfterAll
  void stopStack() throws Exception {
    if (rest != null) {
      rest.close();
    }
    // The logs stay for whoever looks into a failure.
    tidelake.run("down");
  }

  @Test
  @Order(1)
  void anEmptyStackAnswersWithoutNumbers() throws Exception {
    eventually()
        .untilAsserted(() -> assertThat(rest.get("/api/user_stats").status()).isEqualTo(200));
    assertThat(rest.get("/api/user_stats").data()).isEmpty();
    assertThat(rest.get("/api/user_stats").body().at("/pagination/total").asLong()).isZero();
    assertThat(rest.get("/api/user_stats/dimensions?dimension=action").code()).isZero();
    assertThat(OriginalAnswers.differences(rest, true)).isEmpty();
    try (LiveSocket socket = new LiveSocket(dashboard())) {
      eventually().untilAsserted(() -> assertThat(socket.frames()).isGreaterThanOrEqualTo(2));
      assertThat(socket.events()).isZero();
    }
  }

  @Test
  @Order(2)
  void aFileIsInTheLakeExactly() throws Exception {
    Path csv = folder.resolve("known.csv");
    input.write(csv);
    tidelake.run("produce", "--csv", csv.toString(), "--event-time", "dataset").orThrow();
    events += ROWS;
    awaitRawEvents(events);

    for (String column : List.of("action", "age_range", "gender", "province", "dt")) {
      Map<String, Long> wanted =
          input.countBy(
              switch (column) {
                case "action" -> Event::action;
                case "age_range" -> Event::age;
                case "gender" -> Event::gender;
                case "province" -> Event::province;
                default -> Event::date;
              });
      assertThat(
              lake.counts(
                  "SELECT cast(%s AS varchar), count(*) FROM raw_events GROUP BY 1"
                      .formatted(column)))
          .as("raw_events by %s", column)
          .isEqualTo(wanted);
      assertThat(
              lake.counts(
                  "SELECT cast(%s AS varchar), sum(events) FROM behavior_1m GROUP BY 1"
                      .formatted(column)))
          .as("behavior_1m by %s", column)
          .isEqualTo(wanted);
    }
    assertThat(lake.number("SELECT count(*) FROM raw_events WHERE is_late"))
        .isEqualTo(input.late());
    assertThat(lake.number("SELECT sum(late_events) FROM behavior_1m")).isEqualTo(input.late());
    assertThat(lake.number("SELECT count(DISTINCT time_source) FROM raw_events")).isEqualTo(1);
    assertAudit();
    assertCommitIsFound();
  }

  /** README's way from partition and offset to the commit. */
  private void assertCommitIsFound() throws Exception {
    long offset = lake.number("SELECT max(kafka_offset) FROM raw_events WHERE kafka_partition = 2");
    String commit = ReadmeSql.statement(readme(tidelake), ReadmeSql.OFFSET);
    assertThat(lake.rows(commit.replace(ReadmeSql.OFFSET, Long.toString(offset)))).hasSize(1);
  }

  @Test
  @Order(3)
  void theCommandLineAnswersAsTrinoDoes() throws Exception {
    String out =
        tidelake
            .run("sql", "SELECT action, count(*) FROM lake.taobao.raw_events GROUP BY 1 ORDER BY 1")
            .orThrow()
            .out();
    List<String> wanted = new ArrayList<>();
    input.countBy(Event::action).forEach((action, count) -> wanted.add(action + "," + count));
    assertThat(out.replace("\"", "").strip().lines()).isEqualTo(wanted);
  }

  @Test
  @Order(4)
  void restGivesTheSameNumbers() throws Exception {
    assertThat(OriginalAnswers.differences(rest, false)).isEmpty();
    Map<String, String> labels = Map.of("0", "点击", "1", "加入购物车", "2", "购买", "3", "关注商品");
    Rest.Answer answer = rest.get("/api/user_stats/dimensions?dimension=action");
    assertThat(answer.status()).isEqualTo(200);
    Map<String, Long> found = new TreeMap<>();
    double percentages = 0;
    for (JsonNode statistic : answer.data().path("statistics")) {
      found.put(statistic.path("action_type").asText(), statistic.path("count").asLong());
      percentages += statistic.path("percentage").asDouble();
    }
    Map<String, Long> wanted = new TreeMap<>();
    input.countBy(Event::action).forEach((action, count) -> wanted.put(labels.get(action), count));
    assertThat(found).isEqualTo(wanted);
    assertThat(percentages).isCloseTo(100, org.assertj.core.data.Offset.offset(1e-6));

    assertThat(statistics("province", "province")).isEqualTo(input.countBy(Event::province));
    assertThat(statistics("gender", "gender").values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(ROWS);

    // A row a date and action: a year is more than the thousand rows of one answer.
    int year = LocalDate.now(KnownInput.ZONE).getYear();
    long inRange = 0;
    for (String[] half : new String[][] {{"01-01", "06-30"}, {"07-01", "12-31"}}) {
      Rest.Answer range =
          rest.get(
              "/api/user_stats/range?limit=1000&start_time=%d-%s%%2000:00:00&end_time=%d-%s%%2023:59:59"
                  .formatted(year, half[0], year, half[1]));
      for (JsonNode row : range.data()) {
        inRange += row.path("total_actions").asLong();
      }
    }
    assertThat(inRange).isEqualTo(ROWS);
  }

  @Test
  @Order(5)
  void aLakeWithoutAStreamHasTheSameCellsOutOfTheFile() throws Exception {
    try (LakeStack other =
        LakeStack.start("e2e-backfill", EnumSet.of(Part.OBJECT_STORE, Part.CATALOG, Part.TRINO))) {
      TidelakeCli loader =
          new TidelakeCli(tidelake.project(), other.site().home(), other.site().portOffset());
      loader.run("backfill", "--csv", folder.resolve("known.csv").toString()).orThrow();
      // A load brings its rollups up to date itself. Here of them alone: by hand, retention would
      // drop what the file has of old dates.
      tidelake
          .run(
              "maintain",
              "--table=behavior_1h",
              "--table=behavior_1d",
              "--table=visitors_1h",
              "--table=hot_items_1h")
          .orThrow();
      assertThat(lake.number("SELECT sum(events) FROM behavior_1d")).isEqualTo(ROWS);
      for (LakeTable table : AGGREGATES) {
        String sql = resource("/cells/" + table.name() + ".sql");
        List<String> cells = lake.rows(sql);
        assertThat(cells).as(table.name()).isNotEmpty().isEqualTo(other.lake().rows(sql));
      }
      assertReadAsItWas(loader, other.lake());
      assertRollupsWaitForTheNextMaintenance(loader, other.lake());
    }
  }

  private void assertRollupsWaitForTheNextMaintenance(TidelakeCli loader, Lake loaded)
      throws Exception {
    List<String> lines = Files.readAllLines(folder.resolve("known.csv"));
    Path one = Files.write(folder.resolve("one.csv"), lines.subList(0, 2));
    loader.run("backfill", "--csv", one.toString(), "--no-rollups").orThrow();
    assertThat(loaded.number("SELECT sum(events) FROM behavior_1m")).isEqualTo(ROWS + 1);
    assertThat(loaded.number("SELECT sum(events) FROM behavior_1d")).isEqualTo(ROWS);
  }

  private static Path readme(TidelakeCli cli) {
    return cli.project().resolve("README.md");
  }

  /** Every statement of the README, with the time and the backup that there are. */
  private static void assertReadAsItWas(TidelakeCli loader, Lake loaded) throws Exception {
    loader.run("backup", "--name", "documented").orThrow();
    assertThat(loader.run("backup", "--list").orThrow().out()).contains("documented  made ");
    String now =
        LocalDateTime.now(KnownInput.ZONE)
                .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS"))
            + " "
            + KnownInput.ZONE;
    List<String> statements = ReadmeSql.statements(readme(loader));
    assertThat(ReadmeSql.statements(loader.project().resolve("README.zh-CN.md")))
        .isEqualTo(statements);
    Map<String, List<String>> answers = new LinkedHashMap<>();
    for (String statement : statements) {
      String sql = statement.replace(ReadmeSql.BACKUP, "documented").replace(ReadmeSql.TIME, now);
      answers.put(sql, loaded.rows(sql));
    }
    assertThat(answers).hasSizeGreaterThan(15);
    List<String> all = List.of(Long.toString(ROWS));
    assertThat(answer(answers, "FOR VERSION AS OF 'documented'")).isEqualTo(all);
    assertThat(answer(answers, "FOR TIMESTAMP AS OF TIMESTAMP '" + now)).isEqualTo(all);
    assertThat(answer(answers, "\"behavior_1m$refs\""))
        .anyMatch(ref -> ref.startsWith("documented,TAG,"))
        .anyMatch(ref -> ref.startsWith("main,BRANCH,"));
    assertThat(answer(answers, "FROM hot_items_1h")).isNotEmpty();

    loader.run("restore", "documented", "--into", "documented").orThrow();
    assertThat(loaded.number("SELECT sum(events) FROM lake.documented.behavior_1m"))
        .isEqualTo(ROWS);

    JsonNode planned = JSON.readTree(loader.run("maintain", "--dry-run", "--json").orThrow().out());
    assertThat(planned).allMatch(line -> line.path("outcome").asText().equals("planned"));
    assertThat(loader.run("lake", "policy", "raw_events").orThrow().out())
        .containsPattern("raw_events\\R  retention-days +90\\s");
    assertThat(loader.run("lake", "status").orThrow().out())
        .contains(LakeTables.ALL.stream().map(LakeTable::name).toList());
    assertThat(loader.run("backup", "--prune", "PT0S").orThrow().out())
        .contains("1 backups removed");
  }

  private static List<String> answer(Map<String, List<String>> answers, String text) {
    return answers.entrySet().stream()
        .filter(answer -> answer.getKey().contains(text))
        .findFirst()
        .orElseThrow(() -> new AssertionError("the README asks nothing with " + text))
        .getValue();
  }

  @Test
  @Order(6)
  void pagesHoldEveryCellOnce() throws Exception {
    long total = rest.get("/api/user_stats?limit=1").body().at("/pagination/total").asLong();
    long count = 0;
    Map<Long, String> ids = new TreeMap<>();
    for (long offset = 0; offset < total; offset += 1000) {
      for (JsonNode row : rest.get("/api/user_stats?limit=1000&offset=" + offset).data()) {
        count += row.path("count").asLong();
        assertThat(ids.put(row.path("id").asLong(), row.toString())).as(row.toString()).isNull();
      }
    }
    assertThat(ids).hasSize(Math.toIntExact(total));
    assertThat(count).isEqualTo(ROWS);
    assertThat(ids.keySet()).allMatch(id -> id > 0 && id < 1L << 53);
  }

  @Test
  @Order(7)
  void theLiveSocketGivesTheSameNumbers() {
    try (LiveSocket socket = new LiveSocket(dashboard())) {
      eventually().untilAsserted(() -> assertThat(socket.events()).isEqualTo(ROWS));
      assertThat(socket.counts("action")).isEqualTo(input.countBy(Event::action));
      assertThat(socket.counts("age")).isEqualTo(input.countBy(Event::age));
      assertThat(socket.counts("gender")).isEqualTo(input.countBy(Event::gender));
      assertThat(socket.counts("province")).isEqualTo(input.countBy(Event::province));
      assertThat(socket.counts("late")).isEqualTo(Map.of("0", input.late()));
      assertThat(socket.violation()).isNull();
    }
  }

  @Test
  @Order(8)
  void aSocketIoClientOfTheOriginalGivesTheSameNumbers() throws Exception {
    LinkedBlockingDeque<String> updates = new LinkedBlockingDeque<>();
    Socket socket = IO.socket(dashboard());
    try {
      socket.on("update_charts", arguments -> updates.add(arguments[0].toString()));
      socket.on(
          Socket.EVENT_CONNECT, any -> socket.emit("request_charts", new org.json.JSONObject()));
      socket.connect();
      for (int answers = 0; answers < 2; answers++) {
        JsonNode charts = JSON.readTree(updates.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        long clicks = 0;
        long all = 0;
        for (JsonNode slice : charts.at("/action/series/0/data")) {
          all += slice.path("value").asLong();
          clicks += slice.path("name").asText().equals("点击") ? slice.path("value").asLong() : 0;
        }
        assertThat(all).isEqualTo(ROWS);
        assertThat(clicks).isEqualTo(input.countBy(Event::action).get("0"));
        long provinces = 0;
        for (JsonNode bar : charts.at("/province/series/0/data")) {
          provinces += bar.isNumber() ? bar.asLong() : bar.path("value").asLong();
        }
        assertThat(provinces).isEqualTo(ROWS);
        assertThat(charts.at("/age/title/text").asText()).isEqualTo("年龄分布 (Flink)");
      }
    } finally {
      socket.disconnect();
    }
  }

  @Test
  @Order(9)
  void thePythonClientOfTheOriginalRunsUnchanged() throws Exception {
    // Only the end of the printed object stands at the beginning of a line.
    String printed =
        originalClients().python(text -> text.contains("收到图表更新") && text.endsWith("\n}\n"));

    assertThat(printed)
        .contains("查询到 50 条记录", "Connected to server", "收到图表更新: {")
        .doesNotContain("失败", "Traceback");
    JsonNode charts = JSON.readTree(printed.substring(printed.indexOf("收到图表更新: ") + 8));
    long all = 0;
    for (JsonNode slice : charts.at("/action/series/0/data")) {
      all += slice.path("value").asLong();
    }
    assertThat(all).isEqualTo(ROWS);
  }

  @Test
  @Order(10)
  void theJavaScriptClientOfTheOriginalRunsUnchanged() throws Exception {
    JsonNode told = originalClients().javaScript();

    assertThat(told.path("errors")).isEmpty();
    assertThat(told.path("rows").asInt()).isEqualTo(50);
    assertThat(told.path("lines").toString()).contains("查询成功:", "已连接到服务器", "收到图表更新:");
    long all = 0;
    for (JsonNode slice : told.at("/charts/gender/series/0/data")) {
      all += slice.path("value").asLong();
    }
    assertThat(all).isEqualTo(ROWS);
  }

  private OriginalClients originalClients() {
    return new OriginalClients(tidelake.project(), folder, dashboard());
  }

  @Test
  @Order(11)
  void badRecordsAreQuarantinedWithReasonAndBytesAndTheJobGoesOn() throws Exception {
    List<byte[]> bad = new ArrayList<>();
    Map<String, Long> reasons = rejected;
    bad(bad, reasons, "EMPTY_VALUE", new byte[0]);
    bad(bad, reasons, "MALFORMED_JSON", "not json".getBytes(UTF_8));
    bad(bad, reasons, "MALFORMED_JSON", good(1).substring(0, 40).getBytes(UTF_8));
    bad(bad, reasons, "NOT_AN_OBJECT", "[1,2,3]".getBytes(UTF_8));
    bad(bad, reasons, "INVALID_UTF8", new byte[] {'"', (byte) 0xFF, '"'});
    bad(bad, reasons, "INVALID_TYPE", good(1).replace("\"quinn1\"", "{}").getBytes(UTF_8));
    bad(bad, reasons, "MISSING_USER_ID", good(1).replace("\"quinn1\"", "\"\"").getBytes(UTF_8));
    bad(bad, reasons, "MISSING_ITEM_ID", good(1).replace("\"i1\"", "null").getBytes(UTF_8));
    bad(bad, reasons, "INVALID_ACTION", changed("\"action\":0", "\"action\":4"));
    bad(bad, reasons, "INVALID_ACTION", changed("\"action\":0", "\"action\":\"buy\""));
    bad(bad, reasons, "INVALID_AGE_RANGE", changed("\"age_range\":1", "\"age_range\":9"));
    bad(bad, reasons, "INVALID_GENDER", changed("\"gender\":1", "\"gender\":\"f\""));
    bad(bad, reasons, "INVALID_EVENT_TIME", changed("}", ",\"event_time\":\"yesterday\"}"));

    long restartsBefore = jobRestarts();
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (int i = 0; i < GOOD_LINES; i++) {
        producer.send(record("quinn" + i, good(i).getBytes(UTF_8)));
        if (i < bad.size()) {
          producer.send(record("bad" + i, bad.get(i)));
        }
      }
    }
    events += GOOD_LINES;
    awaitRawEvents(events);
    eventually()
        .untilAsserted(
            () ->
                assertThat(lake.counts("SELECT reason, count(*) FROM quarantine GROUP BY 1"))
                    .isEqualTo(reasons));
    for (int i = 0; i < bad.size(); i++) {
      assertThat(
              lake.counts(
                  "SELECT to_hex(value), count(*) FROM quarantine WHERE record_key = to_utf8('bad%d') AND detail <> '' GROUP BY 1"
                      .formatted(i)))
          .isEqualTo(Map.of(java.util.HexFormat.of().withUpperCase().formatHex(bad.get(i)), 1L));
    }
    assertThat(lake.number("SELECT count(*) FROM raw_events WHERE user_id LIKE 'q%'"))
        .isEqualTo(GOOD_LINES);
    assertThat(jobRestarts()).isEqualTo(restartsBefore);
    try (LiveSocket socket = new LiveSocket(dashboard())) {
      eventually().untilAsserted(() -> assertThat(socket.counts("rejected")).isEqualTo(reasons));
    }
    JsonNode stream = rest.get("/api/system/status").data().path("stream");
    reasons.forEach(
        (reason, count) ->
            assertThat(stream.path("rejected_by_reason").path(reason).asLong())
                .as(reason)
                .isEqualTo(count));
  }

  @Test
  @Order(12)
  void theBrowserShowsWhatWasProduced() throws Exception {
    List<Event> produced = new ArrayList<>(input.events());
    for (int i = 0; i < GOOD_LINES; i++) {
      produced.add(goodEvent(i));
    }

    awaitCompleteness();
    JsonNode page =
        new Browser(tidelake.project())
            .visitLive(dashboard(), events, DAY, folder.resolve("dashboard.png"));

    assertShown(page.at("/scopes/all"), produced);
    assertShown(page.at("/scopes/today"), of(produced, LocalDate.now(KnownInput.ZONE)));
    assertShown(page.at("/scopes/day"), of(produced, DAY));
    assertLastMinutes(page.at("/scopes/day"));
    JsonNode stream = rest.get("/api/system/status").data().path("stream");
    for (JsonNode scope : page.path("scopes")) {
      // Of all events, whatever the scope.
      assertThat(counts(scope.at("/details/rejected"))).isEqualTo(rejected);
      assertThat(scope.at("/metrics/rejected").asLong()).isEqualTo(sum(rejected));
      assertThat(scope.at("/metrics/lag").asLong()).isZero();
      assertThat(scope.at("/metrics/completeThrough").asLong())
          .isEqualTo(stream.path("complete_through_ms").asLong())
          .isEqualTo(stream.path("record_time_ms").asLong() - LATE_AFTER_MILLIS - 1);
      assertThat(scope.path("connection").asText()).isEqualTo("live");
    }
    assertTicker(page.path("ticker"), produced);

    // Action, age, gender, province and pulse.
    assertThat(page.path("tables").asInt()).isEqualTo(5);
    assertThat(page.path("pictures")).hasSize(5);
    for (JsonNode picture : page.path("pictures")) {
      assertThat(picture.path("name").asText()).matches("tidelake-.+\\.png");
      assertThat(picture.path("bytes").asLong()).as(picture.toString()).isGreaterThan(5_000);
    }
    assertThat(page.path("moving").asInt(-1)).isZero();
    // On a machine that also runs the whole stack; what has to be fetched for it the build limits.
    assertThat(page.at("/firstPaint/millis").asDouble()).isBetween(1.0, FIRST_PAINT_BUSY_MILLIS);
    assertThat(page.at("/firstPaint/requests").asInt()).isBetween(1, FIRST_PAINT_REQUESTS);
    for (String fault :
        List.of("keyboard", "violations", "tooWide", "consoleErrors", "foreignRequests")) {
      assertThat(page.path(fault).isArray()).as(fault).isTrue();
      assertThat(page.path(fault)).as(fault).isEmpty();
    }
  }

  /** Every number of a scope, against the events that are in it. */
  private static void assertShown(JsonNode shown, List<Event> wanted) {
    Map<String, Long> actions = KnownInput.countBy(wanted, Event::action);
    assertThat(shown.at("/metrics/events").asLong()).isEqualTo(wanted.size());
    assertThat(counts(shown.at("/dimensions/action"))).isEqualTo(actions);
    assertThat(counts(shown.at("/dimensions/age")))
        .isEqualTo(KnownInput.countBy(wanted, Event::age));
    assertThat(counts(shown.at("/dimensions/gender")))
        .isEqualTo(KnownInput.countBy(wanted, Event::gender));
    assertThat(counts(shown.at("/dimensions/province")))
        .isEqualTo(KnownInput.countBy(wanted, Event::province));

    long clicks = actions.get("0");
    assertThat(shown.at("/metrics/conversion").asLong())
        .isEqualTo(Math.round(actions.get("2") * 10_000.0 / clicks));
    Map<String, Long> funnel = new TreeMap<>(actions);
    funnel.remove("3");
    assertThat(counts(shown.at("/details/funnel"))).isEqualTo(funnel);

    long users = wanted.stream().map(Event::user).distinct().count();
    assertThat(shown.at("/metrics/visitors").asLong())
        .isCloseTo(users, Percentage.withPercentage(THREE_STANDARD_ERRORS_PERCENT));

    LocalDate today = LocalDate.now(KnownInput.ZONE);
    // Those of today have the time of their record; of the others none is of a day next to it.
    Map<String, Long> delays =
        KnownInput.countBy(
            wanted,
            event ->
                (event.date().equals(today)
                        ? Delay.SECOND
                        : event.date().isAfter(today) ? Delay.FUTURE : Delay.LONGER)
                    .key());
    assertThat(counts(shown.at("/details/delay"))).isEqualTo(delays);
    assertThat(shown.at("/metrics/late").asLong())
        .isEqualTo(delays.getOrDefault(Delay.LONGER.key(), 0L));

    assertTop(shown.at("/tops/item"), KnownInput.countBy(wanted, Event::item));
    assertTop(shown.at("/tops/category"), KnownInput.countBy(wanted, Event::category));
    assertTop(shown.at("/tops/brand"), KnownInput.countBy(wanted, Event::brand));
  }

  /** The ten most frequent; which of equally frequent ones is not said. */
  private static void assertTop(JsonNode shown, Map<String, Long> counts) {
    // An unknown category or brand is none.
    counts.remove("");
    List<Long> most =
        counts.values().stream().sorted(Comparator.reverseOrder()).limit(TOP_SHOWN).toList();
    List<Long> found = new ArrayList<>();
    for (JsonNode entry : shown) {
      found.add(entry.get(1).asLong());
      assertThat(counts).containsEntry(entry.get(0).asText(), entry.get(1).asLong());
    }
    assertThat(found).isEqualTo(most);
  }

  /** By the time of their records, up to one of the seconds before the page was read. */
  private void assertLastMinutes(JsonNode shown) throws Exception {
    long readAt = shown.path("at").asLong() / 1000;
    Map<String, Long> bySecond =
        lake.counts(
            """
            SELECT
                concat(CAST(action AS varchar), ' ', CAST(CAST(floor(to_unixtime(ingest_time)) AS bigint) AS varchar)),
                count(*)
            FROM raw_events
            WHERE action < 3 AND ingest_time > from_unixtime(%d)
            GROUP BY 1
            """
                .formatted(readAt - 2 * LAST_MINUTES_SECONDS));
    List<Map<String, Long>> possible = new ArrayList<>();
    for (long until = readAt - 5; until < readAt; until++) {
      Map<String, Long> wanted = new TreeMap<>(Map.of("0", 0L, "1", 0L, "2", 0L));
      for (Map.Entry<String, Long> each : bySecond.entrySet()) {
        String[] key = each.getKey().split(" ");
        long second = Long.parseLong(key[1]);
        if (second > until - LAST_MINUTES_SECONDS && second <= until) {
          wanted.merge(key[0], each.getValue(), Long::sum);
        }
      }
      possible.add(wanted);
    }
    Map<String, Long> found = new TreeMap<>();
    shown
        .at("/details/lastMinutes")
        .properties()
        .forEach(step -> found.put(step.getKey(), step.getValue().asLong()));
    assertThat(found).isIn(possible);
    assertThat(sum(found)).isPositive();
  }

  private static void assertTicker(JsonNode ticker, List<Event> produced) {
    assertThat(ticker).isNotEmpty();
    for (JsonNode shown : ticker) {
      assertThat(produced)
          .anyMatch(
              event ->
                  event.item().equals(shown.path("item").asText())
                      && event.action() == shown.path("action").asInt());
      // Of a short name nothing is left, of a longer one the first and the last letter.
      assertThat(shown.path("user").asText()).matches("(someone|q\\*\\*\\*\\d) · .+");
    }
  }

  private static List<Event> of(List<Event> events, LocalDate date) {
    return events.stream().filter(event -> event.date().equals(date)).toList();
  }

  @Test
  @Order(13)
  void nothingIsLostOrDoubledWhenTheTaskManagerIsKilled() throws Exception {
    try (LiveSocket socket = new LiveSocket(dashboard())) {
      TidelakeCli.Running producing =
          tidelake.start(
              "produce", "--generate", "--rate", "20000", "--count", Integer.toString(GENERATED));
      long half = events + GENERATED / 2;
      eventually().until(() -> socket.events() > half);
      long killed = tidelake.pid("taskmanager");
      assertThat(ProcessHandle.of(killed).orElseThrow().destroyForcibly()).isTrue();
      tidelake.await(producing).orThrow();
      events += GENERATED;

      awaitRawEvents(events);
      assertAudit();
      eventually().untilAsserted(() -> assertThat(socket.events()).isEqualTo(events));
      assertThat(socket.violation()).isNull();
      // The second one goes on with the work, so all may be there before the killed one is back.
      eventually()
          .untilAsserted(
              () -> assertThat(tidelake.pid("taskmanager")).isNotNull().isNotEqualTo(killed));
    }
    assertCompleteness();
  }

  @Test
  @Order(14)
  void thePageSaysWhatIsGoneAndComesBackAndNoNumberOnItFalls() throws Exception {
    try (WatchedPage page =
        new WatchedPage(tidelake.project(), dashboard(), events, folder.resolve("screenshots"))) {
      eventually().untilAsserted(() -> assertThat(page.states()).contains("live"));
      TidelakeCli.Running first = produceForHalfAMinute();
      kill("query-api", "query-api-2");
      eventually()
          .untilAsserted(
              () ->
                  assertThat(page.states())
                      .contains("reconnecting severe")
                      .satisfies(states -> assertThat(states.getLast()).isEqualTo("live")));
      tidelake.await(first).orThrow();
      events += WATCHED;

      // With a sender of its own: the first may have ended before the service was back.
      TidelakeCli.Running second = produceForHalfAMinute();
      // They hang until the page has said so, since a job that is back within seconds may not be
      // missed.
      int before = page.states().size();
      List<ProcessHandle> workers = processes("taskmanager", "taskmanager-2");
      for (ProcessHandle worker : workers) {
        signal("STOP", worker.pid());
      }
      eventually()
          .untilAsserted(
              () ->
                  assertThat(page.states().subList(before, page.states().size()))
                      .contains("stale warning"));
      workers.forEach(ProcessHandle::destroyForcibly);
      tidelake.await(second).orThrow();
      events += WATCHED;
      awaitRawEvents(events);

      JsonNode seen = page.finish(events);
      assertThat(seen.path("falls").isArray()).isTrue();
      assertThat(seen.path("falls")).as(seen.toString()).isEmpty();
      // Provinces alone are 35.
      assertThat(seen.path("numbers").asInt()).isGreaterThan(60);
      assertThat(seen.path("changes").asInt()).isGreaterThan(200);
      assertThat(seen.path("pageErrors")).isEmpty();
      assertThat(seen.path("standstillMillis").asLong()).isGreaterThan(1000);
      assertThat(page.states().getLast()).isEqualTo("live");
    }
    assertAudit();
  }

  /** Returns when the first thousand is shown. */
  private TidelakeCli.Running produceForHalfAMinute() throws Exception {
    TidelakeCli.Running producing =
        tidelake.start(
            "produce", "--generate", "--rate", "1000", "--count", Integer.toString(WATCHED));
    try (LiveSocket socket = new LiveSocket(dashboard())) {
      eventually().until(() -> socket.events() > events + 1000);
    }
    return producing;
  }

  /** As {@code kill -9} does. */
  private void kill(String... parts) throws Exception {
    assertThat(processes(parts)).allMatch(ProcessHandle::destroyForcibly);
  }

  private List<ProcessHandle> processes(String... parts) throws Exception {
    List<ProcessHandle> processes = new ArrayList<>();
    for (JsonNode part : tidelake.status().path("parts")) {
      if (List.of(parts).contains(part.path("name").asText()) && part.path("pid").asLong() > 0) {
        processes.add(ProcessHandle.of(part.path("pid").asLong()).orElseThrow());
      }
    }
    assertThat(processes).hasSameSizeAs(parts);
    return processes;
  }

  @Test
  @Order(15)
  void aSocketIoClientInNodeGetsChartsOnConnectOnRequestAndOnChange() throws Exception {
    try (LiveSocket socket = new LiveSocket(dashboard())) {
      eventually().untilAsserted(() -> assertThat(socket.events()).isEqualTo(events));
    }
    List<JsonNode> told =
        originalClients()
            .node(() -> tidelake.run("produce", "--generate", "--count", "1").orThrow());
    events += 1;

    assertThat(told)
        .extracting(
            line -> line.path("came").asText(),
            line -> line.path("polling").asLong(),
            line -> line.path("websocket").asLong())
        .containsExactly(
            tuple("on connect", events - 1, events - 1),
            tuple("on request", events - 1, events - 1),
            tuple("on change", events, events));
  }

  @Test
  @Order(15)
  void aBadParameterIsNamed() throws Exception {
    for (Map.Entry<String, String> each :
        Map.of(
                "/api/user_stats?limit=5000", "limit",
                "/api/user_stats?limit=abc", "limit",
                "/api/user_stats?offset=-1", "offset",
                "/api/user_stats/range?start_time=2026-02-01%2000:00:00&end_time=2026-01-01%2000:00:00",
                    "end_time",
                "/api/user_stats/range?end_time=2026-01-01%2000:00:00", "start_time",
                "/api/user_stats/dimensions?dimension=colour", "dimension")
            .entrySet()) {
      Rest.Answer answer = rest.get(each.getKey());
      assertThat(answer.status()).as(each.getKey()).isEqualTo(400);
      assertThat(answer.code()).as(each.getKey()).isEqualTo(1001);
      assertThat(answer.body().path("msg").asText()).contains(each.getValue());
    }
  }

  @Test
  @Order(16)
  void withoutTrinoTheQueryFailsSoonAndTheLiveNumbersGoOn() throws Exception {
    long trino = tidelake.pid("trino");
    signal("STOP", trino);
    try (LiveSocket socket = new LiveSocket(dashboard())) {
      long start = System.nanoTime();
      Rest.Answer answer = rest.get("/api/user_stats/dimensions?dimension=age");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.code()).isIn(1002, 1008);

      tidelake.run("produce", "--generate", "--count", "1000").orThrow();
      events += 1000;
      eventually().untilAsserted(() -> assertThat(socket.events()).isEqualTo(events));
    } finally {
      signal("CONT", trino);
    }
    eventually()
        .untilAsserted(
            () ->
                assertThat(rest.get("/api/user_stats/dimensions?dimension=age").status())
                    .isEqualTo(200));
  }

  @Test
  @Order(17)
  void statusShowsWhatRuns() throws Exception {
    JsonNode data = rest.get("/api/system/status").data();
    assertThat(data.at("/components/kafka/status").asText()).isEqualTo("connected");
    assertThat(data.at("/components/flink/status").asText()).isEqualTo("running");
    assertThat(data.at("/components/flink/job_id").asText()).matches("[0-9a-f]{32}");
    assertThat(data.at("/components/database/status").asText()).isEqualTo("connected");
    assertThat(data.at("/system/uptime").asLong()).isPositive();

    eventually()
        .untilAsserted(
            () -> {
              List<String> names = new ArrayList<>();
              for (JsonNode table : rest.get("/api/lake/tables").data()) {
                names.add(table.path("name").asText());
                assertThat(table.at("/health/score").asInt(-1))
                    .as(table.toString())
                    .isBetween(0, 100);
                assertThat(table.at("/health/reasons").isArray()).isTrue();
              }
              assertThat(names)
                  .containsExactlyInAnyOrderElementsOf(
                      LakeTables.ALL.stream().map(LakeTable::name).toList());
            });
  }

  @Test
  @Order(18)
  void theStateSurvivesDownAndUp() throws Exception {
    awaitRawEvents(events);
    List<Long> processes = new ArrayList<>();
    for (JsonNode part : tidelake.status().path("parts")) {
      if (part.path("pid").asLong() > 0) {
        processes.add(part.path("pid").asLong());
      }
    }
    assertThat(processes).hasSizeGreaterThanOrEqualTo(8);
    tidelake.run("down").orThrow();
    assertThat(processes)
        .noneMatch(pid -> ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));

    // From here on nobody is let in without a token.
    tidelake.run("up", "--secure").orThrow();
    viewer = token("viewer", "韩梅梅");
    awaitRawEvents(events);
    assertThat(lake.number("SELECT count(*) FROM raw_events")).isEqualTo(events);
    try (LiveSocket socket = new LiveSocket(dashboard(), viewer)) {
      eventually().untilAsserted(() -> assertThat(socket.events()).isEqualTo(events));
    }

    // And the job goes on where it was, instead of reading the topic again.
    tidelake.run("produce", "--generate", "--count", "1000").orThrow();
    events += 1000;
    awaitRawEvents(events);
    assertAudit();
    try (LiveSocket socket = new LiveSocket(dashboard(), viewer)) {
      eventually().untilAsserted(() -> assertThat(socket.events()).isEqualTo(events));
    }
  }

  @Test
  @Order(19)
  void withoutATokenNothingIsAnswered() throws Exception {
    JsonNode paths = JSON.readTree(call("GET", "/v3/api-docs", viewer).body()).path("paths");
    assertThat(paths.size()).isGreaterThan(15);
    for (Map.Entry<String, JsonNode> path : paths.properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        if (path.getKey().equals("/healthz")) {
          continue;
        }
        HttpResponse<String> refused =
            call(
                method.getKey().toUpperCase(Locale.ROOT), path.getKey().replaceAll("[{}]", ""), "");
        assertThat(refused.statusCode()).as(method.getKey() + path.getKey()).isEqualTo(401);
        assertThat(JSON.readTree(refused.body()).path("code").asInt()).isEqualTo(1007);
      }
    }
    assertThat(call("GET", "/actuator/prometheus", "").statusCode()).isEqualTo(401);
    assertThat(call("GET", "/", "").statusCode()).isEqualTo(200);
    assertThat(call("GET", "/healthz", "").statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> new LiveSocket(dashboard()))
        .hasCauseInstanceOf(WebSocketHandshakeException.class);
    LinkedBlockingDeque<String> heard = new LinkedBlockingDeque<>();
    Socket socket = IO.socket(dashboard());
    try {
      socket.on(Socket.EVENT_CONNECT, any -> heard.add("connected"));
      socket.on(Socket.EVENT_CONNECT_ERROR, any -> heard.add("refused"));
      socket.connect();
      assertThat(heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("refused");
    } finally {
      socket.disconnect();
    }
  }

  @Test
  @Order(20)
  void eachRoleSeesItsColumnsAndLeavesOneRowACall() throws Exception {
    String analyst = token("analyst", "李雷");
    String admin = token("admin", "root of e2e");
    String csv = "/api/export_user_stats?raw=true&action=buy";

    assertThat(call("GET", csv, viewer).statusCode()).isEqualTo(403);
    List<String> ofAnalyst = call("GET", csv, analyst).body().lines().toList();
    List<String> ofAdmin = call("GET", csv, admin).body().lines().toList();
    assertThat(ofAnalyst).hasSameSizeAs(ofAdmin).hasSizeGreaterThan(100);
    // Between the headers and the count.
    List<String> masked = ofAnalyst.subList(1, ofAnalyst.size() - 1);
    List<String> plain = ofAdmin.subList(1, ofAdmin.size() - 1);
    assertThat(masked).allMatch(line -> line.matches("p_[0-9a-f]{24},.*"));
    assertThat(plain).noneMatch(line -> line.startsWith("p_"));
    assertThat(plain.stream().map(EndToEndE2ECase::withoutUser).sorted().toList())
        .isEqualTo(masked.stream().map(EndToEndE2ECase::withoutUser).sorted().toList());

    for (String path : List.of("/api/user_stats?limit=5", "/api/lake/tables", "/api/nothing")) {
      call("GET", path, analyst);
    }
    assertThat(call("POST", "/api/admin/cache/clear", analyst).statusCode()).isEqualTo(403);
    assertThat(call("POST", "/api/admin/cache/clear", admin).statusCode()).isEqualTo(200);
    assertThat(call("POST", "/api/admin/maintenance/run", admin).statusCode()).isEqualTo(202);
    eventually()
        .untilAsserted(
            () ->
                assertThat(call("POST", "/api/admin/audit/ship", admin).statusCode())
                    .isEqualTo(200));

    assertThat(
            lake.counts(
                "SELECT concat(method, ' ', path, ' ', CAST(status AS varchar)), count(*) FROM"
                    + " audit_log WHERE caller = '李雷' AND role = 'analyst' GROUP BY 1"))
        .isEqualTo(
            Map.of(
                "GET /api/export_user_stats 200", 1L,
                "GET /api/user_stats 200", 1L,
                "GET /api/lake/tables 200", 1L,
                "GET /api/nothing 404", 1L,
                "POST /api/admin/cache/clear 403", 1L));
    assertThat(
            lake.counts(
                "SELECT path, count(*) FROM audit_log WHERE caller = 'root of e2e' AND path <>"
                    + " '/api/admin/audit/ship' GROUP BY 1"))
        .isEqualTo(
            Map.of(
                "/api/export_user_stats", 1L,
                "/api/admin/cache/clear", 1L,
                "/api/admin/maintenance/run", 1L));
    assertThat(
            lake.number(
                "SELECT row_count FROM audit_log WHERE caller = '李雷' AND path ="
                    + " '/api/export_user_stats'"))
        .isEqualTo(ofAnalyst.size() - 2);
  }

  private static String withoutUser(String line) {
    return line.substring(line.indexOf(',') + 1);
  }

  @Test
  @Order(21)
  void theDashboardShowsTheNumbersToWhoBringsAToken() throws Exception {
    JsonNode page =
        new Browser(tidelake.project())
            .read(dashboard() + "/#token=" + viewer, events, folder.resolve("secured.png"));

    assertThat(page.at("/metrics/events").asLong()).isEqualTo(events);
    assertThat(page.path("connection").asText()).isEqualTo("live");
    assertThat(page.path("consoleErrors")).isEmpty();
  }

  private String token(String role, String user) throws Exception {
    return tidelake.run("token", "--role", role, "--user", user).orThrow().out().strip();
  }

  /**
   * @param token empty: none
   */
  private HttpResponse<String> call(String method, String path, String token) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(dashboard() + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(Duration.ofMinutes(1));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  @Order(22)
  void rejectedRecordsAreSentAgainOnce() throws Exception {
    long rejected = lake.number("SELECT count(*) FROM quarantine");
    long wrongActions =
        lake.number("SELECT count(*) FROM quarantine WHERE reason = 'INVALID_ACTION'");
    assertThat(wrongActions).isPositive();
    String[] replay = {"replay-quarantine", "--reason", "INVALID_ACTION", "--since", today()};
    assertThat(tidelake.run(replay).orThrow().out())
        .containsPattern("INVALID_ACTION +" + wrongActions + " +0 ");
    reconcile();
    // Still wrong, so quarantined once more: with the bytes and the time that they had.
    assertThat(lake.number("SELECT count(*) FROM quarantine")).isEqualTo(rejected + wrongActions);
    assertThat(
            lake.number(
                "SELECT count(DISTINCT row(record_key, value, ingest_time)) FROM quarantine WHERE reason = 'INVALID_ACTION'"))
        .isEqualTo(wrongActions);
    assertThat(lake.number("SELECT count(*) FROM quarantine WHERE replayed_at IS NOT NULL"))
        .isEqualTo(wrongActions);

    // Neither what is marked is sent again, nor the copies, which are as wrong.
    for (String[] again : List.of(new String[] {"replay-quarantine", "--dry-run"}, replay)) {
      assertThat(tidelake.run(again).orThrow().out())
          .containsPattern("INVALID_ACTION +0 +" + wrongActions + " +" + wrongActions + " ");
    }
    TidelakeCli.Result unknown = tidelake.run("replay-quarantine", "--reason", "NONE");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("INVALID_ACTION, INVALID_AGE_RANGE");
  }

  @Test
  @Order(23)
  void aRowTooFewOrTooManyIsNamed() throws Exception {
    assertThat(reconcile().path("clean").asBoolean()).isTrue();
    long before = lake.number("SELECT snapshot_id FROM \"raw_events$refs\" WHERE name = 'main'");
    long missing =
        lake.number("SELECT max(kafka_offset) FROM raw_events WHERE kafka_partition = 1");
    String lost = "kafka_partition = 1 AND kafka_offset = " + missing;
    assertThat(lake.change("DELETE FROM raw_events WHERE " + lost)).isEqualTo(1);
    long repeated =
        lake.number("SELECT min(kafka_offset) FROM raw_events WHERE kafka_partition = 2");
    lake.change(
        """
        INSERT INTO raw_events
        SELECT 'repeated', item_id, cat_id, merchant_id, brand_id, month, day, action, age_range,
            gender, province, event_id, event_time, ingest_time, time_source, is_late, delay_ms,
            kafka_partition, kafka_offset, source_file, source_line, dt
        FROM raw_events WHERE kafka_partition = 2 AND kafka_offset = %d"""
            .formatted(repeated));
    lake.change(
        """
        INSERT INTO behavior_1m
        SELECT window_start, action, age_range, gender, '浙江', 987654, 0, dt FROM behavior_1m
        LIMIT 1""");

    TidelakeCli.Result result = tidelake.run("reconcile", "--json");
    assertThat(result.exitCode()).isEqualTo(1);
    JsonNode report = JSON.readTree(result.out());
    assertThat(report.path("clean").asBoolean()).isFalse();
    assertThat(report.path("lost").asLong()).isEqualTo(1);
    assertThat(report.path("duplicated").asLong()).isEqualTo(1);
    List<String> differences = new ArrayList<>();
    report.path("differences").forEach(each -> differences.add(each.path("what").asText()));
    assertThat(differences)
        .contains("partition 1, offset " + missing + ": in Kafka, not in the lake")
        .contains("partition 2, offset " + repeated + ": rows in raw_events 2, in quarantine 0");
    assertThat(report.path("differences"))
        .anySatisfy(
            each -> {
              assertThat(each.path("check").asText()).isEqualTo("cells");
              assertThat(each.path("actual").asLong() - each.path("expected").asLong())
                  .isEqualTo(987_654);
            })
        .anySatisfy(each -> assertThat(each.path("check").asText()).isEqualTo("live"));

    lake.change("DELETE FROM behavior_1m WHERE events = 987654");
    lake.change("DELETE FROM raw_events WHERE user_id = 'repeated'");
    lake.change(
        "INSERT INTO raw_events SELECT * FROM raw_events FOR VERSION AS OF %d WHERE %s"
            .formatted(before, lost));
    assertThat(reconcile().path("clean").asBoolean()).isTrue();
  }

  @Test
  @Order(24)
  void aFileLoadedWithoutKafkaGivesWhatItsReplayGave() throws Exception {
    long before =
        lake.number(
            "SELECT snapshot_id FROM \"behavior_1m$refs\" WHERE name = 'main' AND type = 'BRANCH'");
    String csv = folder.resolve("known.csv").toString();

    String loaded = tidelake.run("backfill", "--csv", csv).orThrow().out();
    String again = tidelake.run("backfill", "--csv", csv).orThrow().out();

    assertThat(loaded).contains("%,d events".formatted(ROWS));
    assertThat(again).contains("nothing to do: known.csv");
    assertThat(lake.number("SELECT count(*) FROM raw_events WHERE source_file IS NOT NULL"))
        .isEqualTo(ROWS);
    assertThat(
            lake.number(
                """
                SELECT count(*)
                FROM (
                    SELECT count_if(source_file IS NULL) AS replayed, count_if(source_file IS NOT NULL) AS loaded
                    FROM raw_events
                    GROUP BY
                        user_id, item_id, cat_id, merchant_id, brand_id, month, day, action, age_range,
                        gender, province, event_id, event_time, time_source, is_late, dt
                )
                WHERE loaded > 0 AND loaded <> replayed"""))
        .as("events that the replay gave another number of")
        .isZero();
    assertThat(
            lake.number(
                """
                SELECT count(*)
                FROM (
                    SELECT window_start, action, age_range, gender, province
                    FROM (
                        SELECT window_start, action, age_range, gender, province, events, late_events
                        FROM behavior_1m
                        UNION ALL
                        SELECT window_start, action, age_range, gender, province, -events, -late_events
                        FROM behavior_1m FOR VERSION AS OF %d
                        UNION ALL
                        SELECT
                            date_trunc('minute', event_time), action, age_range, gender, province,
                            -1, if(is_late, -1, 0)
                        FROM raw_events
                        WHERE source_file IS NOT NULL
                    )
                    GROUP BY 1, 2, 3, 4, 5
                    HAVING sum(events) <> 0 OR sum(late_events) <> 0
                )"""
                    .formatted(before)))
        .as("cells that grew by another number than there are events")
        .isZero();
    JsonNode report = reconcile();
    assertThat(report.path("clean").asBoolean()).isTrue();
    assertThat(report.at("/totals/backfilled").asLong()).isEqualTo(ROWS);
  }

  @Test
  @Order(25)
  void theTablesAreRolledBackAndTheStreamReadsOnFromThere() throws Exception {
    String rows = "SELECT count(*) FROM raw_events";
    long before = lake.number(rows);
    Path csv = folder.resolve("backup");
    tidelake.run("backup", "--name", "good", "--csv", csv.toString()).orThrow();
    try (Stream<String> lines = Files.lines(csv.resolve("good/raw_events.csv"))) {
      assertThat(lines.count()).as("with a header").isEqualTo(before + 1);
    }
    tidelake.run("produce", "--generate", "--count", "500", "--rate", "5000").orThrow();
    awaitRawEvents(before + 500);
    lake.change("DELETE FROM behavior_1m WHERE action = 0");
    lake.change("DELETE FROM raw_events WHERE source_file IS NOT NULL");

    TidelakeCli.Result unknown = tidelake.run("restore", "god", "--in-place");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("no backup god").doesNotContain("stopped");
    tidelake.run("restore", "good", "--in-place").orThrow();

    JsonNode report = reconcile();
    assertThat(report.path("clean").asBoolean()).isTrue();
    assertThat(report.at("/totals/backfilled").asLong()).isEqualTo(ROWS);
    assertThat(lake.number(rows)).isEqualTo(before + 500);
    assertThat(tidelake.run("backfill", "--csv", folder.resolve("known.csv").toString()).out())
        .contains("nothing to do: known.csv");
  }

  @Test
  @Order(26)
  void aRecountPrintsJsonAloneAndFindsNothing() throws Exception {
    JsonNode counted =
        JSON.readTree(tidelake.run("recompute", "--day", DAY.toString(), "--json").orThrow().out());

    assertThat(counted.path(DAY.toString()))
        .hasSizeGreaterThan(4)
        .allMatch(differing -> differing.asLong() == 0);
  }

  @Test
  @Order(27)
  void whatRetentionDroppedIsToldApartFromALoss() throws Exception {
    int days = 30;
    long old =
        lake.number(
            "SELECT count(*) FROM raw_events WHERE source_file IS NULL AND dt < DATE '%s'"
                .formatted(LocalDate.now(KnownInput.ZONE).minusDays(days)));
    // Of behavior_1m they stay for longer.
    tidelake.run("lake", "set", "raw_events", "retention-days=" + days).orThrow();
    tidelake.run("maintain").orThrow();

    JsonNode report = reconcile();

    assertThat(report.path("clean").asBoolean()).isTrue();
    assertThat(report.path("lost").asLong()).isZero();
    assertThat(report.path("dropped").asLong()).isEqualTo(old);
  }

  /** Compares all that is in Kafka now, and fails on a difference. */
  private JsonNode reconcile() throws Exception {
    JsonNode report =
        JSON.readTree(tidelake.run("reconcile", "--json", "--wait", "PT2M").orThrow().out());
    assertThat(report.path("behind").asLong()).isZero();
    return report;
  }

  private static String today() {
    return LocalDate.now(KnownInput.ZONE).minusDays(1).toString();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = EndToEndE2ECase.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private void awaitRawEvents(long wanted) {
    eventually()
        .untilAsserted(
            () ->
                assertThat(lake.number("SELECT count(*) FROM raw_events"))
                    .isGreaterThanOrEqualTo(wanted));
  }

  /** Nothing lost, nothing twice: by Kafka coordinates, and in the aggregate. */
  private void assertAudit() throws Exception {
    assertThat(lake.number("SELECT count(*) FROM raw_events")).isEqualTo(events);
    assertThat(
            lake.number(
                "SELECT count(*) FROM (SELECT DISTINCT kafka_partition, kafka_offset FROM raw_events)"))
        .isEqualTo(events);
    eventually()
        .untilAsserted(
            () ->
                assertThat(lake.number("SELECT sum(events) FROM behavior_1m"))
                    .isGreaterThanOrEqualTo(events));
    assertThat(lake.number("SELECT sum(events) FROM behavior_1m")).isEqualTo(events);
  }

  private Map<String, Long> statistics(String dimension, String field) throws Exception {
    Map<String, Long> counts = new TreeMap<>();
    for (JsonNode each :
        rest.get("/api/user_stats/dimensions?dimension=" + dimension).data().path("statistics")) {
      counts.put(each.path(field).asText(), each.path("count").asLong());
    }
    return counts;
  }

  /** All was read, so all is complete. */
  private void awaitCompleteness() {
    eventually()
        .untilAsserted(
            () -> {
              JsonNode stream = rest.get("/api/system/status").data().path("stream");
              assertThat(stream.path("lag").asLong()).isZero();
              assertThat(stream.path("complete_through_ms").asLong())
                  .isEqualTo(stream.path("record_time_ms").asLong() - LATE_AFTER_MILLIS - 1);
            });
  }

  /** No commit claimed more than its rows and those before. */
  private void assertCompleteness() throws Exception {
    awaitCompleteness();
    assertThat(
            lake.number(
                "SELECT count(*) FROM \"raw_events$snapshots\" WHERE element_at(summary, 'tidelake.complete-through') IS NOT NULL"))
        .isPositive();
    assertThat(
            lake.number(
                """
                WITH commits AS (
                    SELECT
                        from_unixtime(CAST(element_at(summary, 'tidelake.complete-through') AS bigint) / 1e3) AS complete_through,
                        CAST(json_parse(element_at(summary, 'tidelake.kafka-positions')) AS map(integer, bigint)) AS positions
                    FROM "raw_events$snapshots"
                )
                SELECT count(*)
                FROM commits
                CROSS JOIN UNNEST(positions) AS covered (kafka_partition, position)
                JOIN raw_events USING (kafka_partition)
                WHERE kafka_offset >= position AND event_time <= complete_through AND NOT is_late
                """))
        .as("events on time, beyond a commit that claims to have them")
        .isZero();
  }

  /** A table may list values that have not come up. */
  private static Map<String, Long> counts(JsonNode shown) {
    Map<String, Long> counts = new TreeMap<>();
    shown.properties().forEach(cell -> counts.put(cell.getKey(), cell.getValue().asLong()));
    counts.values().removeIf(count -> count == 0);
    return counts;
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private long jobRestarts() throws IOException, InterruptedException {
    try (Rest flink = new Rest(endpoints.path("flink").asText())) {
      for (JsonNode job : flink.get("/jobs/overview").body().path("jobs")) {
        if (job.path("state").asText().equals("RUNNING")) {
          JsonNode metric =
              flink.get("/jobs/" + job.path("jid").asText() + "/metrics?get=numRestarts").body();
          return metric.path(0).path("value").asLong(0);
        }
      }
    }
    throw new AssertionError("no job runs");
  }

  private static void bad(
      List<byte[]> bad, Map<String, Long> reasons, String reason, byte[] value) {
    bad.add(value);
    reasons.merge(reason, 1L, Long::sum);
  }

  /** Every third one of {@link #DAY}, the others of now. */
  private static String good(int i) {
    Event event = goodEvent(i);
    return """
        {"user_id":"%s","item_id":"%s","cat_id":"","merchant_id":"1","brand_id":"%s","action":%d,"age_range":1,"gender":1,"province":"浙江"%s}"""
        .formatted(
            event.user(),
            event.item(),
            event.brand(),
            event.action(),
            event.date().equals(DAY) ? ",\"event_time\":\"" + DAY + "T12:00:00+08:00\"" : "");
  }

  private static Event goodEvent(int i) {
    return new Event(
        (i + 3) % 4,
        1,
        1,
        "浙江",
        i % 3 == 0 ? DAY : LocalDate.now(KnownInput.ZONE),
        "quinn" + i,
        "i" + i % 40,
        "",
        i % 2 == 0 ? "even" : "odd");
  }

  private static byte[] changed(String what, String into) {
    return good(1).replace(what, into).getBytes(UTF_8);
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", endpoints.path("kafka").asText(), "acks", "all"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static ProducerRecord<byte[], byte[]> record(String key, byte @Nullable [] value) {
    return new ProducerRecord<>("behavior", key.getBytes(UTF_8), value);
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor())
        .isZero();
  }

  private String dashboard() {
    return endpoints.path("dashboard").asText();
  }

  private static ConditionFactory eventually() {
    return await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).ignoreExceptions();
  }
}
