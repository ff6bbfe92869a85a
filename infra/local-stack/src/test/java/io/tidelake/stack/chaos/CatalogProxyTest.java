package io.tidelake.stack.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CatalogProxyTest {

  private static final String COMMIT = "/v1/namespaces/taobao/tables/raw_events";

  /** Requests that the catalog got, as "METHOD path body". */
  private final List<String> received = new CopyOnWriteArrayList<>();

  private HttpServer catalog;
  private CatalogProxy proxy;
  private HttpClient client;

  @BeforeEach
  void setUp() throws IOException {
    catalog = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    catalog.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          received.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
          exchange.getResponseHeaders().set("ETag", "v1");
          byte[] answer =
              exchange.getRequestHeaders().getFirst("X-Client").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    catalog.start();
    proxy = CatalogProxy.start(URI.create("http://localhost:" + catalog.getAddress().getPort()));
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  @AfterEach
  void tearDown() {
    client.close();
    proxy.close();
    catalog.stop(0);
  }

  @Test
  void otherwiseItPassesOnWhatItGets() throws Exception {
    HttpResponse<String> response = post(COMMIT + "?a=%20b", "{}", Duration.ofSeconds(5));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("me");
    assertThat(response.headers().firstValue("etag")).hasValue("v1");
    assertThat(received).containsExactly("POST " + COMMIT + "?a=%20b {}");
  }

  @Test
  void aLostAnswerIsOfACommitThatGotThrough() throws Exception {
    CatalogProxy.Trap trap = proxy.spoilNextCommit(CatalogProxy.Spoil.LOSE_ANSWER, Duration.ZERO);

    // Reading a table and making one are no commits.
    assertThat(get(COMMIT).statusCode()).isEqualTo(200);
    assertThat(post("/v1/namespaces/taobao/tables", "{}", Duration.ofSeconds(5)).statusCode())
        .isEqualTo(200);
    assertThat(trap.caught()).isNotDone();
    assertThatThrownBy(() -> post(COMMIT, "{1}", Duration.ofSeconds(5)))
        .isInstanceOf(IOException.class);
    assertThat(trap.over()).isDone();
    assertThat(received).contains("POST " + COMMIT + " {1}");
    // Only the next one.
    assertThat(post(COMMIT, "{2}", Duration.ofSeconds(5)).statusCode()).isEqualTo(200);
  }

  @Test
  void aDelayedAnswerComesAfterTheClientHasGivenUp() throws Exception {
    Duration delay = Duration.ofMillis(600);
    CatalogProxy.Trap trap = proxy.spoilNextCommit(CatalogProxy.Spoil.DELAY_ANSWER, delay);

    assertThatThrownBy(() -> post(COMMIT, "{}", Duration.ofMillis(200)))
        .isInstanceOf(IOException.class);
    // A client may give up before its request has been passed on.
    await().untilAsserted(() -> assertThat(received).containsExactly("POST " + COMMIT + " {}"));
    assertThat(
            Duration.between(
                trap.caught().get(5, TimeUnit.SECONDS), trap.over().get(5, TimeUnit.SECONDS)))
        .isGreaterThanOrEqualTo(delay);
  }

  @Test
  void aCommitDeliveredLateArrivesOnceItsClientWasCutOff() throws Exception {
    CatalogProxy.Trap trap =
        proxy.spoilNextCommit(CatalogProxy.Spoil.DELIVER_LATE, Duration.ofMillis(500));

    assertThatThrownBy(() -> post(COMMIT, "{zombie}", Duration.ofSeconds(5)))
        .isInstanceOf(IOException.class);
    assertThat(received).isEmpty();
    assertThat(post(COMMIT, "{next}", Duration.ofSeconds(5)).statusCode()).isEqualTo(200);
    await().until(trap.over()::isDone);
    assertThat(received)
        .containsExactly("POST " + COMMIT + " {next}", "POST " + COMMIT + " {zombie}");
  }

  @Test
  void aTransactionIsACommitToo() {
    proxy.spoilNextCommit(CatalogProxy.Spoil.LOSE_ANSWER, Duration.ZERO);

    assertThatThrownBy(() -> post("/v1/lake/transactions/commit", "{}", Duration.ofSeconds(5)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aDisarmedTrapCatchesNothing() throws Exception {
    CatalogProxy.Trap trap = proxy.spoilNextCommit(CatalogProxy.Spoil.LOSE_ANSWER, Duration.ZERO);
    proxy.disarm();

    assertThat(post(COMMIT, "{}", Duration.ofSeconds(5)).statusCode()).isEqualTo(200);
    assertThat(trap.caught()).isNotDone();
  }

  @Test
  void anUnavailableCatalogHearsNothing() throws Exception {
    proxy.setAvailable(false);
    assertThat(post(COMMIT, "{}", Duration.ofSeconds(5)).statusCode()).isEqualTo(503);
    assertThat(received).isEmpty();

    proxy.setAvailable(true);
    assertThat(post(COMMIT, "{}", Duration.ofSeconds(5)).statusCode()).isEqualTo(200);
  }

  @Test
  void aDeadCatalogEndsTheConnection() {
    catalog.stop(0);

    assertThatThrownBy(() -> post(COMMIT, "{}", Duration.ofSeconds(5)))
        .isInstanceOf(IOException.class);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        request(path, Duration.ofSeconds(5)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body, Duration timeout)
      throws IOException, InterruptedException {
    return client.send(
        request(path, timeout).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path, Duration timeout) {
    return HttpRequest.newBuilder(URI.create(proxy.uri() + path))
        .timeout(timeout)
        .header("X-Client", "me");
  }
}
