package io.tidelake.streaming.job;

import io.tidelake.streaming.config.LiveOptions;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.flink.CatalogLoader;

/** The Iceberg catalog of the options. */
final class Catalogs {

  private Catalogs() {}

  static CatalogLoader loader(LiveOptions options) {
    return CatalogLoader.rest("lake", new Configuration(false), properties(options));
  }

  static Map<String, String> properties(LiveOptions options) {
    Map<String, String> properties = new HashMap<>();
    properties.put("uri", options.catalogUri());
    properties.put("warehouse", options.warehouse());
    // A catalog that hangs delays the next try of a commit by so much.
    properties.put("rest.client.connection-timeout-ms", "3000");
    properties.put("rest.client.socket-timeout-ms", "10000");
    if (options.warehouse().startsWith("s3")) {
      properties.put("io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
      properties.put("client.region", options.s3Region());
      // While the object store is away the writers wait, and with them the job: for a quarter of
      // an hour, then the job restarts and waits on.
      properties.put("s3.retry.num-retries", "450");
      properties.put("s3.retry.min-wait-ms", "100");
      properties.put("s3.retry.max-wait-ms", "2000");
      properties.put("http-client.apache.connection-timeout-ms", "3000");
      properties.put("http-client.apache.socket-timeout-ms", "10000");
      options
          .s3Endpoint()
          .ifPresent(
              endpoint -> {
                properties.put("s3.endpoint", endpoint);
                properties.put("s3.path-style-access", "true");
              });
      options.s3AccessKey().ifPresent(key -> properties.put("s3.access-key-id", key));
      options.s3SecretKey().ifPresent(key -> properties.put("s3.secret-access-key", key));
    }
    return properties;
  }
}
