package io.tidelake.query.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidelake.query.HttpCalls;
import io.tidelake.query.QueryApi;
import io.tidelake.query.security.Tokens;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** One record a call, whoever makes it and however it ends. */
@SpringBootTest(
    classes = {QueryApi.class, AuditITCase.Lake.class},
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "tidelake.kafka.bootstrap-servers=localhost:1",
      "tidelake.trino.url=jdbc:trino://localhost:1/lake/taobao",
      "tidelake.flink.url=http://localhost:1",
      "tidelake.catalog.url=http://localhost:1",
      "tidelake.object-store.url=http://localhost:1",
      "tidelake.maintenance.url=http://localhost:1",
      "tidelake.security.key=" + Tokens.KEY,
      "tidelake.audit.ship-interval=1h"
    })
class AuditITCase {

  @TempDir private static Path directory;

  @TestConfiguration(proxyBeanMethods = false)
  static class Lake {
    @Bean
    @Primary
    InMemoryAuditTable inMemory() {
      return new InMemoryAuditTable();
    }
  }

  @DynamicPropertySource
  static void ownDirectory(DynamicPropertyRegistry registry) {
    registry.add("tidelake.audit.directory", () -> directory);
  }

  @LocalServerPort private int port;
  @Autowired private Shipper shipper;
  @Autowired private Journal journal;
  @Autowired private InMemoryAuditTable lake;
  private HttpCalls service;

  @BeforeEach
  void connect() {
    service = new HttpCalls(port);
  }

