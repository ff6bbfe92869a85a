package io.tidelake.stack.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a dashboard reads, at fixed times whatever the answers take, and counts how many were
 * answered within a second.
 */
final class DashboardProbe implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final Duration PAGE_INTERVAL = Duration.ofMillis(500);
  private static final Duration LIVE_INTERVAL = Duration.ofMillis(700);

  /**
   * Each costs Trino seconds of a core, since each commit makes a new snapshot: more often, and the
   * probe would be the load.
   */
  private static final Duration HISTORY_INTERVAL = Duration.ofSeconds(15);

  private static final int OK = 200;

  private static final class Counter {
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();

    void count(boolean answer) {
      reads.incrementAndGet();
      if (answer) {
        answered.incrementAndGet();
      }
    }

    ChaosReport.Share share() {
      int answers = answered.get();
      int all = Math.max(answers, reads.get());
      return new ChaosReport.Share(all, answers, all == 0 ? 1 : answers / (double) all);
    }
  }

  private final String dashboard;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(TIMEOUT)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("dashboard-probe").factory());
  private final Map<String, Counter> counters = new LinkedHashMap<>();

  DashboardProbe(String dashboard) {
    this.dashboard = dashboard;
    every(PAGE_INTERVAL, "page", () -> get("/"));
    every(LIVE_INTERVAL, "live", this::snapshot);
    every(HISTORY_INTERVAL, "history", () -> get("/api/user_stats?limit=20"));
  }

  private void every(Duration interval, String name, BooleanSupplier read) {
    Counter counter = new Counter();
    counters.put(name, counter);
    clock.scheduleAtFixedRate(
        () -> Thread.ofVirtual().start(() -> counter.count(read.getAsBoolean())),
        0,
        interval.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  /** By what was read: {@code page}, {@code live}, {@code history}. */
  Map<String, ChaosReport.Share> shares() {
    Map<String, ChaosReport.Share> shares = new LinkedHashMap<>();
    counters.forEach((name, counter) -> shares.put(name, counter.share()));
    return shares;
  }

  @Override
  public void close() {
    clock.shutdownNow();
    client.shutdownNow();
  }

  private boolean get(String path) {
    try {
      long begin = System.nanoTime();
      int status =
          client
              .send(
                  HttpRequest.newBuilder(URI.create(dashboard + path)).timeout(TIMEOUT).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode();
      return status == OK && System.nanoTime() - begin <= TIMEOUT.toNanos();
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Connects as a dashboard does when it is opened, and waits for the state. */
  private boolean snapshot() {
    Snapshot listener = new Snapshot();
    CompletableFuture<WebSocket> connecting =
        client
            .newWebSocketBuilder()
            .connectTimeout(TIMEOUT)
            .buildAsync(URI.create(dashboard.replaceFirst("^http", "ws") + "/ws/live"), listener);
    try {
      return connecting
          .thenCompose(socket -> listener.seen)
          .orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
          .exceptionally(failure -> false)
          .join();
    } finally {
      connecting.thenAccept(WebSocket::abort);
    }
  }

  private static final class Snapshot implements WebSocket.Listener {
    private final CompletableFuture<Boolean> seen = new CompletableFuture<>();
    private final StringBuilder head = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      if (head.length() < 200) {
        head.append(data);
      }
      if (last) {
        if (head.indexOf("\"snapshot\"") >= 0) {
          seen.complete(true);
        }
        head.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      seen.complete(false);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      seen.complete(false);
    }
  }
}
