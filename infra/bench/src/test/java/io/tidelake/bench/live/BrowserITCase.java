package io.tidelake.bench.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.tidelake.bench.load.Clock;
import io.tidelake.bench.load.Progression;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Chromium on a page that counts as the dashboard does, a number a frame. */
class BrowserITCase {

  private static final String PAGE =
      """
      <!doctype html><dl><dd data-metric="events">–</dd></dl>
      <script>
        const figure = document.querySelector('dd');
        let events = 0;
        const count = () => {
          events += 10;
          figure.dataset.value = String(events);
          figure.textContent = String(events);
          requestAnimationFrame(count);
        };
        requestAnimationFrame(count);
      </script>
      """;

  @Test
  void notesEachNumberOnceItIsPainted() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of(System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium"))),
        "no Chromium");
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] page = PAGE.getBytes(UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    server.start();
    long start = Clock.micros();
    try (Browser browser =
        Browser.open("http://127.0.0.1:" + server.getAddress().getPort() + "/")) {
      await().atMost(Duration.ofSeconds(30)).until(() -> browser.events() >= 200);
      Browser.Seen seen = browser.takeSeen();
      Progression painted = seen.painted();
      assertThat(painted.count()).isGreaterThanOrEqualTo(150);
      assertThat(painted.lastMicros()).isBetween(start, Clock.micros());
      assertThat(seen.written().count()).isEqualTo(painted.count());
      assertThat(seen.written().lastMicros()).isBetween(start, painted.lastMicros());
      assertThat(seen.heard().lastMicros()).isLessThanOrEqualTo(seen.written().lastMicros());
      assertThat(ProcessHandle.of(browser.pid())).isPresent();
    } finally {
      server.stop(0);
    }
  }
}
