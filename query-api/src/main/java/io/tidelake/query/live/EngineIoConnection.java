package io.tidelake.query.live;

import io.socket.engineio.server.EngineIoWebSocket;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;

/**
 * A WebSocket that the Engine.IO server writes to. Writing never blocks the server's threads: a
 * thread of its own sends, one message at a time. Charts that the client has not taken when newer
 * ones come are dropped; a client that lets anything else pile up is disconnected.
 */
final class EngineIoConnection extends EngineIoWebSocket {

  private static final Logger LOG = LoggerFactory.getLogger(EngineIoConnection.class);

  /** Packet 4 (message) of Engine.IO with packet 2 (event) of Socket.IO. */
  private static final String CHARTS = "42[\"" + ChartPush.UPDATE_CHARTS + "\"";

  private static final int MAX_QUEUED = 64;

  private final WebSocketSession session;
  private final Map<String, String> query;
  private final Map<String, List<String>> headers;
  private final Queue<WebSocketMessage<?>> queue = new ArrayDeque<>();
  private final Thread writer;
  private @Nullable TextMessage charts;
  private volatile boolean closed;

  EngineIoConnection(
      WebSocketSession session, Map<String, String> query, Map<String, List<String>> headers) {
    this.session = session;
    this.query = query;
    this.headers = headers;
    this.writer =
        Thread.ofVirtual().name("socket.io-" + session.getId()).start(this::writeUntilClosed);
  }

  @Override
  public Map<String, String> getQuery() {
    return query;
  }

  @Override
  public Map<String, List<String>> getConnectionHeaders() {
    return headers;
  }

  @Override
  public void write(String message) throws IOException {
    if (message.startsWith(CHARTS)) {
      synchronized (queue) {
        charts = new TextMessage(message);
      }
      LockSupport.unpark(writer);
    } else {
      enqueue(new TextMessage(message));
    }
  }

  @Override
  public void write(byte[] message) throws IOException {
    enqueue(new BinaryMessage(message));
  }

  private void enqueue(WebSocketMessage<?> message) throws IOException {
    synchronized (queue) {
      if (queue.size() >= MAX_QUEUED) {
        close();
        throw new IOException("the client takes nothing");
      }
      queue.add(message);
    }
    LockSupport.unpark(writer);
  }

  private @Nullable WebSocketMessage<?> next() {
    synchronized (queue) {
      WebSocketMessage<?> message = queue.poll();
      if (message == null) {
        message = charts;
        charts = null;
      }
      return message;
    }
  }

  private void writeUntilClosed() {
    try {
      while (true) {
        WebSocketMessage<?> message = next();
        if (message != null) {
          session.sendMessage(message);
        } else if (closed) {
          session.close();
          return;
        } else {
          LockSupport.park(this);
        }
      }
    } catch (IOException | IllegalStateException gone) {
      LOG.debug("a Socket.IO client is gone", gone);
      closed = true;
    }
  }

  /** Closes once what is queued has been sent. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(writer);
  }

  void received(Object payload) {
    emit("message", payload);
  }

  void failed(Throwable problem) {
    emit("error", "transport error", String.valueOf(problem.getMessage()));
  }

  void closed() {
    close();
    emit("close");
  }
}
