package io.tidelake.e2e;

import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.stack.LocalStack;
import io.tidelake.stack.StackOptions;
import io.tidelake.stack.server.Part;
import io.tidelake.stack.server.Secrets;
import io.tidelake.stack.server.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;

/**
 * The lake without the stream: object store, catalog, Trino and the service, with every table
 * created and empty. For tests that write the lake themselves; it starts in a fraction of the time
 * of the whole stack.
 *
 * <pre>{@code
 * try (LakeStack stack = LakeStack.start("my-test")) {
 *   stack.writer().append(LakeTables.BEHAVIOR_1M, rows);
 *   stack.rest().get("/api/user_stats");
 * }
 * }</pre>
 */
final class LakeStack implements AutoCloseable {

  /** What a test of statistics and exports needs. */
  static final Set<Part> WITH_SERVICE =
      EnumSet.of(Part.OBJECT_STORE, Part.CATALOG, Part.TRINO, Part.QUERY_API);

  private final LocalStack stack;
  private final Site site;
  private final RESTCatalog catalog;
  private final Rest rest;

  private LakeStack(LocalStack stack, Site site) {
    this.stack = stack;
    this.site = site;
    this.rest = new Rest(site.url(Part.QUERY_API));
    Secrets secrets = Secrets.loadOrCreate(site.home().resolve("secrets.properties"));
    this.catalog = new RESTCatalog();
    catalog.setConf(new Configuration(false));
    catalog.initialize(
        "lake",
        Map.of(
            "uri", site.url(Part.CATALOG),
            "io-impl", "org.apache.iceberg.aws.s3.S3FileIO",
            "s3.endpoint", site.url(Part.OBJECT_STORE),
            "s3.path-style-access", "true",
            "s3.access-key-id", secrets.accessKey(),
            "s3.secret-access-key", secrets.secretKey(),
            "client.region", "us-east-1"));
    LakeTables.create(catalog, LakeTables.NAMESPACE);
  }

  /**
   * Starts a lake that holds nothing.
   *
   * @param name of its folder below {@code target}
   */
  static LakeStack start(String name) throws Exception {
    return start(name, WITH_SERVICE);
  }

  static LakeStack start(String name, Set<Part> parts) throws Exception {
    Path home =
        StackOptions.projectRoot().resolve("infra/e2e-tests/target").resolve(name).resolve("home");
    StackOptions options = StackOptions.only(home, FreePorts.offset(), parts);
    LocalStack.purge(options.site());
    LocalStack stack = LocalStack.start(options);
    try {
      return new LakeStack(stack, options.site());
    } catch (RuntimeException e) {
      stack.close();
      throw e;
    }
  }

  /** Replaces every table by one that holds nothing. */
  void empty() {
    for (LakeTable table : LakeTables.ALL) {
      // Its files stay, for whoever still reads them.
      catalog.dropTable(TableIdentifier.of(LakeTables.NAMESPACE, table.name()), false);
    }
    LakeTables.create(catalog, LakeTables.NAMESPACE);
  }

  /** The servers, to stop or to kill. */
  LocalStack servers() {
    return stack;
  }

  /** Where the servers are. */
  Site site() {
    return site;
  }

  RESTCatalog catalog() {
    return catalog;
  }

  LakeWriter writer() {
    return new LakeWriter(catalog, LakeTables.NAMESPACE);
  }

  /** SQL by way of Trino. */
  Lake lake() {
    return new Lake(site.url(Part.TRINO));
  }

  Rest rest() {
    return rest;
  }

  @Override
  public void close() throws IOException {
    rest.close();
    catalog.close();
    // The logs stay for whoever looks into a failure.
    stack.close();
  }
}
