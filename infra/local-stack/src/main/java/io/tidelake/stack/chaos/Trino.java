package io.tidelake.stack.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Runs the statements of this package's SQL files. */
final class Trino {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int OK = 200;

  private final URI statement;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  Trino(String url) {
    statement = URI.create(url + "/v1/statement");
  }

  /**
   * Runs the statements of a file, one by one.
   *
   * @return the rows of the last one
   * @throws IOException if Trino does not answer or a statement fails
   */
  List<JsonNode> run(String file) throws IOException, InterruptedException {
    List<JsonNode> rows = List.of();
    for (String sql : statements(file)) {
      rows = execute(sql);
    }
    return rows;
  }

  private List<JsonNode> execute(String sql) throws IOException, InterruptedException {
    List<JsonNode> rows = new ArrayList<>();
    JsonNode answer =
        send(
            HttpRequest.newBuilder(statement)
                .header("X-Trino-User", "tidelake-chaos")
                .header("X-Trino-Session", "lake.expire_snapshots_min_retention=0s")
                .POST(HttpRequest.BodyPublishers.ofString(sql)));
    while (true) {
      answer.path("data").forEach(rows::add);
      if (answer.has("error")) {
        throw new IOException(sql + " failed: " + answer.path("error").path("message").asText());
      }
      if (!answer.has("nextUri")) {
        return rows;
      }
      answer = send(HttpRequest.newBuilder(URI.create(answer.path("nextUri").asText())));
    }
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != OK) {
      throw new IOException("Trino answered " + response.statusCode() + ": " + response.body());
    }
    return JSON.readTree(response.body());
  }

  private static List<String> statements(String file) throws IOException {
    try (InputStream sql = Objects.requireNonNull(Trino.class.getResourceAsStream(file))) {
      String text =
          new String(sql.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("--"))
              .collect(Collectors.joining("\n"));
      return Arrays.stream(text.split(";"))
          .map(String::strip)
          .filter(Predicate.not(String::isEmpty))
          .toList();
    }
  }
}
