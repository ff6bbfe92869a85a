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
      "tidelake.allowed-origins=https://board.example"
    })
class SocketIoITCase {

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

  /** Opens a polling session and, if that was granted, closes it. */
  private HttpResponse<String> handshake(String origin) throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    URI uri = URI.create("http://localhost:" + port + "/socket.io/?EIO=4&transport=polling");
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(uri).header("Origin", origin).build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() == 200) {
      String session = new JSONObject(response.body().substring(1)).getString("sid");
      http.send(
          HttpRequest.newBuilder(URI.create(uri + "&sid=" + session))
              .POST(HttpRequest.BodyPublishers.ofString("1"))
              .build(),
          HttpResponse.BodyHandlers.discarding());
    }
    return response;
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
