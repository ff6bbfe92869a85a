package io.tidelake.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A client of {@code /ws/live} that merges frames as the contract says and checks their order. */
final class LiveSocket implements WebSocket.Listener, AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final StringBuilder text = new StringBuilder();
  private final Map<String, Map<String, Long>> counts = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable String> violation = new AtomicReference<>();
  private volatile long sequence = -1;
  private volatile long frames;
  private final WebSocket socket;

  LiveSocket(String dashboardUrl) {
    this(dashboardUrl, "");
  }

  /**
   * @param token empty: none
   */
  LiveSocket(String dashboardUrl, String token) {
    WebSocket.Builder builder = http.newWebSocketBuilder();
    if (!token.isEmpty()) {
      builder.subprotocols("tidelake", "bearer." + token);
    }
    socket =
        builder
            .buildAsync(URI.create(dashboardUrl.replaceFirst("^http", "ws") + "/ws/live"), this)
            .join();
  }

  /** Counts of scope {@code all} by value of a dimension. */
  Map<String, Long> counts(String dimension) {
    return new TreeMap<>(counts.getOrDefault(dimension, Map.of()));
  }

  /** Events of scope {@code all}. */
  long events() {
    return counts("action").values().stream().mapToLong(Long::longValue).sum();
  }

  /** Frames seen, hello included. */
  long frames() {
    return frames;
  }

  /** The first breach of the contract, or null. */
  @Nullable String violation() {
    return violation.get();
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      try {
        accept(JSON.readTree(text.toString()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        text.setLength(0);
      }
    }
    from.request(1);
    return null;
  }

  private void accept(JsonNode frame) {
    long seq = frame.path("seq").asLong(-1);
    switch (frame.path("type").asText()) {
      case "snapshot" -> sequence = seq;
      case "delta" -> {
        if (seq != sequence + 1) {
          violation.compareAndSet(null, "delta " + seq + " after " + sequence);
        }
        sequence = seq;
      }
      default -> {}
    }
    frame
        .path("state")
        .path("scopes")
        .path("all")
        .properties()
        .forEach(
            dimension ->
                dimension
                    .getValue()
                    .properties()
                    .forEach(
                        cell ->
                            merge(dimension.getKey(), cell.getKey(), cell.getValue().asLong())));
    frames++;
  }

  private void merge(String dimension, String value, long count) {
    counts
        .computeIfAbsent(dimension, any -> new ConcurrentHashMap<>())
        .merge(
            value,
            count,
            (before, now) -> {
              if (now < before) {
                violation.compareAndSet(
                    null, dimension + " " + value + " went from " + before + " to " + now);
              }
              return Math.max(before, now);
            });
  }

  @Override
  public void close() {
    socket.abort();
    http.close();
  }
}
