package io.tidelake.streaming.sink;

import java.io.IOException;
import org.apache.iceberg.Table;
import org.apache.iceberg.flink.TableLoader;

/** Loads tables as {@link FencedTable}. */
final class FencedTableLoader implements TableLoader {

  private static final long serialVersionUID = 1L;

  private final TableLoader loader;

  FencedTableLoader(TableLoader loader) {
    this.loader = loader;
  }

  @Override
  public void open() {
    loader.open();
  }

  @Override
  public boolean isOpen() {
    return loader.isOpen();
  }

  @Override
  public Table loadTable() {
    return FencedTable.of(loader.loadTable());
  }

  @Override
  @SuppressWarnings("MethodDoesntCallSuperMethod")
  public TableLoader clone() {
    return new FencedTableLoader(loader.clone());
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }

  @Override
  public String toString() {
    return "FencedTableLoader{" + loader + "}";
  }
}
