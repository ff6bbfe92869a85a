package io.tidelake.query.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidelake.query.QueryApi;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

class SharedPortITCase {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  @TempDir private Path folder;

  @Test
  void theOneTakesOverWhereTheOtherEnds() throws Exception {
    int shared = freePort();
    try (var first = start(shared, "first")) {
      await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(IOException.class)
          .untilAsserted(() -> assertThat(health(shared)).contains("\"serving\":true"));
      try (var second = start(shared, "second")) {
        assertThat(health(ownPort(second))).contains("\"serving\":false");
        assertThat(health(ownPort(first))).contains("\"serving\":true");
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(openedPages(second)).isGreaterThanOrEqualTo(50));
        assertThat(openedPages(first)).as("who serves at once asks itself nothing").isZero();

        first.close();

        await()
            .atMost(PATIENCE)
            .ignoreExceptionsInstanceOf(IOException.class)
            .untilAsserted(() -> assertThat(health(shared)).contains("\"serving\":true"));
        assertThat(health(ownPort(second))).contains("\"serving\":true");
        assertThat(get(shared, "/api/no-such-call").statusCode()).isEqualTo(404);
        assertThat(get(shared, "/").headers().firstValue("Content-Security-Policy")).isPresent();
        assertThatWhatComesByteByByteIsCutOff(shared);
      }
    }
  }

  private static void assertThatWhatComesByteByByteIsCutOff(int port) throws IOException {
    try (Socket socket = new Socket("localhost", port)) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\nX-A: ".getBytes(StandardCharsets.US_ASCII));
      await()
          .pollInterval(Duration.ofMillis(300))
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> socket.getOutputStream().write('a'))
                      .isInstanceOf(IOException.class));
    }
  }

  @Test
  void aWaitingProcessEndsWhenItIsToldTo() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      var waiting = start(taken.getLocalPort(), "waiting");
      assertThat(health(ownPort(waiting))).contains("\"serving\":false");

      waiting.close();

      assertThat(waiting.isActive()).isFalse();
    }
  }

  private ServletWebServerApplicationContext start(int shared, String name) {
    return (ServletWebServerApplicationContext)
        SpringApplication.run(
            QueryApi.class,
            "--server.port=0",
            "--tidelake.shared.port=" + shared,
            "--tidelake.kafka.bootstrap-servers=localhost:1",
            "--tidelake.trino.url=jdbc:trino://localhost:1/lake/taobao",
            "--tidelake.flink.url=http://localhost:1",
            "--tidelake.catalog.url=http://localhost:1",
            "--tidelake.object-store.url=http://localhost:1",
            "--tidelake.head-timeout=2s",
            "--tidelake.audit.directory=" + folder.resolve("audit"),
            "--tidelake.export.directory=" + folder.resolve(name));
  }

  private static int ownPort(ServletWebServerApplicationContext service) {
    return service.getWebServer().getPort();
  }

  /** How often somebody, if only the process itself, has opened the page. */
  private long openedPages(ServletWebServerApplicationContext service)
      throws IOException, InterruptedException {
    return get(ownPort(service), "/actuator/prometheus")
        .body()
        .lines()
        .filter(line -> line.startsWith("http_server_requests_seconds_count"))
        .filter(line -> line.contains("uri=\"/**\"") && line.contains("status=\"200\""))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private String health(int port) throws IOException, InterruptedException {
    return get(port, "/healthz").body();
  }

  private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .timeout(PATIENCE)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
