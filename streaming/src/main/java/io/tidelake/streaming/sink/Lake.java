package io.tidelake.streaming.sink;

import io.tidelake.schema.table.LakeTable;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.flink.CatalogLoader;

/**
 * Where the tables are.
 *
 * @param catalog makes a client of the catalog
 * @param namespace of the tables
 */
public record Lake(CatalogLoader catalog, String namespace) implements Serializable {

  /** A client of the catalog; to be closed. */
  public Connection connect() {
    return new Connection(catalog.loadCatalog(), namespace);
  }

  /** One client of the catalog. Its tables can be used until it is closed. */
  public static final class Connection implements Closeable {

    private final Catalog catalog;
    private final String namespace;

    private Connection(Catalog catalog, String namespace) {
      this.catalog = catalog;
      this.namespace = namespace;
    }

    /** The table as it is now; what is committed by way of it is checked against it. */
    public Table load(LakeTable table) {
      return CertainCommits.of(catalog.loadTable(TableIdentifier.of(namespace, table.name())));
    }

    @Override
    public void close() throws IOException {
      if (catalog instanceof Closeable closeable) {
        closeable.close();
      }
    }
  }
}
