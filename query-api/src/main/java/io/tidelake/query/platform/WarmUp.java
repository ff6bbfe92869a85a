package io.tidelake.query.platform;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Asks this process what a dashboard asks when it is opened, until its classes are loaded and the
 * busiest of them compiled. The first who asks a process that takes over would wait for that, about
 * a second, and they all come at once.
 */
@Component
class WarmUp {

  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  private static final int ROUNDS = 60;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final @Nullable InetAddress address;
  private final Environment environment;

  WarmUp(ServerProperties server, Environment environment) {
    this.address = server.getAddress();
    this.environment = environment;
  }

  /** Returns when the process is warm, or as soon as it does not answer. */
  void run() throws InterruptedException {
    String host =
        address == null || address.isAnyLocalAddress()
            ? InetAddress.getLoopbackAddress().getHostAddress()
            : address.getHostAddress();
    String own = host + ":" + environment.getRequiredProperty("local.server.port");
    try (HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build()) {
      HttpRequest page =
          HttpRequest.newBuilder(URI.create("http://" + own + "/")).timeout(TIMEOUT).build();
      for (int round = 0; round < ROUNDS; round++) {
        client.send(page, BodyHandlers.discarding());
      }
      for (int round = 0; round < ROUNDS; round++) {
        openBoard(client, URI.create("ws://" + own + "/ws/live"));
      }
      LOG.info("Warm");
    } catch (IOException | CompletionException e) {
      LOG.info("Not warmed up: {}", e.toString());
    }
  }

  /** Until the first frame is here; without Kafka there is none. */
  private static void openBoard(HttpClient client, URI live) {
    CompletableFuture<Void> seen = new CompletableFuture<>();
    CompletableFuture<WebSocket> opening =
        client.newWebSocketBuilder().connectTimeout(TIMEOUT).buildAsync(live, new FirstFrame(seen));
    try {
      opening.thenCompose(open -> seen).orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).join();
    } finally {
      opening.thenAccept(WebSocket::abort);
    }
  }

  private record FirstFrame(CompletableFuture<Void> seen) implements WebSocket.Listener {

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      seen.complete(null);
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      seen.completeExceptionally(new IOException("closed: " + code + " " + reason));
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      seen.completeExceptionally(error);
    }
  }
}
