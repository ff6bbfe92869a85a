package io.tidelake.query.live;

import io.socket.engineio.server.EngineIoServer;
import io.socket.engineio.server.utils.ParseQS;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;

/**
 * Hands HTTP requests (polling) and WebSocket connections at {@code /socket.io/} to the Engine.IO
 * server, which speaks the protocol. Both carry the client's address in a header of ours.
 */
@Component
class EngineIoBridge implements WebSocketHandler {

  static final String PATH = "/socket.io/";

  /** Set here and overwritten if a client sends it. */
  static final String ADDRESS_HEADER = "x-tidelake-address";

  private static final String SOCKET = "tidelake.engineio";

  private final EngineIoServer server;

  EngineIoBridge(EngineIoServer server) {
    this.server = server;
  }

  /**
   * Answers a request of the polling transport, now or when there is something to say. The
   * Engine.IO server holds a lock while it does, and answers on the thread of whoever has something
   * to say, so it is given the whole body and writes into memory: no client holds it up.
   */
  void poll(HttpServletRequest request, HttpServletResponse response) throws IOException {
    byte[] body =
        "POST".equalsIgnoreCase(request.getMethod())
            ? request.getInputStream().readNBytes(request.getContentLength())
            : new byte[0];
    PollRequest poll = new PollRequest(request, body);
    PollAnswer answer = new PollAnswer(poll, response);
    server.handleRequest(poll, answer);
    answer.requestIsHandled();
  }

  @Override
  public void afterConnectionEstablished(WebSocketSession session) {
    EngineIoConnection connection =
        new EngineIoConnection(session, query(session), headers(session));
    session.getAttributes().put(SOCKET, connection);
    server.handleWebSocket(connection);
  }

  @Override
  public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) {
    if (session.getAttributes().get(SOCKET) instanceof EngineIoConnection connection) {
      switch (message) {
        case TextMessage text -> connection.received(text.getPayload());
        case BinaryMessage binary -> {
          ByteBuffer payload = binary.getPayload();
          byte[] bytes = new byte[payload.remaining()];
          payload.get(bytes);
          connection.received(bytes);
        }
        case PongMessage pong -> {
          // Engine.IO has its own.
        }
        default -> {
          // Nothing else is ever delivered.
        }
      }
    }
  }

  @Override
  public void handleTransportError(WebSocketSession session, Throwable problem) {
    if (session.getAttributes().get(SOCKET) instanceof EngineIoConnection connection) {
      connection.failed(problem);
    }
  }

  @Override
  public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
    if (session.getAttributes().get(SOCKET) instanceof EngineIoConnection connection) {
      connection.closed();
    }
  }

  @Override
  public boolean supportsPartialMessages() {
    return false;
  }

  private static Map<String, String> query(WebSocketSession session) {
    String query = session.getUri() == null ? null : session.getUri().getRawQuery();
    return query == null ? new HashMap<>() : ParseQS.decode(query);
  }

  private static Map<String, List<String>> headers(WebSocketSession session) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    session.getHandshakeHeaders().forEach(headers::put);
    InetSocketAddress remote = session.getRemoteAddress();
    headers.put(
        ADDRESS_HEADER, List.of(remote == null ? "unknown" : remote.getAddress().getHostAddress()));
    return headers;
  }
}
