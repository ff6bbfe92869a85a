package io.tidelake.query.live;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidelake.query.QueryApi;
import io.tidelake.schema.live.LiveDimension;
import io.tidelake.schema.live.LiveMessage;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Real connections to the running service; ticks are put in where the Kafka consumer would. */
@SpringBootTest(
    classes = QueryApi.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "tidelake.kafka.bootstrap-servers=localhost:1",
      "tidelake.live.lag-interval=60s",
      "tidelake.live.ping-interval=1s",
      "tidelake.live.max-connections-per-ip=3"
    })
class LiveSocketITCase {

  @LocalServerPort private int port;
  @Autowired private LiveHub hub;
  @Autowired private ConnectionLimit connections;

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Client> clients = new ArrayList<>();

  @BeforeEach
  void topicIsRead() {
    hub.ready();
  }

  @AfterEach
  void everybodyLeaves() {
    clients.forEach(client -> client.socket.abort());
    await().until(() -> connections.total() == 0);
  }

  @Test
  void greetsThenGivesTheStateThenContiguousDeltas() throws Exception {
    tick(count("action", 0, 10));
    Client client = connect("/ws/live");

    JsonNode hello = client.next();
    JsonNode snapshot = client.next();
    tick(count("action", 0, 11));
    JsonNode first = client.next();
    tick(count("action", 0, 12), count("action", 2, 1));
    JsonNode second = client.next();

    assertThat(hello.get("type").asString()).isEqualTo("hello");
    assertThat(snapshot.get("type").asString()).isEqualTo("snapshot");
    assertThat(snapshot.at("/state/scopes/all/action/0").asLong()).isGreaterThanOrEqualTo(10);
    long seq = hello.get("seq").asLong();
    assertThat(snapshot.get("seq").asLong()).isEqualTo(seq);
    assertThat(first.get("seq").asLong()).isEqualTo(seq + 1);
    assertThat(first.at("/state/scopes/all/action/0").asLong()).isEqualTo(11);
    assertThat(second.get("seq").asLong()).isEqualTo(seq + 2);
    assertThat(second.at("/state/scopes/all/action").propertyNames()).containsExactly("0", "2");
    assertThat(second.get("epoch")).isEqualTo(hello.get("epoch"));
  }

  @Test
  void aClientThatComesBackGetsWhatItMissed() throws Exception {
    tick(count("gender", 1, 100));
    Client before = connect("/ws/live");
    JsonNode hello = before.next();
    before.next();
    before.socket.abort();
    tick(count("gender", 1, 101));
    tick(count("gender", 1, 102));

    long seq = hello.get("seq").asLong();
    Client after = connect("/ws/live?epoch=" + hello.get("epoch").asString() + "&seq=" + seq);

    assertThat(after.next().get("type").asString()).isEqualTo("hello");
    JsonNode first = after.next();
    JsonNode second = after.next();
    assertThat(first.get("type").asString()).isEqualTo("delta");
    assertThat(first.get("seq").asLong()).isEqualTo(seq + 1);
    assertThat(second.at("/state/scopes/all/gender/1").asLong()).isEqualTo(102);
  }

  @Test
  void anotherEpochGetsASnapshot() throws Exception {
    Client client = connect("/ws/live?epoch=gone&seq=3");

    client.next();
    assertThat(client.next().get("type").asString()).isEqualTo("snapshot");
  }

  @Test
  void datesComeOnlyToThoseWhoAsk() throws Exception {
    tick(new LiveMessage.Count("2026-08-29", LiveDimension.ACTION, "0", 7), count("action", 3, 7));
    Client plain = connect("/ws/live");
    Client dated = connect("/ws/live?scope=2026-08-29&scope=..%2F&scope=2026-02-30");
    plain.next();
    dated.next();

    assertThat(plain.next().at("/state/scopes").propertyNames()).containsExactly("all");
    assertThat(dated.next().at("/state/scopes").propertyNames())
        .containsExactlyInAnyOrder("all", "2026-08-29");
  }

