package io.tidelake.query.catalog;

import io.tidelake.query.platform.ComponentCheck;
import java.io.IOException;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The Iceberg REST catalog. */
@Component
class CatalogCheck implements ComponentCheck {

  private final CatalogClient catalog;

  CatalogCheck(CatalogClient catalog) {
    this.catalog = catalog;
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
    catalog.ping();
    return Map.of("status", "connected");
  }
}
