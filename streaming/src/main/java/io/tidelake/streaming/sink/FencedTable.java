package io.tidelake.streaming.sink;

import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;

/**
 * A table as the stream writes it:
 *
 * <ul>
 *   <li>appends of a checkpoint take effect at most once, see {@link FencedAppend};
 *   <li>checkpoints without rows are not committed, of which Iceberg's sink would commit every
 *       tenth;
 *   <li>files are encoded for little work: small dictionaries, since those of user and item ids
 *       cost a fifth of the CPU and save no bytes, and the fastest level of zstd. Compaction writes
 *       the files that are read for long, with settings of its own;
 *   <li>pages are small, since an open file holds a buffer of the size of a page and a replay has a
 *       file open for each of its hundreds of dates.
 * </ul>
 */
final class FencedTable extends BaseTable {

  private static final long serialVersionUID = 1L;

  private static final String MAX_CONTINUOUS_EMPTY_COMMITS = "flink.max-continuous-empty-commits";

  private static final Map<String, String> STREAM_PROPERTIES =
      Map.of(
          MAX_CONTINUOUS_EMPTY_COMMITS,
          Integer.toString(Integer.MAX_VALUE),
          TableProperties.PARQUET_DICT_SIZE_BYTES,
          "16384",
          TableProperties.PARQUET_COMPRESSION_LEVEL,
          "1",
          TableProperties.PARQUET_PAGE_SIZE_BYTES,
          "65536");

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
    properties.putAll(STREAM_PROPERTIES);
    return properties;
  }
}
