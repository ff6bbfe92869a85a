package io.tidelake.query.trino;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Asks Trino, without a query, whether it lives. */
@Component
class TrinoHeartbeat {

  /** A Trino that works hard is slow to answer; one that is gone refuses at once. */
  private static final Duration PATIENCE = Duration.ofMillis(2500);

  private static final Duration SHORT_PATIENCE = Duration.ofSeconds(1);
  private static final String PREFIX = "jdbc:trino:";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final URI info;

  TrinoHeartbeat(TrinoProperties properties) {
    this.info = infoOf(properties.url());
  }

  /** Where a server says how it is, from its JDBC address. */
  static URI infoOf(String jdbcUrl) {
    if (!jdbcUrl.startsWith(PREFIX + "//")) {
      throw new IllegalArgumentException(
          "tidelake.trino.url=%s is no Trino address: give jdbc:trino://host:port/catalog/schema"
              .formatted(jdbcUrl));
    }
    URI jdbc = URI.create(jdbcUrl.substring(PREFIX.length()));
    boolean secure =
        jdbc.getPort() == 443 || (jdbc.getQuery() != null && jdbc.getQuery().contains("SSL=true"));
    return URI.create((secure ? "https" : "http") + "://" + jdbc.getAuthority() + "/v1/info");
  }

  /** Whether Trino says that it is up and past its start; waits up to 2.5 seconds for that. */
  boolean answers() throws InterruptedException {
    try {
      return ask(PATIENCE);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * @return false while Trino starts
   * @throws IOException if it does not answer within a second
   */
  boolean ask() throws IOException, InterruptedException {
    return ask(SHORT_PATIENCE);
  }

  private boolean ask(Duration patience) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(info).timeout(patience).build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    return response.statusCode() == 200 && !response.body().contains("\"starting\":true");
  }
}
