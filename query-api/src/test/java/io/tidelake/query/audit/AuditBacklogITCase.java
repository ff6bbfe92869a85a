package io.tidelake.query.audit;

import static io.tidelake.query.audit.AuditRecords.call;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidelake.query.HttpCalls;
import io.tidelake.query.QueryApi;
import io.tidelake.query.security.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the audit log answers after the lake has taken nothing for long. */
@SpringBootTest(
    classes = QueryApi.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "tidelake.kafka.bootstrap-servers=localhost:1",
      "tidelake.flink.url=http://localhost:1",
      "tidelake.object-store.url=http://localhost:1",
      "tidelake.maintenance.url=http://localhost:1",
      "tidelake.security.key=" + Tokens.KEY,
      "tidelake.audit.ship-interval=1h"
    })
class AuditBacklogITCase {

  private static final int UNSHIPPED = 60_000;
  private static final int SHIPPED = 5;

  /** What Trino takes by default. */
  private static final int MAX_STATEMENT = 1_000_000;

  private static final String TABLE =
      """
      {"metadata":{"current-snapshot-id":1,"snapshots":[{"snapshot-id":1,"timestamp-ms":1}]}}
      """;

  private static final AtomicInteger ASKED_FOR_IDS = new AtomicInteger();
  private static final HttpServer LAKE = lake();

  @TempDir private static Path directory;

  @LocalServerPort private int port;

  @DynamicPropertySource
  static void leftBehind(DynamicPropertyRegistry registry) throws IOException {
    try (Writer journal = Files.newBufferedWriter(directory.resolve("0000000000000-x.journal"))) {
      for (int i = 0; i < UNSHIPPED; i++) {
        journal.write(JsonMapper.shared().writeValueAsString(call("/api/backlog")) + "\n");
      }
    }
    registry.add("tidelake.audit.directory", () -> directory);
    String lake = "localhost:" + LAKE.getAddress().getPort();
    registry.add("tidelake.trino.url", () -> "jdbc:trino://" + lake + "/lake/taobao");
    registry.add("tidelake.catalog.url", () -> "http://" + lake);
  }

  @AfterAll
  static void stop() {
    LAKE.stop(0);
  }

  @Test
  void manyThatWaitAreListedAndCounted() throws Exception {
    HttpCalls service = new HttpCalls(port);
    String admin = "Bearer " + Tokens.of("root", "admin");

    HttpResponse<String> page =
        service.get(
            "/api/admin/audit?path=/api/backlog&limit=10&offset=30000", "Authorization", admin);

    assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
    JsonNode answer = HttpCalls.json(page);
    assertThat(answer.at("/pagination/total").asInt()).isEqualTo(UNSHIPPED + SHIPPED);
    assertThat(answer.get("data")).hasSize(10);
    assertThat(ASKED_FOR_IDS).hasValueGreaterThan(1);
    JsonNode stats = HttpCalls.json(service.get("/api/admin/stats", "Authorization", admin));
    assertThat(stats.at("/data/audit/unshipped").asInt()).isGreaterThanOrEqualTo(UNSHIPPED);
  }

  /** A catalog whose tables have rows, and a Trino that counts a few and finds none. */
  private static HttpServer lake() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/v1/info", exchange -> answer(exchange, "{\"starting\":false}"));
      server.createContext("/v1/config", exchange -> answer(exchange, "{}"));
      server.createContext("/v1/namespaces", exchange -> answer(exchange, TABLE));
      server.createContext("/v1/statement", AuditBacklogITCase::run);
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(HttpExchange exchange) throws IOException {
    String sql = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (sql.length() > MAX_STATEMENT) {
      answer(
          exchange,
          result(
              """
              "error":{"message":"Query text length exceeds the maximum length","errorCode":43,
              "errorName":"QUERY_TEXT_TOO_LARGE","errorType":"USER_ERROR"}
              """));
    } else if (sql.contains("json_parse")) {
      ASKED_FOR_IDS.incrementAndGet();
      answer(
          exchange,
          result(column("id", "varchar", "{\"kind\":\"LONG\",\"value\":36}") + ",\"data\":[]"));
    } else if (sql.contains("AS calls")) {
      answer(exchange, result(column("calls", "bigint", "") + ",\"data\":[[" + SHIPPED + "]]"));
    } else {
      answer(
          exchange,
          result(column("id", "varchar", "{\"kind\":\"LONG\",\"value\":36}") + ",\"data\":[]"));
    }
  }

  private static String column(String name, String type, String arguments) {
    return """
        "columns":[{"name":"%s","type":"%s","typeSignature":{"rawType":"%s","arguments":[%s]}}]
        """
        .formatted(name, type, type, arguments);
  }

  private static String result(String part) {
    return """
        {"id":"q1","infoUri":"http://localhost/ui/q1",%s,"stats":{"state":"FINISHED",
         "queued":false,"scheduled":true,"nodes":1,"totalSplits":1,"queuedSplits":0,
         "runningSplits":0,"completedSplits":1,"cpuTimeMillis":0,"wallTimeMillis":0,
         "queuedTimeMillis":0,"elapsedTimeMillis":0,"processedRows":0,"processedBytes":0,
         "peakMemoryBytes":0},"warnings":[]}
        """
        .formatted(part);
  }

  private static void answer(HttpExchange exchange, String json) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      byte[] body = json.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
