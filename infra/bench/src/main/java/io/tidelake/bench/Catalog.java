package io.tidelake.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** What benchmarks ask of the Iceberg REST catalog. */
public final class Catalog implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int NOT_FOUND = 404;
  private static final int TRIES = 5;
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;

  public Catalog(String url) {
    this.url = url;
  }

  /**
   * Creates a table in a new namespace.
   *
   * @param table as the REST catalog takes it, JSON
   */
  public void createTable(String namespace, String table) throws IOException, InterruptedException {
    post("/v1/namespaces", "{\"namespace\":[\"" + namespace + "\"]}");
    post("/v1/namespaces/" + namespace + "/tables", table);
  }

  private void post(String path, String body) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(url + path))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IOException("the catalog answered " + response.body());
    }
  }

  /** The rows that the newest snapshot of a table holds; 0 if there is none. */
  public long rows(String namespace, String table) throws IOException, InterruptedException {
    JsonNode metadata = metadata(namespace, table);
    String current = metadata.path("current-snapshot-id").asText();
    for (JsonNode snapshot : metadata.path("snapshots")) {
      if (snapshot.path("snapshot-id").asText().equals(current)) {
        return snapshot.path("summary").path("total-records").asLong();
      }
    }
    return 0;
  }

  /** A property of a table; empty if it has none. */
  public String property(String namespace, String table, String name)
      throws IOException, InterruptedException {
    return metadata(namespace, table).path("properties").path(name).asText("");
  }

  /** An answer that does not come is asked for again: a figure is worth more than that. */
  private JsonNode metadata(String namespace, String table)
      throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return ask(namespace, table);
      } catch (IOException e) {
        if (attempt == TRIES) {
          throw e;
        }
      }
      Thread.sleep(PAUSE);
    }
  }

  private JsonNode ask(String namespace, String table) throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        http.send(
            HttpRequest.newBuilder(
                    URI.create(
                        url
                            + "/v1/namespaces/"
                            + namespace
                            + "/tables/"
                            + table
                            + "?snapshots=refs"))
                .timeout(TIMEOUT)
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() == NOT_FOUND) {
      return JSON.createObjectNode();
    }
    if (response.statusCode() / 100 != 2) {
      throw new IOException("the catalog answered " + response.statusCode());
    }
    return JSON.readTree(response.body()).path("metadata");
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
