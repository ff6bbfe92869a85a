package io.tidelake.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidelake.stack.server.Part;
import io.tidelake.stack.server.Site;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;

/** Tells the maintenance part of a stack to run now, and when it has. */
public final class MaintenanceOrders implements AutoCloseable {

  private static final Duration RUN_TIMEOUT = Duration.ofMinutes(10);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 200;
  private static final int ACCEPTED = 202;

  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;

  public MaintenanceOrders(Site site) {
    url = site.url(Part.MAINTENANCE);
  }

  /** Orders a run; if one is under way, another after it. */
  public void order() throws IOException, InterruptedException {
    // On a connection of its own: one that was kept may be closed by the server just when the
    // order is sent, and a POST is not sent again by itself.
    try (HttpClient once = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          once.send(
              HttpRequest.newBuilder(URI.create(url + "/run"))
                  .timeout(TIMEOUT)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString("{}"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != ACCEPTED) {
        throw new IOException("maintenance answered " + response.statusCode());
      }
    }
  }

  /** Orders a run that begins now, and waits until it has ended. */
  public void awaitRun() throws IOException, InterruptedException {
    // The one under way may have begun before; the one after it has not.
    for (int i = 0; i < 2; i++) {
      awaitNext();
    }
  }

  /** Orders a run and waits until one has ended: this, or the one under way. */
  public void awaitNext() throws IOException, InterruptedException {
    Instant asked = Instant.now();
    order();
    while (!lastRun().isAfter(asked)) {
      if (Instant.now().isAfter(asked.plus(RUN_TIMEOUT))) {
        throw new IOException("maintenance has not run within " + RUN_TIMEOUT);
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** When the last run ended; {@link Instant#EPOCH} if there was none. */
  public Instant lastRun() throws IOException, InterruptedException {
    String body =
        http.send(
                HttpRequest.newBuilder(URI.create(url + "/health")).timeout(TIMEOUT).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    String last = new JsonMapper().readTree(body).path("lastRun").asText("");
    return last.isEmpty() || last.equals("null") ? Instant.EPOCH : Instant.parse(last);
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
