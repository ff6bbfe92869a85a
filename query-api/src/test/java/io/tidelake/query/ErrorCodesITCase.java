package io.tidelake.query;

import static io.tidelake.query.HttpCalls.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a Trino that lives but never gets done is answered with, and what a defect of our own. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "tidelake.kafka.bootstrap-servers=localhost:1",
      "tidelake.flink.url=http://localhost:1",
      "tidelake.object-store.url=http://localhost:1",
      "tidelake.trino.query-timeout=1s"
    })
class ErrorCodesITCase {

  private static final String TABLE =
      """
      {"metadata":{"current-snapshot-id":1,"snapshots":[{"snapshot-id":1,"timestamp-ms":1}]}}
      """;

  private static final HttpServer BUSY = busyTrino();

  @LocalServerPort private int port;

  @DynamicPropertySource
  static void trino(DynamicPropertyRegistry registry) {
    registry.add(
        "tidelake.trino.url",
        () -> "jdbc:trino://localhost:" + BUSY.getAddress().getPort() + "/lake/taobao");
    registry.add("tidelake.catalog.url", () -> "http://localhost:" + BUSY.getAddress().getPort());
  }

  @AfterAll
  static void stop() {
    BUSY.stop(0);
  }

  @Test
  void aQueryThatDoesNotEndIsGivenUp() throws Exception {
    long start = System.nanoTime();

    HttpResponse<String> response =
        new HttpCalls(port)
            .get("/api/user_stats/dimensions?dimension=age", "Accept-Language", "en");

    assertThat(assertError(response, 504, 1003).get("msg").asString())
        .contains("1 s", "ask for a shorter time range");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  /** A defect, as far as callers can tell. */
  @TestConfiguration
  static class Defect {

    @Bean
    Broken broken() {
      return new Broken();
    }
  }

  @RestController
  static class Broken {

    @GetMapping("/api/broken")
    String answer() {
      throw new IllegalStateException("jdbc:secret at io.tidelake");
    }
  }

  @Test
  void aDefectIsToldWithoutItsInsides() throws Exception {
    HttpResponse<String> response =
        new HttpCalls(port).get("/api/broken", "Accept-Language", "en", "X-Request-Id", "seen-1");

    assertThat(assertError(response, 500, 1).get("request_id").asString()).isEqualTo("seen-1");
    assertThat(response.body()).doesNotContain("secret", "IllegalState", "io.tidelake", "trace");
  }

  /** Takes every query and never begins with it; also the catalog of a table that has rows. */
  private static HttpServer busyTrino() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      String base = "http://localhost:" + server.getAddress().getPort();
      String queued =
          """
          {"id":"q1","infoUri":"%1$s/ui/q1","nextUri":"%1$s/v1/statement/queued/q1/y/1",
           "stats":{"state":"QUEUED","queued":true,"scheduled":false,"nodes":0,"totalSplits":0,
           "queuedSplits":0,"runningSplits":0,"completedSplits":0,"cpuTimeMillis":0,
           "wallTimeMillis":0,"queuedTimeMillis":0,"elapsedTimeMillis":0,"processedRows":0,
           "processedBytes":0,"peakMemoryBytes":0},"warnings":[]}
          """
              .formatted(base);
      server.createContext("/v1/info", exchange -> answer(exchange, "{\"starting\":false}"));
      server.createContext("/v1/statement", exchange -> answer(exchange, queued));
      server.createContext("/v1/config", exchange -> answer(exchange, "{}"));
      server.createContext("/v1/namespaces", exchange -> answer(exchange, TABLE));
      server.start();
      return server;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void answer(com.sun.net.httpserver.HttpExchange exchange, String json)
      throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      byte[] body = json.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
