package io.tidelake.query.live;

import io.socket.engineio.server.EngineIoServer;
import io.socket.socketio.server.SocketIoNamespace;
import io.socket.socketio.server.SocketIoServer;
import io.socket.socketio.server.SocketIoSocket;
import io.tidelake.schema.live.LiveMessage;
import jakarta.annotation.PreDestroy;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.json.JSONObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The original's Socket.IO protocol: {@code update_charts} on connect, in answer to {@code
 * request_charts}, and whenever counts changed. All clients get one payload, at most every {@code
 * chartInterval}; without clients nothing is computed.
 */
@Component
class ChartPush {

  static final String UPDATE_CHARTS = "update_charts";
  static final String REQUEST_CHARTS = "request_charts";

  private static final Logger LOG = LoggerFactory.getLogger(ChartPush.class);

  private final LiveHub hub;
  private final long intervalNanos;
  private final SocketIoNamespace clients;
  private final AtomicInteger connected = new AtomicInteger();
  private final Thread pusher;
  private final Runnable unsubscribe;
  private volatile boolean running = true;

  ChartPush(EngineIoServer server, LiveHub hub, LiveProperties properties) {
    this.hub = hub;
    this.intervalNanos = properties.chartInterval().toNanos();
    this.clients = new SocketIoServer(server).namespace("/");
    this.clients.on("connection", arguments -> connected((SocketIoSocket) arguments[0]));
    this.pusher = Thread.ofVirtual().name("socket.io-push").unstarted(this::push);
    this.unsubscribe = hub.onFrame(() -> LockSupport.unpark(pusher));
    this.pusher.start();
  }

  private void connected(SocketIoSocket client) {
    AtomicBoolean counted = new AtomicBoolean(true);
    connected.incrementAndGet();
    client.on(
        "disconnect",
        arguments -> {
          if (counted.compareAndSet(true, false)) {
            connected.decrementAndGet();
          }
        });
    client.on(REQUEST_CHARTS, arguments -> client.send(UPDATE_CHARTS, payload()));
    client.send(UPDATE_CHARTS, payload());
  }

  private JSONObject payload() {
    return payload(hub.counts(LiveMessage.SCOPE_ALL));
  }

  private static JSONObject payload(LivePart state) {
    return new JSONObject(Charts.of(state));
  }

  private void push() {
    Map<String, Object> pushed = Map.of();
    while (running) {
      LockSupport.park(this);
      if (connected.get() == 0) {
        continue;
      }
      try {
        Map<String, Object> charts = Charts.of(hub.counts(LiveMessage.SCOPE_ALL));
        // A beat that only says that the service lives draws nothing.
        if (!charts.equals(pushed)) {
          clients.broadcast((String) null, UPDATE_CHARTS, new JSONObject(charts));
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
