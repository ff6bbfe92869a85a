package io.tidelake.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service with nothing behind it: everything still answers, soon and in the envelope. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "tidelake.kafka.bootstrap-servers=localhost:1",
      "tidelake.trino.url=jdbc:trino://localhost:1/lake/taobao",
      "tidelake.flink.url=http://localhost:1",
      "tidelake.catalog.url=http://localhost:1",
      "tidelake.object-store.url=http://localhost:1"
    })
class QueryApiITCase {

  @LocalServerPort private int port;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void isHealthyOnItsOwn() throws Exception {
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/user_stats",
        "/api/user_stats/range?start_time=2026-08-29%2000:00:00&end_time=2026-08-30T00:00:00Z",
        "/api/user_stats/dimensions?dimension=action&group_by=hour&order_by=count%20desc",
        "/api/user_stats/trend",
        "/api/user_stats/funnel?gender=female&province=%E5%8C%97%E4%BA%AC",
        "/api/user_stats/visitors",
        "/api/user_stats/hot_items?kind=brand",
        "/api/lake/tables",
        "/api/lake/maintenance?table=raw_events",
        "/api/lake/quarantine?reason=INVALID_ACTION"
      })
  void saysWithinFiveSecondsThatTrinoIsGone(String path) throws Exception {
    long start = System.nanoTime();
    HttpResponse<String> response = get(path);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertThat(response.statusCode()).isEqualTo(503);
    assertError(response, 1002);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/user_stats?limit=5000, limit=5000",
    "/api/user_stats?limit=abc, limit=abc",
    "/api/user_stats?limit=0, limit=0",
    "/api/user_stats?offset=-1, offset=-1",
    "/api/user_stats/range, start_time",
    "/api/user_stats/range?start_time=2026-08-29%2000:00:00, end_time",
    "/api/user_stats/range?start_time=2026-08-29&end_time=x, start_time=2026-08-29",
    "/api/user_stats/range?start_time=2026-08-29%2000:00:00&end_time=2026-08-28%2000:00:00,"
        + " end_time",
    "/api/user_stats/dimensions, dimension",
    "/api/user_stats/dimensions?dimension=colour, dimension=colour",
    "/api/user_stats/dimensions?dimension=age&group_by=month, group_by=month",
    "/api/user_stats/dimensions?dimension=age&group_by=age, group_by=age",
    "/api/user_stats/dimensions?dimension=age&order_by=1;drop, order_by=1;drop",
    "/api/user_stats/dimensions?dimension=age&gender=7, gender=7",
    "/api/user_stats/dimensions?dimension=age&limit=99999, limit=99999",
    "/api/user_stats?limti=5, limti",
    "/api/user_stats?limit=5&limit=5, limit",
    "/api/user_stats?dimension=age, dimension",
    "/api/user_stats?action=steal, action=steal",
    "/api/user_stats?cursor=abc, cursor",
    "/api/user_stats/range?province=x&province=y, province",
    "/api/user_stats/dimensions?dimension=age&dimension=age, dimension",
    "/api/user_stats/trend?interval=week, interval=week",
    "/api/user_stats/trend?start_time=yesterday, start_time=yesterday",
    "/api/user_stats/funnel?action=0, action",
    "/api/user_stats/visitors?limit=5, limit",
    "/api/user_stats/hot_items?kind=user, kind=user",
    "/api/user_stats/hot_items?limit=101, limit=101",
    "/api/user_stats/hot_items?age=99, age=99",
    "/api/lake/tables?limit=5, limit",
    "/api/lake/maintenance?limit=0, limit=0",
    "/api/lake/quarantine?limit=101, limit=101"
  })
  void namesTheParameterThatIsNotAccepted(String path, String named) throws Exception {
    HttpResponse<String> response = get(path, "Accept-Language", "en");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(assertError(response, 1001).get("msg").asString()).contains(named);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/nothing, 404, 1",
    "GET, /nothing, 404, 1",
    "GET, /actuator, 404, 1",
    "GET, /actuator/env, 404, 1",
    "POST, /api/user_stats, 405, 1"
  })
  void refusesInTheEnvelope(String method, String path, int status, int code) throws Exception {
    HttpResponse<String> response =
        http.send(request(path, method).build(), HttpResponse.BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(status);
    assertError(response, code);
  }

  @Test
  void saysWhatItCanGiveToAClientThatWantsSomethingElse() throws Exception {
    HttpResponse<String> response = get("/api/user_stats", "Accept", "text/xml");

    assertThat(response.statusCode()).isEqualTo(406);
    assertError(response, 1006);
  }

  @Test
  void speaksTheLanguageOfTheRequest() throws Exception {
    assertThat(get("/api/nothing").body()).contains("不存在");
    assertThat(get("/api/nothing", "Accept-Language", "fr").body()).contains("不存在");
    assertThat(get("/api/nothing", "Accept-Language", "en-GB,en;q=0.8").body())
        .contains("There is nothing at /api/nothing");
  }

  @Test
  void systemStatusAnswersWithinTwoSecondsWhateverIsGone() throws Exception {
    long start = System.nanoTime();
    HttpResponse<String> response = get("/api/system/status");

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    JsonNode data = JsonMapper.shared().readTree(response.body()).get("data");
    assertThat(data.at("/system/status").asString()).isEqualTo("running");
    assertThat(data.get("components").propertyNames())
        .containsExactly("kafka", "flink", "database", "catalog", "object_store", "websocket");
    assertThat(data.at("/components/kafka/status").asString()).isEqualTo("disconnected");
    assertThat(data.at("/components/kafka/topic").asString()).isEqualTo("behavior");
    assertThat(data.at("/components/database/status").asString()).isEqualTo("disconnected");
    assertThat(data.propertyNames())
        .startsWith("system", "components", "performance")
        .contains("stream");
    assertThat(data.at("/stream/complete_through").isNull()).isTrue();
    assertThat(data.at("/stream/accepted").asLong()).isZero();
    assertThat(data.get("performance").propertyNames())
        .containsExactly("cpu_usage", "memory_usage", "disk_usage", "network_io");
    assertThat(data.at("/performance/memory_usage").asDouble()).isBetween(0.1, 100.0);
  }

  @Test
  void setsHeadersThatKeepPagesAtHome() throws Exception {
    HttpResponse<String> response = get("/healthz");

    assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains(
            "default-src 'self'",
            "style-src 'self';",
            "style-src-attr 'unsafe-inline'",
            "img-src 'self' data: blob:");
    assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
  }

  @Test
  void servesTheDashboard() throws Exception {
    HttpResponse<String> response = get("/");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElseThrow()).contains("text/html");
  }

  private static JsonNode assertError(HttpResponse<String> response, int code) {
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/json");
    JsonNode envelope = JsonMapper.shared().readTree(response.body());
    assertThat(envelope.propertyNames())
        .containsExactly("code", "msg", "data", "timestamp", "request_id");
    assertThat(response.headers().firstValue("X-Request-Id"))
        .hasValue(envelope.get("request_id").asString());
    assertThat(envelope.get("code").asInt()).isEqualTo(code);
    assertThat(envelope.get("data").isNull()).isTrue();
    assertThat(response.body()).doesNotContain("Exception", "\tat ");
    return envelope;
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = request(path, "GET");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path, String method) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
        .method(method, HttpRequest.BodyPublishers.noBody())
        .timeout(Duration.ofSeconds(10));
  }
}
