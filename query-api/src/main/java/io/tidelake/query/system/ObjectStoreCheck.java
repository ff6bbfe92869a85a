package io.tidelake.query.system;

import io.tidelake.query.platform.ComponentCheck;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The object store; without credentials it refuses us, which is an answer too. */
@Component
class ObjectStoreCheck implements ComponentCheck {

  private final Http http;
  private final ObjectStoreProperties properties;

  ObjectStoreCheck(Http http, ObjectStoreProperties properties) {
    this.http = http;
    this.properties = properties;
  }

  @Override
  public String name() {
    return "object_store";
  }

  @Override
  public String failedStatus() {
    return "disconnected";
  }

  @Override
  public Map<String, Object> check() throws IOException, InterruptedException {
    HttpResponse<String> response = http.get(properties.url(), "/");
    if (response.statusCode() >= 500) {
      throw new IOException("HTTP status " + response.statusCode());
    }
    return Map.of("status", "connected");
  }
}
