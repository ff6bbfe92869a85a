package io.tidelake.streaming.sink;

import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.iceberg.Schema;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.data.FlinkParquetWriters;
import org.apache.iceberg.parquet.ParquetValueWriter;
import org.apache.iceberg.shaded.org.apache.parquet.schema.MessageType;

/** Rows of any table, as Flink's: for those that are few. */
final class FlinkRows implements RowFormat<RowData> {

  private final Schema schema;
  private final RowType type;
  private final int dateColumn;

  FlinkRows(Schema schema) {
    this.schema = schema;
    type = FlinkSchemaUtil.convert(schema);
    dateColumn = schema.columns().indexOf(schema.findField("dt"));
  }

  @Override
  public int date(RowData row) {
    return row.getInt(dateColumn);
  }

  @Override
  public ParquetValueWriter<RowData> columns(MessageType file) {
    return FlinkParquetWriters.buildWriter(schema, file, type);
  }
}
