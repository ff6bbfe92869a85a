package io.tidelake.bench.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** The REST API, over one connection. */
final class Service implements Respondent, AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();

  private final String url;
  private final HttpClient http = HttpClient.newHttpClient();

  /**
   * @param url such as {@code http://localhost:5001}
   */
  Service(String url) {
    this.url = url;
  }

  @Override
  public String title() {
    return "service";
  }

  @Override
  public Answer ask(Question question, Period period) throws IOException, InterruptedException {
    long start = System.nanoTime();
    String body = get(question.call(period));
    long nanos = System.nanoTime() - start;
    JsonNode answer = JSON.readTree(body);
    return new Answer(question.read(answer.path("data")), nanos);
  }

  /**
   * The body of an answer.
   *
   * @throws IOException if it is none
   */
  String get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + encoded(path)))
            .header("Accept-Language", "zh")
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(
          "%s answered %d: %s".formatted(path, response.statusCode(), response.body()));
    }
    return response.body();
  }

  private static String encoded(String path) {
    return URI.create(path).toASCIIString();
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
