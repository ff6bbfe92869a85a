package io.tidelake.query.lake;

import static io.tidelake.query.HttpCalls.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidelake.query.HttpCalls;
import io.tidelake.query.QueryApi;
import io.tidelake.query.security.Tokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** Tables and maintenance, with a catalog and a maintenance process that the test answers for. */
@SpringBootTest(
    classes = QueryApi.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "tidelake.kafka.bootstrap-servers=localhost:1",
      "tidelake.trino.url=jdbc:trino://localhost:1/lake/taobao",
      "tidelake.flink.url=http://localhost:1",
      "tidelake.object-store.url=http://localhost:1",
      "tidelake.security.key=" + Tokens.KEY
    })
class LakeITCase {

  private static final AtomicBoolean AWAY = new AtomicBoolean();
  private static final AtomicInteger RUNS = new AtomicInteger();
  private static final HttpServer OTHERS = others();

  @LocalServerPort private int port;
  private HttpCalls service;

  @DynamicPropertySource
  static void addresses(DynamicPropertyRegistry registry) {
    String url = "http://localhost:" + OTHERS.getAddress().getPort();
    registry.add("tidelake.catalog.url", () -> url);
    registry.add("tidelake.maintenance.url", () -> url + "/maintenance/");
  }

  @AfterAll
  static void stop() {
    OTHERS.stop(0);
  }

  @BeforeEach
  void connect() {
    service = new HttpCalls(port);
    AWAY.set(false);
  }

  @Test
  void aTableHasItsHealthAndTheReasons() throws Exception {
    JsonNode raw = table("raw_events");

    assertThat(raw.at("/health/score").asInt()).isEqualTo(61);
    assertThat(raw.at("/health/reasons/0/code").asString()).isEqualTo("excess-files");
    assertThat(raw.at("/health/reasons/0/text").asString()).isEqualTo("比 8 KiB 数据所需多出 1,234 个数据文件");
    assertThat(raw.at("/health/next_action").asString()).isEqualTo("compaction");
    assertThat(raw.at("/health/excess_files").asLong()).isEqualTo(1234);
    assertThat(raw.at("/health/manifests").asLong()).isEqualTo(12);
    assertThat(raw.at("/health/small_manifests").asLong()).isEqualTo(3);
    assertThat(raw.at("/health/metadata_bytes").asLong()).isEqualTo(184_320);
    assertThat(raw.at("/health/rollup_behind_seconds").isNull()).isTrue();
    assertThat(raw.at("/health/cells").isNull()).isTrue();
    assertThat(raw.at("/health/last_maintenance_at").asString()).isEqualTo("2026-08-29 20:03:12");
    assertThat(raw.at("/health/orphans").asLong()).isEqualTo(3);
    assertThat(raw.at("/health/orphans_searched_at").asString()).isEqualTo("2026-08-29 03:00:05");
    assertThat(raw.get("snapshot_id").asString()).isEqualTo("1");
    JsonNode minutes = table("behavior_1m");
    assertThat(minutes.at("/health/cells").asLong()).isEqualTo(40);
    assertThat(minutes.at("/health/rows_per_cell").asDouble()).isEqualTo(2.5);
    assertThat(minutes.at("/health/rollup_behind_seconds").asLong()).isEqualTo(7);
    assertThat(minutes.at("/health/metadata_bytes").isNull()).isTrue();
    assertThat(minutes.at("/health/orphans").isNull()).isTrue();
    assertThat(table("audit_log").get("health").isNull()).isTrue();
  }

  @Test
  void reasonsAreToldInTheLanguageAskedFor() throws Exception {
    HttpResponse<String> response =
        service.get("/api/lake/tables", "Accept-Language", "en-GB,en;q=0.9");

    JsonNode raw = HttpCalls.json(response).at("/data/0/health/reasons");
    assertThat(raw.at("/0/text").asString()).isEqualTo("1,234 data files more than 8 KiB need");
    assertThat(raw.at("/1/text").asString())
        .isEqualTo("3 files of no snapshot were found at 2026-08-29 03:00:05 and are still there");
    assertThat(raw.at("/2/code").asString()).isEqualTo("of-tomorrow");
    assertThat(raw.at("/2/text").asString()).isEqualTo("7 new things");
  }

  @Test
  void withoutMaintenanceTheTablesAreToldAllTheSame() throws Exception {
    AWAY.set(true);

    assertThat(table("raw_events").get("health").isNull()).isTrue();
    assertThat(table("raw_events").get("snapshot_id").asString()).isEqualTo("1");
  }

  @Test
  void anAdministratorHasMaintenanceRun() throws Exception {
    HttpResponse<String> response = run("admin");

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(HttpCalls.json(response).at("/data/status_url").asString())
        .isEqualTo("/api/lake/maintenance");
    assertThat(RUNS).hasValue(1);

    assertError(run("analyst"), 403, 1007);
    AWAY.set(true);
    HttpResponse<String> away = run("admin");
    assertError(away, 503, 1008);
    assertThat(away.headers().firstValue("Retry-After")).isPresent();
    assertThat(RUNS).hasValue(1);
  }

  private HttpResponse<String> run(String role) throws Exception {
    return service.send(
        "POST", "/api/admin/maintenance/run", "Authorization", "Bearer " + Tokens.of("root", role));
  }

  private JsonNode table(String name) throws Exception {
    for (JsonNode table : HttpCalls.json(service.get("/api/lake/tables")).get("data")) {
      if (table.get("name").asString().equals(name)) {
        return table;
      }
    }
    throw new AssertionError("no table " + name);
  }

  private static HttpServer others() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/v1/config", exchange -> answer(exchange, 200, "{}"));
      server.createContext(
          "/v1/namespaces",
          exchange ->
              answer(
                  exchange,
                  200,
                  """
                  {"metadata":{"current-snapshot-id":1,
                   "snapshots":[{"snapshot-id":1,"timestamp-ms":1}]}}
                  """));
      server.createContext(
          "/maintenance/tables",
          exchange ->
              answer(
                  exchange,
                  AWAY.get() ? 500 : 200,
                  """
                  [{"table":"raw_events","score":61,"reasons":[{"code":"excess-files","values":[1234,8],"text":"1234 data files"},
                      {"code":"orphans","values":[3,"2026-08-28T19:00:05Z"],"text":"3 files"},
                      {"code":"of-tomorrow","values":[7],"text":"7 new things"}],
                    "nextAction":"compaction","lastMaintenance":"2026-08-29T12:03:12.5Z",
                    "figures":{"files":5,"manifests":12},"excessFiles":1234,"smallManifests":3,
                    "metadataBytes":184320,"rollupBehindSeconds":null,
                    "orphans":3,"orphansSearched":"2026-08-28T19:00:05Z"},
                   {"table":"behavior_1m","score":100,"reasons":[],"nextAction":"none",
                    "cells":40,"rowsPerCell":2.5,"lastMaintenance":null,"rollupBehindSeconds":7,
                    "orphans":null,"orphansSearched":null}]
                  """));
      server.createContext(
          "/maintenance/run",
          exchange -> {
            boolean fit =
                exchange.getRequestMethod().equals("POST")
                    && "application/json"
                        .equals(exchange.getRequestHeaders().getFirst("Content-Type"));
            if (fit && !AWAY.get()) {
              RUNS.incrementAndGet();
            }
            answer(exchange, AWAY.get() ? 500 : fit ? 202 : 415, "{}");
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    try (exchange) {
      byte[] body = json.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
