package io.tidelake.query.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.socket.client.IO;
import io.socket.client.Socket;
import io.tidelake.query.QueryApi;
import io.tidelake.schema.live.LiveDimension;
import io.tidelake.schema.live.LiveMessage;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The original's clients against the running service, with the official client library. */
@SpringBootTest(
    classes = QueryApi.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "tidelake.kafka.bootstrap-servers=localhost:1",
      "tidelake.live.lag-interval=60s",
      "tidelake.live.max-connections-per-ip=2",
      "tidelake.body-timeout=2s",
      "tidelake.allowed-origins=https://board.example"
    })
class SocketIoITCase {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @LocalServerPort private int port;
  @Autowired private LiveHub hub;
  @Autowired private ConnectionLimit connections;

  private final List<Socket> sockets = new ArrayList<>();

  /** Counts only grow, and the state outlives a test. */
  private static long clicks = 100;

  @BeforeEach
  void topicIsRead() {
    hub.ready();
  }

  @AfterEach
  void everybodyLeaves() {
    sockets.forEach(Socket::close);
    await().until(() -> connections.total() == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "polling", "polling,websocket"})
  void sendsChartsOnConnectOnRequestAndOnChange(String transports) throws Exception {
    click();
    BlockingQueue<JSONObject> charts = new LinkedBlockingQueue<>();
    Socket socket = connect(transports, charts);

    JSONObject onConnect = charts.poll(5, TimeUnit.SECONDS);
    assertThat(clicks(onConnect)).isGreaterThanOrEqualTo(101);

    socket.emit("request_charts", new JSONObject());
    assertThat(charts.poll(5, TimeUnit.SECONDS)).isNotNull();

    click();
    long latest = clicks;
    await().until(() -> clicks(charts.poll(5, TimeUnit.SECONDS)) == latest);
  }

  @Test
  void aProgramInNodeGetsChartsByEitherTransport() throws Exception {
    click();
    Process node =
        new ProcessBuilder(
                "node", "../frontend/e2e/socket-io-client.mjs", "http://localhost:" + port)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = node.inputReader(UTF_8)) {
      long before = clicks;
      assertThat(out.readLine()).isEqualTo(told("on connect", before));
      assertThat(out.readLine()).isEqualTo(told("on request", before));
      click();
      assertThat(out.readLine()).isEqualTo(told("on change", before + 1));
      assertThat(node.waitFor()).isZero();
    } finally {
      node.destroyForcibly();
    }
  }

  private static String told(String came, long events) {
    return "{\"came\":\"%s\",\"polling\":%d,\"websocket\":%d}".formatted(came, events, events);
  }

  @Test
  void refusesOneConnectionTooMany() throws Exception {
    BlockingQueue<JSONObject> charts = new LinkedBlockingQueue<>();
    connect("websocket", charts);
    connect("polling", charts);
    charts.poll(5, TimeUnit.SECONDS);
    charts.poll(5, TimeUnit.SECONDS);

    BlockingQueue<JSONObject> none = new LinkedBlockingQueue<>();
    connect("websocket", none);
    connect("polling", none);

    assertThat(none.poll(500, TimeUnit.MILLISECONDS)).isNull();
    HttpResponse<String> refusal = handshake("http://localhost");
    assertThat(refusal.statusCode()).isEqualTo(429);
    assertThat(refusal.body()).contains("1005");
    assertThat(refusal.headers().firstValueAsLong("Retry-After").orElseThrow()).isPositive();
    assertThat(connections.total()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://board.example", "http://localhost:5173", "http://127.0.0.1:8000"})
  void pagesOfThisMachineAndOfAllowedSitesMayPoll(String origin) throws Exception {
    HttpResponse<String> response = handshake(origin);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).hasValue(origin);
    assertThat(response.headers().firstValue("Access-Control-Allow-Credentials")).hasValue("true");
  }

  @Test
  void pagesOfOtherSitesMayNot() throws Exception {
    assertThat(handshake("https://elsewhere.example").statusCode()).isEqualTo(403);
  }

  /** The library makes room for what is declared before it reads it. */
  @ParameterizedTest
  @CsvSource({
    "Content-Length: 2147483647, 413",
    "Content-Length: 65537, 413",
    "Content-Length: 99999999999, 413",
    "Transfer-Encoding: chunked, 411"
  })
  void refusesAPostThatIsTooLongOrDoesNotSayHowLongItIs(String length, int status)
      throws Exception {
    BlockingQueue<JSONObject> charts = new LinkedBlockingQueue<>();
    Socket other = connect("polling", charts);
    assertThat(charts.poll(5, TimeUnit.SECONDS)).isNotNull();
    String session = session(get("http://localhost"));
    try (java.net.Socket connection = new java.net.Socket("localhost", port)) {
      connection.setSoTimeout(10_000);
      connection
          .getOutputStream()
          .write(
              """
              POST /socket.io/?EIO=4&transport=polling&sid=%s HTTP/1.1
              Host: localhost
              Connection: close
              %s

              """
                  .formatted(session, length)
                  .replace("\n", "\r\n")
                  .getBytes(UTF_8));
      String answer = new String(connection.getInputStream().readAllBytes(), UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
      assertThat(answer).containsPattern("\"code\":1006,\"msg\":\"[^\"]+\"");
    }

    assertThat(post(session, "1").statusCode()).isEqualTo(200);
    other.emit("request_charts", new JSONObject());
    assertThat(charts.poll(5, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void takesAPostOfTheGreatestLength() throws Exception {
    String session = session(get("http://localhost"));

    assertThat(post(session, "4" + "x".repeat(64 * 1024 - 1)).statusCode()).isEqualTo(200);
    post(session, "1");
  }

  /** Opens a polling session and, if that was granted, closes it. */
  private HttpResponse<String> handshake(String origin) throws Exception {
    HttpResponse<String> response = get(origin);
    if (response.statusCode() == 200) {
      post(session(response), "1");
    }
    return response;
  }

  private HttpResponse<String> get(String origin) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(polling()).header("Origin", origin).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String session, String packets) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(polling() + "&sid=" + session))
            .POST(HttpRequest.BodyPublishers.ofString(packets))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private URI polling() {
    return URI.create("http://localhost:" + port + "/socket.io/?EIO=4&transport=polling");
  }

  private static String session(HttpResponse<String> handshake) {
    return new JSONObject(handshake.body().substring(1)).getString("sid");
  }

  private Socket connect(String transports, BlockingQueue<JSONObject> charts) {
    IO.Options options =
        IO.Options.builder()
            .setTransports(transports.split(","))
            .setForceNew(true)
            .setReconnection(false)
            .build();
    Socket socket = IO.socket(URI.create("http://localhost:" + port), options);
    socket.on("update_charts", arguments -> charts.add((JSONObject) arguments[0]));
    socket.connect();
    sockets.add(socket);
    return socket;
  }

  private void click() {
    clicks++;
    hub.apply(
        List.of(
            new LiveMessage.Count(LiveMessage.SCOPE_ALL, LiveDimension.ACTION, "0", clicks),
            new LiveMessage.Progress(new TreeMap<>(), null, null, null)));
  }

  private static long clicks(JSONObject charts) {
    assertThat(charts).as("charts within 5 s").isNotNull();
    return charts
        .getJSONObject("action")
        .getJSONArray("series")
        .getJSONObject(0)
        .getJSONArray("data")
        .getJSONObject(0)
        .getLong("value");
  }
}
