package io.tidelake.stack.chaos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the job and the Iceberg REST catalog and can spoil a commit. Passes everything
 * else on as it is. Thread-safe.
 */
final class CatalogProxy implements AutoCloseable {

  /** How a commit is spoilt. */
  enum Spoil {
    /** The catalog has answered; then the connection is cut. */
    LOSE_ANSWER,
    /** The catalog has answered; the answer is passed on after the delay. */
    DELAY_ANSWER,
    /** The connection is cut; the commit reaches the catalog after the delay. */
    DELIVER_LATE
  }

  private static final Pattern COMMIT =
      Pattern.compile("/v1/(?:.+/)?(?:namespaces/[^/]+/tables/[^/]+|transactions/commit)");

  /** Headers that belong to a connection and not to a message, or that the client makes itself. */
  private static final Set<String> OF_CONNECTION =
      Set.of(
          "connection",
          "content-length",
          "date",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "transfer-encoding",
          "upgrade");

  private static final int UNAVAILABLE = 503;

  /** Longer than the clients of this proxy wait: they give up, not it. */
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /**
   * A commit to be spoilt.
   *
   * @param caught when it came
   * @param over when the spoiling was over: the connection cut, or the delay gone by
   */
  record Trap(
      Spoil spoil,
      Duration delay,
      CompletableFuture<Instant> caught,
      CompletableFuture<Instant> over) {}

  private final URI upstream;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .executor(threads)
          .build();
  private final AtomicReference<@Nullable Trap> trap = new AtomicReference<>();
  private volatile boolean available = true;

  private CatalogProxy(URI upstream, HttpServer server) {
    this.upstream = upstream;
    this.server = server;
  }

  /** Listens on a free port of the loopback address. */
  static CatalogProxy start(URI upstream) throws IOException {
    // Or small answers wait for the acknowledgement of what came before.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    CatalogProxy proxy = new CatalogProxy(upstream, server);
    server.setExecutor(proxy.threads);
    server.createContext("/", proxy::handle);
    server.start();
    return proxy;
  }

  /** What the job is told to be the catalog. */
  URI uri() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  /** Spoils the next commit, once; a trap that has caught nothing yet is replaced. */
  Trap spoilNextCommit(Spoil spoil, Duration delay) {
    Trap set = new Trap(spoil, delay, new CompletableFuture<>(), new CompletableFuture<>());
    trap.set(set);
    return set;
  }

  /** Leaves the next commit alone after all. */
  void disarm() {
    trap.set(null);
  }

  /** Whether to answer as the catalog does, or with 503. */
  void setAvailable(boolean available) {
    this.available = available;
  }

  @Override
  public void close() {
    server.stop(0);
    client.shutdownNow();
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (!available) {
        exchange.sendResponseHeaders(UNAVAILABLE, -1);
        return;
      }
      Trap caught = isCommit(exchange) ? trap.getAndSet(null) : null;
      if (caught == null) {
        answer(exchange, send(exchange, body));
        return;
      }
      switch (caught.spoil()) {
        case LOSE_ANSWER -> {
          send(exchange, body);
          caught.caught().complete(Instant.now());
          caught.over().complete(Instant.now());
        }
        case DELAY_ANSWER -> {
          HttpResponse<InputStream> response = send(exchange, body);
          caught.caught().complete(Instant.now());
          Thread.sleep(caught.delay());
          caught.over().complete(Instant.now());
          answer(exchange, response);
        }
        case DELIVER_LATE -> {
          // Built now: the exchange is closed, its connection cut, when this method returns.
          HttpRequest late = request(exchange, body);
          caught.caught().complete(Instant.now());
          threads.execute(() -> deliverLate(late, caught));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void deliverLate(HttpRequest request, Trap caught) {
    try {
      Thread.sleep(caught.delay());
      client.send(request, HttpResponse.BodyHandlers.discarding());
    } catch (IOException e) {
      // The catalog is away just then: the commit is lost after all, which is a case as good.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      caught.over().complete(Instant.now());
    }
  }

  private HttpResponse<InputStream> send(HttpExchange exchange, byte[] body)
      throws IOException, InterruptedException {
    try {
      return client.send(request(exchange, body), HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      // As without a proxy: who asks sees a connection that ends without an answer.
      exchange.close();
      throw e;
    }
  }

  private HttpRequest request(HttpExchange exchange, byte[] body) {
    URI asked = exchange.getRequestURI();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(upstream + asked.toString()))
            .timeout(PATIENCE)
            .method(
                exchange.getRequestMethod(),
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (passes(name)) {
                values.forEach(value -> request.header(name, value));
              }
            });
    return request.build();
  }

  private static void answer(HttpExchange exchange, HttpResponse<InputStream> response)
      throws IOException {
    for (Map.Entry<String, List<String>> header : response.headers().map().entrySet()) {
      if (passes(header.getKey())) {
        exchange.getResponseHeaders().put(header.getKey(), header.getValue());
      }
    }
    byte[] body;
    try (InputStream stream = response.body()) {
      body = stream.readAllBytes();
    }
    exchange.sendResponseHeaders(response.statusCode(), body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  private static boolean passes(String header) {
    return !header.startsWith(":") && !OF_CONNECTION.contains(header.toLowerCase(Locale.ROOT));
  }

  private static boolean isCommit(HttpExchange exchange) {
    return exchange.getRequestMethod().equals("POST")
        && COMMIT.matcher(exchange.getRequestURI().getPath()).matches();
  }
}
