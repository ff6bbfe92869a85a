package io.tidelake.streaming.sink;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.data.FlinkParquetWriters;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Rows of any table, as Flink's: for those that are few. */
final class FlinkRows implements RowFormat<RowData> {

  private static final Map<String, String> STREAM_PROPERTIES =
      Map.of(
          TableProperties.PARQUET_DICT_SIZE_BYTES, "16384",
          TableProperties.PARQUET_COMPRESSION_LEVEL, TableWriter.ZSTD_LEVEL,
          TableProperties.PARQUET_PAGE_SIZE_BYTES, "131072");

  private final Table table;
  private final Schema schema;
  private final RowType type;
  private final Map<String, String> properties;
  private final int dateColumn;

  FlinkRows(Table table) {
    this.table = table;
    schema = table.schema();
    type = FlinkSchemaUtil.convert(schema);
    properties = properties(schema);
    dateColumn = schema.columns().indexOf(schema.findField("dt"));
  }

  private static Map<String, String> properties(Schema schema) {
    Map<String, String> properties = new HashMap<>(STREAM_PROPERTIES);
    for (Types.NestedField column : schema.columns()) {
      if (column.type().typeId() == Type.TypeID.STRING) {
        properties.put(
            TableProperties.PARQUET_COLUMN_STATS_ENABLED_PREFIX + column.name(), "false");
      }
    }
    return properties;
  }

  @Override
  public int date(RowData row) {
    return row.getInt(dateColumn);
  }

  @Override
  public FileAppender<RowData> begin(OutputFile file) throws IOException {
    return Parquet.write(file)
        .forTable(table)
        .setAll(properties)
        .metricsConfig(MetricsConfig.forTable(table))
        .createWriterFunc(message -> FlinkParquetWriters.buildWriter(schema, message, type))
        .overwrite()
        .build();
  }
}
