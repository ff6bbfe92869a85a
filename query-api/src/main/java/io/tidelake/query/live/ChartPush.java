package io.tidelake.query.live;

import io.socket.engineio.server.EngineIoServer;
import io.socket.engineio.server.EngineIoSocket;
import io.socket.socketio.server.SocketIoServer;
import io.socket.socketio.server.SocketIoSocket;
import io.socket.socketio.server.parser.IOParser;
import io.socket.socketio.server.parser.Packet;
import io.socket.socketio.server.parser.Parser;
import io.tidelake.schema.live.LiveMessage;
import jakarta.annotation.PreDestroy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.json.JSONArray;
import org.json.JSONObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The original's Socket.IO protocol: {@code update_charts} on connect, in answer to {@code
 * request_charts}, and whenever counts changed. All clients get one payload, at most every {@code
 * chartInterval}; without clients nothing is computed. Sending never blocks.
 */
@Component
class ChartPush {

  static final String UPDATE_CHARTS = "update_charts";
  static final String REQUEST_CHARTS = "request_charts";

  private static final String NAMESPACE = "/";

  private static final Logger LOG = LoggerFactory.getLogger(ChartPush.class);

  private final LiveHub hub;
  private final long intervalNanos;
  private final Map<EngineIoSocket, ChartClient> clients = new ConcurrentHashMap<>();
  private final Thread pusher;
  private final Runnable unsubscribe;
  private volatile boolean running = true;

  ChartPush(EngineIoServer server, LiveHub hub, LiveProperties properties) {
    this.hub = hub;
    this.intervalNanos = properties.chartInterval().toNanos();
    new SocketIoServer(server)
        .namespace(NAMESPACE)
        .on("connection", arguments -> connected((SocketIoSocket) arguments[0]));
    this.pusher = Thread.ofVirtual().name("socket.io-push").unstarted(this::push);
    this.unsubscribe = hub.onFrame(() -> LockSupport.unpark(pusher));
    this.pusher.start();
  }

  private void connected(SocketIoSocket socket) {
    EngineIoSocket connection = socket.getClient().getConnection();
    ChartClient client = clients.computeIfAbsent(connection, ChartClient::new);
    socket.on(
        "disconnect",
        arguments -> {
          clients.remove(connection, client);
          client.end();
        });
    socket.on(REQUEST_CHARTS, arguments -> client.send(message(charts())));
    client.send(message(charts()));
  }

  private Map<String, Object> charts() {
    return Charts.of(hub.counts(LiveMessage.SCOPE_ALL));
  }

  /** The event as it stands in a packet of Engine.IO. */
  private static String message(Map<String, Object> charts) {
    Packet<JSONArray> event =
        new Packet<>(Parser.EVENT, new JSONArray().put(UPDATE_CHARTS).put(new JSONObject(charts)));
    event.nsp = NAMESPACE;
    StringBuilder message = new StringBuilder();
    new IOParser.Encoder().encode(event, encoded -> message.append(encoded[0]));
    return message.toString();
  }

  private void push() {
    Map<String, Object> pushed = Map.of();
    while (running) {
      LockSupport.park(this);
      if (clients.isEmpty()) {
        continue;
      }
      try {
        Map<String, Object> charts = charts();
        // A beat that only says that the service lives draws nothing.
        if (!charts.equals(pushed)) {
          String message = message(charts);
          clients.values().forEach(client -> client.send(message));
          pushed = charts;
        }
      } catch (RuntimeException e) {
        LOG.warn("update_charts could not be sent", e);
      }
      pause();
    }
  }

  private void pause() {
    long until = System.nanoTime() + intervalNanos;
    for (long left = intervalNanos; running && left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
    }
    // A frame that came during the pause is not forgotten: its unpark is spent, so look again.
    LockSupport.unpark(pusher);
  }

  @PreDestroy
  void stop() {
    running = false;
    unsubscribe.run();
    LockSupport.unpark(pusher);
  }
}
