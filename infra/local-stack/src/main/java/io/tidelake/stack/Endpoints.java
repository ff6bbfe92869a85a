package io.tidelake.stack;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.tidelake.stack.server.Part;
import io.tidelake.stack.server.Site;

/**
 * Where the servers of a running stack are; the content of {@code endpoints.json}.
 *
 * @param dashboard URL of the service
 * @param trino URL of Trino
 * @param kafka bootstrap servers
 * @param catalog URL of the Iceberg REST catalog
 * @param objectStore URL of the S3 endpoint
 * @param flink URL of Flink's REST API
 */
@JsonPropertyOrder({"dashboard", "trino", "kafka", "catalog", "objectStore", "flink"})
public record Endpoints(
    String dashboard,
    String trino,
    String kafka,
    String catalog,
    String objectStore,
    String flink) {

  static Endpoints of(Site site) {
    return new Endpoints(
        site.url(Part.QUERY_API),
        site.url(Part.TRINO),
        site.address(Part.KAFKA),
        site.url(Part.CATALOG),
        site.url(Part.OBJECT_STORE),
        site.url(Part.JOBMANAGER));
  }
}
