package io.tidelake.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls of the service as a client makes them. */
public final class HttpCalls {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final int port;

  public HttpCalls(int port) {
    this.port = port;
  }

  /**
   * @param headers name, value, name, value…
   */
  public HttpResponse<String> get(String path, String... headers) throws Exception {
    return send("GET", path, headers);
  }

  public HttpResponse<String> send(String method, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(Duration.ofSeconds(20));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  public static JsonNode json(HttpResponse<String> response) {
    return JsonMapper.shared().readTree(response.body());
  }

  /** Asserts an error in the envelope. */
  public static JsonNode assertError(HttpResponse<String> response, int status, int code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    JsonNode envelope = json(response);
    assertThat(envelope.propertyNames())
        .containsExactly("code", "msg", "data", "timestamp", "request_id");
    assertThat(envelope.get("code").asInt()).isEqualTo(code);
    assertThat(envelope.get("msg").asString()).isNotBlank();
    assertThat(envelope.get("request_id").asString())
        .isEqualTo(response.headers().firstValue("X-Request-Id").orElseThrow());
    assertThat(response.body()).doesNotContain("Exception", "\tat ", "org.", "java.");
    return envelope;
  }
}
