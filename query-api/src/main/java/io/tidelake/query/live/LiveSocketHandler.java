package io.tidelake.query.live;

import io.tidelake.query.live.LiveClient.Resume;
import io.tidelake.query.platform.ErrorCode;
import io.tidelake.schema.live.LiveMessage;
import jakarta.websocket.Session;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;
import org.springframework.util.MultiValueMap;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code /ws/live}: starts a {@link LiveClient} for each connection. What it wants stands in the
 * address, and can be changed by a message:
 *
 * <pre>{@code {"type": "subscribe", "scopes": ["2026-08-29"], "channels": ["counts", "pulse"]}}
 * </pre>
 *
 * The answer is a frame of type {@code subscribed} with the scopes, then a snapshot of what is
 * wanted now. Without {@code channels} that is all of them; other messages are ignored.
 */
@Component
class LiveSocketHandler extends TextWebSocketHandler {

  /** Dates one client may follow besides {@code all}. */
  private static final int MAX_SCOPES = 31;

  /** How Tomcat calls the limit on a blocking send; milliseconds. */
  private static final String SEND_TIMEOUT = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";

  private static final String CLIENT = "tidelake.client";

  private final LiveHub hub;
  private final ConnectionLimit limit;
  private final LiveProperties properties;
  private final MessageSource messages;

  LiveSocketHandler(
      LiveHub hub, ConnectionLimit limit, LiveProperties properties, MessageSource messages) {
    this.hub = hub;
    this.limit = limit;
    this.properties = properties;
    this.messages = messages;
  }

  @Override
  public void afterConnectionEstablished(WebSocketSession session) throws IOException {
    String address = address(session);
    if (!limit.acquire(address)) {
      refuse(session);
      return;
    }
    limitSending(session);
    AtomicBoolean counted = new AtomicBoolean(true);
    MultiValueMap<String, String> query = query(session.getUri());
    LiveClient client =
        new LiveClient(
            hub,
            session::sendMessage,
            new Subscription(
                scopes(query.getOrDefault("scope", List.of())),
                LiveChannel.named(query.get("channel"))),
            resume(query),
            properties,
            () -> {
              if (counted.compareAndSet(true, false)) {
                limit.release(address);
              }
              closeQuietly(session);
            });
    session.getAttributes().put(CLIENT, client);
    Thread.ofVirtual().name("live-" + session.getId()).start(client);
  }

  @Override
  protected void handleTextMessage(WebSocketSession session, TextMessage message) {
    if (session.getAttributes().get(CLIENT) instanceof LiveClient client) {
      client.heard();
      Subscription wanted = subscription(message.getPayload());
      if (wanted != null) {
        client.subscribe(wanted);
      }
    }
  }

  @Override
  protected void handlePongMessage(WebSocketSession session, PongMessage message) {
    if (session.getAttributes().get(CLIENT) instanceof LiveClient client) {
      client.heard();
    }
  }

  /** Null if the message is no subscription. */
  static @Nullable Subscription subscription(String message) {
    try {
      JsonNode json = JsonMapper.shared().readTree(message);
      if (!json.path("type").asString("").equals("subscribe")) {
        return null;
      }
      return new Subscription(
          scopes(texts(json.path("scopes"))),
          LiveChannel.named(json.has("channels") ? texts(json.path("channels")) : null));
    } catch (JacksonException noJson) {
      return null;
    }
  }

  private static List<@Nullable String> texts(JsonNode list) {
    List<@Nullable String> texts = new ArrayList<>();
    for (JsonNode each : list) {
      if (each.isString()) {
        texts.add(each.stringValue());
      }
    }
    return texts;
  }

  @Override
  public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
    if (session.getAttributes().get(CLIENT) instanceof LiveClient client) {
      client.close();
    }
  }

  @Override
  public void handleTransportError(WebSocketSession session, Throwable problem) {
    closeQuietly(session);
  }

  private void limitSending(WebSocketSession session) {
    if (session instanceof NativeWebSocketSession connection
        && connection.getNativeSession() instanceof Session tomcat) {
      tomcat.getUserProperties().put(SEND_TIMEOUT, properties.sendTimeout().toMillis());
    }
  }

  private void refuse(WebSocketSession session) throws IOException {
    Locale locale = locale(session.getHandshakeHeaders().getAcceptLanguageAsLocales());
    String message =
        messages.getMessage(
            "websocket.too-many", new Object[] {Integer.toString(limit.max())}, locale);
    session.sendMessage(
        new TextMessage(
            JsonMapper.shared()
                .writeValueAsString(
                    Map.of(
                        "type",
                        "error",
                        "code",
                        ErrorCode.WEBSOCKET_REFUSED.code(),
                        "msg",
                        message == null ? "" : message))));
    session.close(CloseStatus.POLICY_VIOLATION);
  }

  private static Locale locale(List<Locale> wanted) {
    for (Locale locale : wanted) {
      if (locale.getLanguage().equals(Locale.CHINESE.getLanguage())) {
        return Locale.CHINESE;
      }
      if (locale.getLanguage().equals(Locale.ENGLISH.getLanguage())) {
        return Locale.ENGLISH;
      }
    }
    return Locale.CHINESE;
  }

  private static String address(WebSocketSession session) {
    InetSocketAddress remote = session.getRemoteAddress();
    return remote == null ? "unknown" : remote.getAddress().getHostAddress();
  }

  private static MultiValueMap<String, String> query(@Nullable URI uri) {
    return UriComponentsBuilder.fromUriString(uri == null ? "" : uri.toString())
        .build()
        .getQueryParams();
  }

  /** {@code all} and the dates asked for; what is no date is passed over. */
  private static Set<String> scopes(List<@Nullable String> wanted) {
    Set<String> scopes = new LinkedHashSet<>();
    scopes.add(LiveMessage.SCOPE_ALL);
    for (String scope : wanted) {
      if (scope != null && scopes.size() <= MAX_SCOPES && isDate(scope)) {
        scopes.add(scope);
      }
    }
    return Set.copyOf(scopes);
  }

  private static boolean isDate(String text) {
    try {
      return LocalDate.parse(text).toString().equals(text);
    } catch (DateTimeParseException noDate) {
      return false;
    }
  }

  /** Null if the query does not say where the client left off: it then gets a snapshot. */
  static @Nullable Resume resume(MultiValueMap<String, String> query) {
    String epoch = query.getFirst("epoch");
    String seq = query.getFirst("seq");
    if (epoch == null || seq == null) {
      return null;
    }
    try {
      return new Resume(epoch, Long.parseLong(seq));
    } catch (NumberFormatException noNumber) {
      return null;
    }
  }

  private static void closeQuietly(WebSocketSession session) {
    try {
      session.close();
    } catch (IOException | IllegalStateException alreadyGone) {
      // As wanted.
    }
  }
}
