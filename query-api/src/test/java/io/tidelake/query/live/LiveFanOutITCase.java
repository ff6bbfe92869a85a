package io.tidelake.query.live;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidelake.query.QueryApi;
import io.tidelake.schema.live.LiveDimension;
import io.tidelake.schema.live.LiveMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Many clients of the running service, and some that take nothing. */
@SpringBootTest(
    classes = QueryApi.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "tidelake.kafka.bootstrap-servers=localhost:1",
      "tidelake.live.lag-interval=60s",
      "tidelake.live.send-timeout=2s",
      "tidelake.live.max-connections-per-ip=2000"
    })
class LiveFanOutITCase {

  private static final int CLIENTS = 1_000;
  private static final int STALLED = 5;
  private static final int FRAMES = 40;
  private static final String DATE = "2026-08-29";

  @LocalServerPort private int port;
  @Autowired private LiveHub hub;
  @Autowired private ConnectionLimit connections;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void everybodyGetsEverythingWhileSomeTakeNothing() throws Exception {
    hub.ready();
    List<Client> clients = connect();
    List<Socket> stalled = new ArrayList<>();
    for (int i = 0; i < STALLED; i++) {
      stalled.add(stall());
    }
    await().until(() -> connections.total() == CLIENTS + STALLED);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> clients.stream().allMatch(each -> each.seq >= 0));

    for (int frame = 1; frame <= FRAMES; frame++) {
      hub.apply(tick(frame));
      // A tick at a time, so that nobody has a reason to be conflated.
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> clients.stream().allMatch(each -> each.seq == hub.epoch().seq()));
    }

    assertThat(clients)
        .allSatisfy(
            client -> {
              assertThat(client.clicks).isEqualTo(FRAMES * 1_000L);
              assertThat(client.wentBack).isFalse();
              // More than ours: the lag is told every second too. But never a second snapshot.
              assertThat(client.types).matches("hello snapshot( delta){" + FRAMES + ",}");
            });
    // What only they asked for fills the buffers between us and them: then they are given up.
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              hub.apply(List.of(wide(hub.epoch().seq()), end()));
              return connections.total() == CLIENTS;
            });
    assertThat(clients).allSatisfy(client -> assertThat(client.socket.isInputClosed()).isFalse());

    clients.forEach(client -> client.socket.abort());
    for (Socket socket : stalled) {
      socket.close();
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> connections.total() == 0);
  }

  private List<Client> connect() {
    List<Client> clients = new ArrayList<>();
    List<CompletableFuture<Void>> opening = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      Client client = new Client();
      clients.add(client);
      opening.add(
          http.newWebSocketBuilder()
              .buildAsync(URI.create("ws://localhost:" + port + "/ws/live"), client)
              .thenAccept(socket -> client.socket = socket));
      if (opening.size() == 50) {
        CompletableFuture.allOf(opening.toArray(CompletableFuture[]::new)).join();
        opening.clear();
      }
    }
    CompletableFuture.allOf(opening.toArray(CompletableFuture[]::new)).join();
    return clients;
  }

  /** Asks for everything and reads nothing. */
  private Socket stall() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress("localhost", port));
    socket
        .getOutputStream()
        .write(
            ("GET /ws/live?scope="
                    + DATE
                    + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                    + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                .getBytes(US_ASCII));
    return socket;
  }

  private static List<LiveMessage> tick(int number) {
    List<LiveMessage> tick = new ArrayList<>();
    tick.add(
        new LiveMessage.Count(LiveMessage.SCOPE_ALL, LiveDimension.ACTION, "0", number * 1_000L));
    for (int i = 0; i < 35; i++) {
      tick.add(province("province-" + i, number * 10L));
    }
    tick.add(end());
    return tick;
  }

  private static LiveMessage province(String name, long count) {
    return new LiveMessage.Count(LiveMessage.SCOPE_ALL, LiveDimension.PROVINCE, name, count);
  }

  private static LiveMessage wide(long count) {
    return new LiveMessage.Count(DATE, LiveDimension.PROVINCE, "x".repeat(500_000), count);
  }

  private static LiveMessage end() {
    return new LiveMessage.Progress(new TreeMap<>(), null, null, null);
  }

  private static final class Client implements WebSocket.Listener {
    private final StringBuilder partial = new StringBuilder();
    private volatile WebSocket socket;
    private volatile long seq = -1;
    private volatile long clicks;
    private volatile boolean wentBack;
    private volatile String types = "";

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        accept(JsonMapper.shared().readTree(partial.toString()));
        partial.setLength(0);
      }
      from.request(1);
      return null;
    }

    private void accept(JsonNode frame) {
      if (types.length() < 1_000) {
        types += (types.isEmpty() ? "" : " ") + frame.get("type").asString();
      }
      JsonNode count = frame.at("/state/scopes/all/action/0");
      if (!count.isMissingNode()) {
        wentBack |= count.asLong() < clicks;
        clicks = count.asLong();
      }
      if (!frame.get("type").asString().equals("hello")) {
        seq = frame.get("seq").asLong();
      }
    }
  }
}
