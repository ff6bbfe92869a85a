package io.tidelake.stack.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the live counts without a break, as a wall display does, and notes each that is smaller
 * than it was. It merges nothing: what the service says is what counts, also to someone who opens
 * the page anew.
 */
final class LiveReader implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration RECONNECT = Duration.ofMillis(300);
  private static final int REMEMBERED = 20;

  private final URI uri;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final Thread thread;

  // Guarded by this.
  private final Map<String, Long> counts = new HashMap<>();
  private final List<String> examples = new ArrayList<>();
  private int backwards;

  LiveReader(String dashboard) {
    uri = URI.create(dashboard.replaceFirst("^http", "ws") + "/ws/live");
    thread = Thread.ofPlatform().daemon().name("live-reader").start(this::read);
  }

  /** How often a count was smaller than before. */
  synchronized int backwards() {
    return backwards;
  }

  /** Events counted so far: the sum over the actions. */
  synchronized long events() {
    return counts.entrySet().stream()
        .filter(count -> count.getKey().startsWith("action "))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** The first of those, for people. */
  synchronized List<String> examples() {
    return List.copyOf(examples);
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
    client.shutdownNow();
  }

  private void read() {
    try {
      while (true) {
        Listener listener = new Listener();
        try {
          WebSocket socket = client.newWebSocketBuilder().buildAsync(uri, listener).join();
          try {
            listener.ended.get();
          } finally {
            socket.abort();
          }
        } catch (CompletionException | java.util.concurrent.ExecutionException e) {
          // The service is among those that are hit.
        }
        Thread.sleep(RECONNECT);
      }
    } catch (InterruptedException e) {
      // close() was called.
    }
  }

  synchronized void accept(JsonNode frame) {
    for (Map.Entry<String, JsonNode> dimension :
        frame.path("state").path("scopes").path("all").properties()) {
      for (Map.Entry<String, JsonNode> cell : dimension.getValue().properties()) {
        String name = dimension.getKey() + " " + cell.getKey();
        long now = cell.getValue().asLong();
        Long before = counts.put(name, now);
        if (before != null && now < before) {
          backwards++;
          if (examples.size() < REMEMBERED) {
            examples.add("%s %s went from %d to %d".formatted(Instant.now(), name, before, now));
          }
        }
      }
    }
  }

  private final class Listener implements WebSocket.Listener {
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        try {
          accept(JSON.readTree(text.toString()));
        } catch (IOException e) {
          ended.completeExceptionally(e);
        } finally {
          text.setLength(0);
        }
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      ended.complete(null);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      ended.completeExceptionally(error);
    }
  }
}