  @Test
  void aMessageChangesWhatAClientGetsAndTheConnectionStays() throws Exception {
    tick(new LiveMessage.Count("2026-08-28", LiveDimension.ACTION, "0", 7), count("action", 1, 7));
    Client client = connect("/ws/live");
    client.next();
    assertThat(client.next().at("/state/scopes").propertyNames()).containsExactly("all");

    client.socket.sendText("[]", true).join();
    client.socket.sendText("{\"type\":\"subscribe\",\"scopes\":7", true).join();
    client
        .socket
        .sendText("{\"type\":\"subscribe\",\"scopes\":[\"2026-08-28\",\"..\",8]}", true)
        .join();

    JsonNode answer = client.nextOf("subscribed");
    assertThat(answer.get("scopes").toString()).isEqualTo("[\"2026-08-28\",\"all\"]");
    JsonNode snapshot = client.next();
    assertThat(snapshot.get("type").asString()).isEqualTo("snapshot");
    assertThat(snapshot.at("/state/scopes").propertyNames())
        .containsExactlyInAnyOrder("all", "2026-08-28");
    assertThat(snapshot.at("/state").has("pulse")).isTrue();
  }

  /** It reads what comes and says nothing, as a network does that has lost it. */
  @Test
  void aClientThatAnswersNothingLosesItsPlaceAndOneThatAnswersKeepsIt() throws Exception {
    Client there = connect("/ws/live");
    try (Socket silent = new Socket("localhost", port)) {
      silent
          .getOutputStream()
          .write(
              ("GET /ws/live HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                      + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                      + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                  .getBytes(US_ASCII));
      await().until(() -> connections.total() == 2);

      await().atMost(Duration.ofSeconds(20)).until(() -> connections.total() == 1);
    }
    assertThat(there.socket.isInputClosed()).isFalse();
    assertThat(there.pings.get()).isPositive();
  }

  @Test
  void refusesOneConnectionTooManyAndSaysWhy() throws Exception {
    connect("/ws/live");
    connect("/ws/live");
    connect("/ws/live").next();

    Client refused = connect("/ws/live");

    JsonNode error = refused.next();
    assertThat(error.get("type").asString()).isEqualTo("error");
    assertThat(error.get("code").asInt()).isEqualTo(1005);
    assertThat(error.get("msg").asString()).contains("3");
    await().until(() -> refused.socket.isInputClosed());
  }

  @Test
  void aPageOfAnotherSiteIsRefused() {
    assertThat(
            http.newWebSocketBuilder()
                .header("Origin", "https://elsewhere.example")
                .buildAsync(uri("/ws/live"), new WebSocket.Listener() {})
                .handle((socket, problem) -> problem)
                .join())
        .hasStackTraceContaining("403");
  }

  private void tick(LiveMessage... counts) {
    List<LiveMessage> messages = new ArrayList<>(List.of(counts));
    messages.add(new LiveMessage.Progress(new TreeMap<>(), null, null, null));
    hub.apply(messages);
  }

  private static LiveMessage count(String dimension, int value, long count) {
    return new LiveMessage.Count(
        LiveMessage.SCOPE_ALL,
        LiveDimension.valueOf(dimension.toUpperCase(java.util.Locale.ROOT)),
        Integer.toString(value),
        count);
  }

  private URI uri(String path) {
    return URI.create("ws://localhost:" + port + path);
  }

  private Client connect(String path) {
    Client client = new Client();
    client.socket = http.newWebSocketBuilder().buildAsync(uri(path), client).join();
    clients.add(client);
    return client;
  }

  private static final class Client implements WebSocket.Listener {
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();
    private final AtomicInteger pings = new AtomicInteger();
    private WebSocket socket;

    @Override
    public CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
      pings.incrementAndGet();
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        received.add(partial.toString());
        partial.setLength(0);
      }
      socket.request(1);
      return null;
    }

    /** The next one of this type; beats that come before it are passed over. */
    private JsonNode nextOf(String type) throws InterruptedException {
      JsonNode frame = next();
      while (!frame.get("type").asString().equals(type)) {
        frame = next();
      }
      return frame;
    }

    private JsonNode next() throws InterruptedException {
      String message = received.poll(5, TimeUnit.SECONDS);
      assertThat(message).as("a frame within 5 s").isNotNull();
      return JsonMapper.shared().readTree(message);
    }
  }
}
