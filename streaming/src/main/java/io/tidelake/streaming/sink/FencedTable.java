package io.tidelake.streaming.sink;

import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * A table whose appends of a checkpoint take effect at most once: see {@link FencedAppend}. Also
 * keeps Iceberg's sink from committing checkpoints without rows, of which it would commit every
 * tenth.
 */
final class FencedTable extends BaseTable {

  private static final long serialVersionUID = 1L;

  private static final String MAX_CONTINUOUS_EMPTY_COMMITS = "flink.max-continuous-empty-commits";

  private FencedTable(BaseTable table) {
    super(table.operations(), table.name(), table.reporter());
  }

  /**
   * @param table as a catalog loads it
   */
  static FencedTable of(Table table) {
    if (table instanceof BaseTable base) {
      return new FencedTable(base);
    }
    throw new IllegalArgumentException(
        "%s is loaded as %s, which cannot be fenced: use a catalog that returns %s"
            .formatted(table.name(), table.getClass().getName(), BaseTable.class.getName()));
  }

  @Override
  public AppendFiles newAppend() {
    return new FencedAppend(super.newAppend(), currentSnapshots());
  }

  private Iterable<Snapshot> currentSnapshots() {
    return FencedAppend.ancestors(this, currentSnapshot());
  }

  @Override
  public Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>(super.properties());
    properties.put(MAX_CONTINUOUS_EMPTY_COMMITS, Integer.toString(Integer.MAX_VALUE));
    return properties;
  }
}
