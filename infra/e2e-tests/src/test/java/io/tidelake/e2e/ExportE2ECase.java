package io.tidelake.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidelake.bench.export.CsvDigest;
import io.tidelake.stack.server.Part;
import io.tidelake.stack.server.Secrets;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Exports of a lake that Trino reads: every row is in them once, and an end is an end. */
@ExtendWith(SharedLake.class)
class ExportE2ECase {

  private static final long ROWS = 100_000;
  private static final String CSV = "/api/export_user_stats";

  private static LakeStack stack;

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws Exception {
    stack = SharedLake.stack();
    SyntheticEvents.addRaw(stack.lake(), ROWS);
    SyntheticEvents.addMinutes(stack.lake());
  }

  @Test
  void rawEventsAreThoseOfTheLakeWithPseudonyms() throws Exception {
    String key =
        Secrets.loadOrCreate(stack.site().home().resolve("secrets.properties")).maskingKey();
    HttpResponse<InputStream> response = open(CSV + "?raw=true", "Accept-Encoding", "gzip");

    assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
    try (InputStream body = new GZIPInputStream(response.body())) {
      CsvDigest digest = CsvDigest.of(body);
      assertThat(digest.rows()).isEqualTo(ROWS);
      assertThat(digest.end()).startsWith("# rows=" + ROWS + " snapshot=");
      assertThat(digest.checksum()).isEqualTo(stack.lake().number(CsvDigest.query(key)));
    }
  }

  @Test
  void filtersAndRangesChooseEvents() throws Exception {
    String query =
        "&province=%E4%B8%8A%E6%B5%B7&action=1&start_time=2026-08-30%2000:00:10"
            + "&end_time=2026-08-30%2000:01:00";
    try (InputStream body = open(CSV + "?raw=true" + query).body()) {
      assertThat(CsvDigest.of(body).rows())
          .isEqualTo(
              stack
                  .lake()
                  .number(
                      """
                      SELECT count(*) FROM raw_events
                      WHERE province = '上海' AND action = 1 AND event_time BETWEEN
                        TIMESTAMP '2026-08-30 00:00:10 Asia/Shanghai'
                        AND TIMESTAMP '2026-08-30 00:01:00 Asia/Shanghai'
                      """))
          .isPositive();
    }
  }

  /** The rows of the file are the rows of the page, in the same order. */
  @Test
  void statisticsAreThoseThatAreListed() throws Exception {
    JsonNode listed = stack.rest().get("/api/user_stats?limit=1000").data();
    List<String> lines = new ArrayList<>();
    try (InputStream body = open(CSV).body()) {
      new String(body.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(lines::add);
    }

    assertThat(lines.getFirst()).isEqualTo("\uFEFF统计时间,行为类型,行为次数,年龄段,年龄统计,性别,性别统计,省份,省份统计,创建时间,数量");
    assertThat(lines.getLast())
        .startsWith("# rows=" + stack.lake().number("SELECT count(*) FROM behavior_1m") + " ");
    // All of them: the made-up events have few cells.
    assertThat(listed).hasSize(lines.size() - 2).isNotEmpty();
    for (int i = 0; i < listed.size(); i++) {
      JsonNode row = listed.get(i);
      assertThat(lines.get(i + 1))
          .isEqualTo(
              String.join(
                  ",",
                  row.get("window_time").asText(),
                  row.get("action_type").asText(),
                  row.get("action_count").asText(),
                  row.get("age_range").asText(),
                  row.get("age_count").asText(),
                  row.get("gender").asText(),
                  row.get("gender_count").asText(),
                  row.get("province").asText(),
                  row.get("province_count").asText(),
                  row.get("created_at").asText(),
                  row.get("count").asText()));
    }
  }

  @Test
  void ndjsonHasTheSameRows() throws Exception {
    try (InputStream body = open(CSV + "/ndjson?province=%E5%8C%97%E4%BA%AC").body()) {
      List<String> lines = new String(body.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      JsonNode end = new ObjectMapper().readTree(lines.getLast()).get("_end");
      assertThat(end.get("rows").asLong())
          .isEqualTo(lines.size() - 1)
          .isEqualTo(stack.lake().number("SELECT count(*) FROM behavior_1m WHERE province = '北京'"));
      long events = 0;
      for (String line : lines.subList(0, lines.size() - 1)) {
        events += new ObjectMapper().readTree(line).get("count").asLong();
      }
      assertThat(events)
          .isEqualTo(stack.lake().number("SELECT count(*) FROM raw_events WHERE province = '北京'"));
    }
  }

  @Test
  void aWorkbookIsMadeByAJob() throws Exception {
    JsonNode job =
        stack.rest().get(CSV + "/excel?sheets=action,age,gender,province,raw&async=true").data();
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> state(job).get("state").asText().equals("done"));

    assertThat(state(job).get("record_count").asLong()).isEqualTo(ROWS);
    try (InputStream file = open(state(job).get("download_url").asText()).body()) {
      assertThat(file.readNBytes(2)).isEqualTo("PK".getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Test
  void aClientThatLeavesEndsItsQueryInTrino() throws Exception {
    InputStream body = open(CSV + "?raw=true").body();
    body.readNBytes(1000);
    assertThat(running()).isPositive();
    body.close();

    await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(running()).isZero());
  }

  @Test
  void aTrinoThatStallsForAWhileCostsTimeAndNoRows() throws Exception {
    try (InputStream body = open(CSV + "?raw=true").body();
        ExecutorService reader = Executors.newVirtualThreadPerTaskExecutor()) {
      byte[] first = body.readNBytes(1000);
      stack.servers().pause(Part.TRINO);
      try {
        Future<CsvDigest> digest =
            reader.submit(
                () -> CsvDigest.of(new SequenceInputStream(new ByteArrayInputStream(first), body)));
        // More than one heartbeat's patience, less than the stack's.
        await().pollDelay(Duration.ofSeconds(7)).until(() -> true);
        stack.servers().resume(Part.TRINO);

        assertThat(digest.get(1, TimeUnit.MINUTES).rows()).isEqualTo(ROWS);
      } finally {
        stack.servers().resume(Part.TRINO);
      }
    }
  }

  private static long running() throws Exception {
    return stack
        .lake()
        .number(
            """
            SELECT count(*) FROM system.runtime.queries
            WHERE source = 'tidelake-query-api' AND state NOT IN ('FINISHED', 'FAILED')
              AND query LIKE '%event_millis%'
            """);
  }

  private static JsonNode state(JsonNode job) throws Exception {
    return stack.rest().get(job.get("status_url").asText()).data();
  }

  private HttpResponse<InputStream> open(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(stack.site().url(Part.QUERY_API) + path))
            .timeout(Duration.ofMinutes(2));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<InputStream> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    return response;
  }
}
