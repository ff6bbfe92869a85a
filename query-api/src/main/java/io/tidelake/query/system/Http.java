package io.tidelake.query.system;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Short questions to other servers: answered within a second or not at all. */
@Component
class Http {

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

  HttpResponse<String> get(URI base, String path) throws IOException, InterruptedException {
    String root = base.toString().replaceAll("/+$", "");
    HttpRequest request = HttpRequest.newBuilder(URI.create(root + path)).timeout(PATIENCE).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
