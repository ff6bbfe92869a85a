package io.tidelake.query.catalog;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The few calls of the catalog's REST API that are needed here. */
@Component
class CatalogClient {

  private static final Duration SHORT_PATIENCE = Duration.ofSeconds(1);

  /**
   * @param unchanged the table is as it was under the tag that was sent
   * @param metadata null if it is unchanged or there is no such table
   */
  record Table(boolean unchanged, @Nullable String tag, @Nullable JsonNode metadata) {}

  private final HttpClient client;
  private final CatalogProperties properties;
  private volatile @Nullable String tables;

  CatalogClient(CatalogProperties properties) {
    this.properties = properties;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(properties.timeout())
            .build();
  }

  /** Whether it answers within a second; a catalog that wants credentials lives too. */
  void ping() throws IOException, InterruptedException {
    HttpResponse<byte[]> response = get("/v1/config", SHORT_PATIENCE, null);
    if (response.statusCode() >= 500) {
      throw new IOException("HTTP status " + response.statusCode());
    }
  }

  /**
   * @param knownTag of an earlier answer: one that is still true is not sent again
   * @throws IOException if the catalog does not answer in time, or not with a table
   */
  Table table(String name, @Nullable String knownTag) throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        get(tables() + "/" + encoded(name), properties.timeout(), knownTag);
    return switch (response.statusCode()) {
      case 304 -> new Table(true, knownTag, null);
      case 404 -> new Table(false, null, null);
      case 200 ->
          new Table(
              false,
              response.headers().firstValue("ETag").orElse(null),
              json(response).path("metadata"));
      default -> throw new IOException("HTTP status " + response.statusCode());
    };
  }

  /** Catalogs may keep the tables of a warehouse under a prefix of their own. */
  private String tables() throws IOException, InterruptedException {
    String known = tables;
    if (known == null) {
      HttpResponse<byte[]> response = get("/v1/config", properties.timeout(), null);
      if (response.statusCode() != 200) {
        throw new IOException("HTTP status " + response.statusCode());
      }
      JsonNode config = json(response);
      String prefix =
          config.at("/overrides/prefix").asString(config.at("/defaults/prefix").asString(""));
      known =
          "/v1/"
              + (prefix.isEmpty() ? "" : prefix + "/")
              + "namespaces/"
              + encoded(properties.namespace())
              + "/tables";
      tables = known;
    }
    return known;
  }

  private static JsonNode json(HttpResponse<byte[]> response) throws IOException {
    try {
      return JsonMapper.shared().readTree(response.body());
    } catch (JacksonException e) {
      throw new IOException(e);
    }
  }

  private HttpResponse<byte[]> get(String path, Duration patience, @Nullable String knownTag)
      throws IOException, InterruptedException {
    String root = properties.url().toString().replaceAll("/+$", "");
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(root + path));
    if (knownTag != null) {
      request.header("If-None-Match", knownTag);
    }
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    try {
      // The client's own time-out would end with the headers; this one covers the body too.
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException refused ? refused : new IOException(e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + patience.toMillis() + " ms", e);
    } finally {
      answer.cancel(true);
    }
  }

  private static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
