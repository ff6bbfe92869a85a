package io.tidelake.streaming.sink;

import io.tidelake.schema.table.LakeTable;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.DistributionMode;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.flink.CatalogLoader;
import org.apache.iceberg.flink.TableLoader;
import org.apache.iceberg.flink.sink.IcebergSink;

/**
 * Appends rows to a table of the lake, exactly once: the files of a checkpoint are committed when
 * the checkpoint is complete.
 *
 * <p>Of the sinks of Iceberg 1.11 this uses {@link IcebergSink} (Flink's sink V2) with a table that
 * fences commits ({@link FencedAppend}):
 *
 * <ul>
 *   <li>{@code IcebergSink} alone can commit a checkpoint twice when an earlier commit of it lands
 *       late (apache/iceberg#17901, open);
 *   <li>the older {@code FlinkSink} has the same gap and is to be retired;
 *   <li>{@code DynamicIcebergSink} validates since 1.11 (#14517), but it resolves table, schema and
 *       partition for every row and checks the last checkpoint of a commit only, so of two pending
 *       checkpoints the first can still land twice. Rows are the hot path here, commits are not.
 * </ul>
 *
 * <p>Rows are not shuffled by date: a writer has one file a date open. Checkpoints without rows are
 * not committed.
 */
public final class LakeSink {

  private final CatalogLoader catalog;
  private final String namespace;

  public LakeSink(CatalogLoader catalog, String namespace) {
    this.catalog = catalog;
    this.namespace = namespace;
  }

  /**
   * Adds the sink to the graph; its operators are named after the table. Every subtask writes the
   * rows that it has.
   *
   * @param rows with the columns of the table, in their order
   */
  public void append(DataStream<RowData> rows, LakeTable table) {
    append(rows, table, rows.getParallelism());
  }

  /**
   * As {@link #append}, for tables of few rows: one subtask writes them all, which makes one small
   * file a date and checkpoint instead of one a subtask.
   */
  public void appendFew(DataStream<RowData> rows, LakeTable table) {
    append(rows, table, 1);
  }

  private void append(DataStream<RowData> rows, LakeTable table, int parallelism) {
    TableLoader loader =
        new FencedTableLoader(
            TableLoader.fromCatalog(catalog, TableIdentifier.of(namespace, table.name())));
    IcebergSink.forRowData(rows)
        .tableLoader(loader)
        .uidSuffix(table.name())
        .distributionMode(DistributionMode.NONE)
        .writeParallelism(parallelism)
        .append();
  }
}
