package io.tidelake.streaming.job;

import io.tidelake.streaming.config.LiveOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.flink.CatalogLoader;

/** The Iceberg catalog of the options. */
final class Catalogs {

  /** A catalog that hangs delays the next try of a commit by so much. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Catalogs() {}

  static CatalogLoader loader(LiveOptions options) {
    return CatalogLoader.rest("lake", new Configuration(false), properties(options));
  }

  static Map<String, String> properties(LiveOptions options) {
    Map<String, String> properties = new HashMap<>(options.lake().catalogProperties(PATIENCE));
    if (options.lake().warehouse().startsWith("s3")) {
      // While the object store is away the writers wait, and with them the job: for a quarter of
      // an hour, then the job restarts and waits on.
      properties.put("s3.retry.num-retries", "450");
      properties.put("s3.retry.min-wait-ms", "100");
      properties.put("s3.retry.max-wait-ms", "2000");
      options.s3AccessKey().ifPresent(key -> properties.put("s3.access-key-id", key));
      options.s3SecretKey().ifPresent(key -> properties.put("s3.secret-access-key", key));
    }
    return properties;
  }
}
