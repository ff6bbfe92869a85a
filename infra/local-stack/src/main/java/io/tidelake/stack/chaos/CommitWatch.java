package io.tidelake.stack.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidelake.schema.table.StreamCommit;
import io.tidelake.schema.topic.TopicPositions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks the catalog, and not the proxy before it, how far {@code raw_events} covers the topic, some
 * times a second.
 */
final class CommitWatch implements AutoCloseable {

  /**
   * What the newest snapshot says.
   *
   * @param positions how far the table covers the topic
   * @param snapshot its id
   * @param committed when the job made it, by its clock
   */
  record Commit(TopicPositions positions, String snapshot, Instant committed) {}

  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration POLL = Duration.ofMillis(700);
  private static final int OK = 200;
  private static final String NAMESPACE = "taobao";
  private static final String RAW_EVENTS = "raw_events";

  private final URI table;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();
  private final Thread thread;
  private volatile @Nullable Commit newest;

  CommitWatch(String catalog) {
    // Whole, with all snapshots: asked for refs alone, the catalog of 1.11 answers 400 as soon as
    // snapshots have expired.
    table = URI.create("%s/v1/namespaces/%s/tables/%s".formatted(catalog, NAMESPACE, RAW_EVENTS));
    thread = Thread.ofPlatform().daemon().name("commit-watch").start(this::watch);
  }

  /** The newest commit seen. */
  Optional<Commit> newest() {
    return Optional.ofNullable(newest);
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
    client.shutdownNow();
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(POLL);
        try {
          read().ifPresent(commit -> newest = commit);
        } catch (IOException e) {
          // The catalog is among those that are hit.
        }
      }
    } catch (InterruptedException e) {
      // close() was called.
    }
  }

  private Optional<Commit> read() throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        client.send(
            HttpRequest.newBuilder(table).timeout(TIMEOUT).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != OK) {
      return Optional.empty();
    }
    return commit(JSON.readTree(response.body()).path("metadata"));
  }

  /** Out of the metadata of a table; empty if it has no snapshot yet. */
  static Optional<Commit> commit(JsonNode metadata) {
    String current = metadata.path("current-snapshot-id").asText();
    for (JsonNode snapshot : metadata.path("snapshots")) {
      if (snapshot.path("snapshot-id").asText().equals(current)) {
        String positions =
            snapshot
                .path("summary")
                .path(StreamCommit.POSITIONS)
                .asText(metadata.path("properties").path(StreamCommit.POSITIONS).asText("{}"));
        return Optional.of(
            new Commit(
                TopicPositions.parse(positions),
                current,
                Instant.ofEpochMilli(snapshot.path("timestamp-ms").asLong())));
      }
    }
    return Optional.empty();
  }
}
