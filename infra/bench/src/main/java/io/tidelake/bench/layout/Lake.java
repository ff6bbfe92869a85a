package io.tidelake.bench.layout;

import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.stack.LocalStack;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;

/** The catalog of a stack, by Iceberg's API. */
final class Lake implements AutoCloseable {

  private static final Namespace NAMESPACE = Namespace.of(LakeTables.NAMESPACE);

  private final RESTCatalog catalog = new RESTCatalog();

  /** Makes the tables of the lake that are not there. */
  Lake(LocalStack stack) {
    catalog.setConf(new Configuration(false));
    catalog.initialize(
        "lake",
        Map.of(
            "uri", stack.endpoints().catalog(),
            "io-impl", "org.apache.iceberg.aws.s3.S3FileIO",
            "s3.endpoint", stack.endpoints().objectStore(),
            "s3.path-style-access", "true",
            "s3.access-key-id", stack.secrets().accessKey(),
            "s3.secret-access-key", stack.secrets().secretKey(),
            "client.region", "us-east-1"));
    LakeTables.create(catalog, LakeTables.NAMESPACE);
  }

  Table table(LakeTable table) {
    return table(table.name());
  }

  Table table(String name) {
    return catalog.loadTable(TableIdentifier.of(NAMESPACE, name));
  }

  @Override
  public void close() throws IOException {
    catalog.close();
  }
}
