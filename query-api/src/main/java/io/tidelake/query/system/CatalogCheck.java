package io.tidelake.query.system;

import io.tidelake.query.platform.ComponentCheck;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The Iceberg REST catalog. */
@Component
class CatalogCheck implements ComponentCheck {

  private final Http http;
  private final CatalogProperties properties;

  CatalogCheck(Http http, CatalogProperties properties) {
    this.http = http;
    this.properties = properties;
  }

  @Override
  public String name() {
    return "catalog";
  }

  @Override
  public String failedStatus() {
    return "disconnected";
  }

  @Override
  public Map<String, Object> check() throws IOException, InterruptedException {
    HttpResponse<String> response = http.get(properties.url(), "/v1/config");
    // A catalog that wants credentials lives too.
    if (response.statusCode() >= 500) {
      throw new IOException("HTTP status " + response.statusCode());
    }
    return Map.of("status", "connected");
  }
}