  @Test
  void twoUsersLeaveOneRowEachCall() throws Exception {
    service.get("/api/system/status", "Authorization", "Bearer " + Tokens.of("han", "viewer"));
    service.get(
        "/api/system/metrics?metric=sound&access_token=x",
        "Authorization",
        "Bearer " + Tokens.of("mei", "analyst"),
        "X-Request-Id",
        "my-own-id");

    JsonNode ofHan = rows("user=han");
    assertThat(ofHan).hasSize(1);
    assertThat(ofHan.get(0).get("path").asString()).isEqualTo("/api/system/status");
    assertThat(ofHan.get(0).get("status").asInt()).isEqualTo(200);
    assertThat(ofHan.get(0).get("code").asInt()).isZero();
    JsonNode ofMei = rows("user=mei");
    assertThat(ofMei).hasSize(1);
    JsonNode row = ofMei.get(0);
    assertThat(row.propertyNames())
        .containsExactly(
            "id",
            "time",
            "user",
            "role",
            "address",
            "method",
            "path",
            "parameters",
            "status",
            "code",
            "rows",
            "bytes",
            "snapshot_id",
            "duration_ms",
            "request_id",
            "shipped");
    assertThat(row.get("role").asString()).isEqualTo("analyst");
    assertThat(row.get("address").asString()).isEqualTo("127.0.0.1");
    assertThat(row.get("parameters").toString())
        .isEqualTo("{\"metric\":[\"sound\"],\"access_token\":[\"***\"]}");
    assertThat(row.get("status").asInt()).isEqualTo(400);
    assertThat(row.get("code").asInt()).isEqualTo(1001);
    assertThat(row.get("request_id").asString()).isEqualTo("my-own-id");
    assertThat(row.get("shipped").asBoolean()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/user_stats?limit=x, 400, 1001",
    "GET, /api/admin/stats, 401, 1007",
    "GET, /api/nothing/at/all, 404, 1",
    "DELETE, /api/user_stats, 405, 1",
    "GET, /downloads/nothing.json, 404, 1"
  })
  void aCallThatIsRefusedIsRecordedToo(String method, String path, int status, int code)
      throws Exception {
    HttpResponse<String> response = service.send(method, path);
    assertThat(response.statusCode()).isEqualTo(status);

    String id = response.headers().firstValue("X-Request-Id").orElseThrow();
    JsonNode rows = rows("request_id=" + id);
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).get("status").asInt()).isEqualTo(status);
    assertThat(rows.get(0).get("code").asInt()).isEqualTo(code);
    assertThat(rows.get(0).get("user").asString()).isEqualTo("anonymous");
  }

  @Test
  void aCallThatIsRefusedForItsQueryStringIsThatOfItsUser() throws Exception {
    String token = "Bearer " + Tokens.of("tao", "viewer");
    service.get("/api/system/metrics?metric=cpu&metric=cpu", "Authorization", token);
    service.get("/api/system/metrics?x=" + "a".repeat(20_000), "Authorization", token);

    assertThat(rows("user=tao").valueStream().map(row -> row.get("status").asInt()))
        .containsExactlyInAnyOrder(400, 414);
  }

  @Test
  void aPathThatIsSpeltOtherwiseIsTheSameCall() throws Exception {
    service.get("/%61pi/system/%73tatus", "Authorization", "Bearer " + Tokens.of("ke", "viewer"));

    JsonNode rows = rows("user=ke&path=/api/system/");
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).get("path").asString()).isEqualTo("/api/system/status");
  }

  @Test
  void thePageAndHealthAreNoCalls() throws Exception {
    service.get("/", "X-Request-Id", "page");
    service.get("/healthz", "X-Request-Id", "page");

    assertThat(rows("request_id=page")).isEmpty();
  }

  @Test
  void pagesThroughJournalAndLakeWithoutGapsOrDoubles() throws Exception {
    for (int i = 0; i < 12; i++) {
      service.get("/api/paged/" + i);
      if (i == 5) {
        shipper.ship();
      }
    }

    JsonNode all = answer("path=/api/paged/&limit=50");
    assertThat(all.at("/pagination/total").asInt()).isEqualTo(12);
    List<String> ids = all.get("data").valueStream().map(row -> row.get("id").asString()).toList();
    assertThat(ids).hasSize(12).doesNotHaveDuplicates();
    assertThat(all.get("data").valueStream().filter(row -> row.get("shipped").asBoolean()))
        .hasSize(6);
    List<String> paged = new java.util.ArrayList<>();
    for (int offset = 0; offset < 12; offset += 5) {
      answer("path=/api/paged/&limit=5&offset=" + offset)
          .get("data")
          .forEach(row -> paged.add(row.get("id").asString()));
    }
    assertThat(paged).isEqualTo(ids);
  }

  /** As after a shipment that was broken off. */
  @Test
  void whatIsInJournalAndLakeIsOneCall() throws Exception {
    for (int i = 0; i < 3; i++) {
      service.get("/api/both/" + i);
    }
    lake.failAfter = (int) journal.count() - 1;
    assertThatThrownBy(shipper::ship).hasMessageContaining("the lake is gone");
    lake.failAfter = Integer.MAX_VALUE;

    for (int limit : new int[] {1, 2, 50}) {
      JsonNode answer = answer("path=/api/both/&limit=" + limit);
      assertThat(answer.at("/pagination/total").asInt()).isEqualTo(3);
      assertThat(answer.get("data")).hasSize(Math.min(limit, 3));
    }
    for (JsonNode row : rows("path=/api/both/")) {
      assertThat(row.get("shipped").asBoolean())
          .as(row.toString())
          .isEqualTo(!row.get("path").asString().equals("/api/both/2"));
    }
  }

  @Test
  void statsTellWhatWaits() throws Exception {
    HttpResponse<String> response =
        service.get("/api/admin/stats", "Authorization", "Bearer " + Tokens.of("root", "admin"));

    JsonNode stats = HttpCalls.json(response).get("data");
    assertThat(stats.propertyNames()).containsExactly("calls", "audit", "process");
    assertThat(stats.at("/audit/lost").asInt()).isZero();
    assertThat(stats.at("/process/heap_used").asLong()).isPositive();
  }

  @Test
  void anAdministratorShipsWithoutWaitingForTheTime() throws Exception {
    service.get("/api/shipped/1", "X-Request-Id", "to-ship");
    String admin = "Bearer " + Tokens.of("root", "admin");

    HttpResponse<String> response =
        service.send(
            "POST", "/api/admin/audit/ship", "Authorization", admin, "X-Request-Id", "ship-it");

    assertThat(HttpCalls.json(response).at("/data/records").asInt()).isPositive();
    assertThat(rows("request_id=to-ship").get(0).get("shipped").asBoolean()).isTrue();
    // The order itself is a call too.
    JsonNode order = rows("request_id=ship-it");
    assertThat(order).hasSize(1);
    assertThat(order.get(0).get("method").asString()).isEqualTo("POST");
    assertThat(order.get(0).get("user").asString()).isEqualTo("root");
    assertThat(order.get(0).get("rows").asLong()).isPositive();
  }

  @ParameterizedTest
  @CsvSource({"limit=0", "limit=1001", "offset=-1", "status=1", "code=x", "start_time=yesterday"})
  void namesTheParameterThatIsNotAccepted(String query) throws Exception {
    HttpCalls.assertError(ask(query), 400, 1001);
  }

  private JsonNode rows(String query) throws Exception {
    return answer(query).get("data");
  }

  private JsonNode answer(String query) throws Exception {
    HttpResponse<String> response = ask(query);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return HttpCalls.json(response);
  }

  private HttpResponse<String> ask(String query) throws Exception {
    return service.get(
        "/api/admin/audit?" + query, "Authorization", "Bearer " + Tokens.of("root", "admin"));
  }
}
