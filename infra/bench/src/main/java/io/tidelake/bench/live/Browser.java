package io.tidelake.bench.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidelake.bench.load.Progression;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A headless Chromium with the dashboard open, which notes each number of events once it has been
 * painted. The page itself is as it is: a script beside it watches the figure.
 */
final class Browser implements AutoCloseable {

  /**
   * A message posted while a frame is being made is delivered once that frame is on the screen, so
   * the time of its delivery is the time of the painting. The news that a frame shows are those
   * that came last before it was made.
   */
  private static final String WATCH =
      """
      (() => {
        const painted = [];
        globalThis.paintedEvents = painted;
        const now = () => performance.timeOrigin + performance.now();
        let heard = now();
        globalThis.WebSocket = class extends WebSocket {
          constructor(...how) {
            super(...how);
            this.addEventListener('message', () => { heard = now(); });
          }
        };
        const channel = new MessageChannel();
        channel.port1.onmessage = ({ data }) => painted.push([...data, now()]);
        const watch = () => {
          const figure = document.querySelector('[data-metric="events"]');
          if (figure === null) {
            requestAnimationFrame(watch);
            return;
          }
          new MutationObserver(() =>
            channel.port2.postMessage([Number(figure.dataset.value ?? 0), heard, now()]))
            .observe(figure, { attributes: true, attributeFilter: ['data-value'] });
        };
        watch();
      })();
      """;

  private static final long PATIENCE_SECONDS = 30;
  private static final double MICROS_PER_MILLI = 1000;
  private static final JsonMapper JSON = new JsonMapper();

  private final Process process;
  private final Path profile;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final WebSocket socket;

  private Browser(Process process, Path profile, URI page)
      throws InterruptedException, ExecutionException, TimeoutException {
    this.process = process;
    this.profile = profile;
    this.socket =
        http.newWebSocketBuilder()
            .buildAsync(page, new Listener())
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Opens the dashboard. */
  static Browser open(String dashboard) throws Exception {
    Path profile = Files.createTempDirectory("tidelake-bench");
    Process process =
        new ProcessBuilder(
                System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium"),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1920,1080",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      Browser browser = new Browser(process, profile, page(process));
      browser.call("Page.enable", Map.of());
      browser.call("Page.addScriptToEvaluateOnNewDocument", Map.of("source", WATCH));
      browser.call("Page.navigate", Map.of("url", dashboard));
      return browser;
    } catch (Exception e) {
      end(process, profile);
      throw e;
    }
  }

  private static URI page(Process process) throws Exception {
    String mark = "DevTools listening on ";
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
    CompletableFuture<URI> found = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("browser-output")
        .start(
            () -> {
              try (lines) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  if (line.startsWith(mark)) {
                    found.complete(URI.create(line.substring(mark.length()).strip()));
                  }
                }
                found.completeExceptionally(new IOException("Chromium ended at once"));
              } catch (IOException e) {
                found.completeExceptionally(e);
              }
            });
    URI browser = found.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    try (HttpClient client = HttpClient.newHttpClient()) {
      String targets =
          client
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://" + browser.getAuthority() + "/json/list"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      for (JsonNode target : JSON.readTree(targets)) {
        if (target.path("type").asText().equals("page")) {
          return URI.create(target.path("webSocketDebuggerUrl").asText());
        }
      }
      throw new IOException("Chromium has no page: " + targets);
    }
  }

  long pid() {
    return process.pid();
  }

  /** What the page shows now; 0 as long as it shows none. */
  long events() throws InterruptedException, ExecutionException, TimeoutException {
    return evaluate(
            "Number(document.querySelector('[data-metric=\"events\"]')?.dataset.value ?? 0)")
        .asLong();
  }

  /**
   * The way of each number of events through the page.
   *
   * @param heard when the page had the newest message that the number's frame shows
   * @param written when that frame was being made and the page had written the number
   * @param painted when that frame was on the screen
   */
  record Seen(Progression heard, Progression written, Progression painted) {}

  /** What was painted since the last call, and when. */
  Seen takeSeen() throws InterruptedException, ExecutionException, TimeoutException {
    Seen seen = new Seen(new Progression(), new Progression(), new Progression());
    for (JsonNode number : evaluate("paintedEvents.splice(0)")) {
      long events = number.get(0).asLong();
      seen.heard.add(micros(number.get(1)), events);
      seen.written.add(micros(number.get(2)), events);
      seen.painted.add(micros(number.get(3)), events);
    }
    return seen;
  }

  private static long micros(JsonNode millis) {
    return (long) (millis.asDouble() * MICROS_PER_MILLI);
  }

  private JsonNode evaluate(String expression)
      throws InterruptedException, ExecutionException, TimeoutException {
    JsonNode answer =
        call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
    return answer.path("result").path("value");
  }

  private JsonNode call(String method, Map<String, Object> parameters)
      throws InterruptedException, ExecutionException, TimeoutException {
    int id = ids.incrementAndGet();
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", JSON.valueToTree(parameters));
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    socket.sendText(message.toString(), true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws InterruptedException {
    socket.abort();
    http.shutdownNow();
    end(process, profile);
  }

  private static void end(Process process, Path profile) throws InterruptedException {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    if (!process.waitFor(5, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    children.forEach(ProcessHandle::destroyForcibly);
    try (Stream<Path> files = Files.walk(profile)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // Something of it is still being written: a folder in the temporary directory remains.
    }
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        try {
          JsonNode message = JSON.readTree(text.toString());
          CompletableFuture<JsonNode> answer = answers.remove(message.path("id").asInt());
          if (answer != null) {
            answer.complete(message.path("result"));
          }
        } catch (IOException e) {
          answers.values().forEach(answer -> answer.completeExceptionally(e));
        } finally {
          text.setLength(0);
        }
      }
      from.request(1);
      return null;
    }
  }
}
