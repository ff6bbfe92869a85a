package io.tidelake.streaming.sink;

import io.tidelake.schema.event.BehaviorEvent;
import io.tidelake.schema.json.Utf8Slice;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.streaming.function.RowOrigin;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.ParquetCodecFactory;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.shaded.org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.codec.ZstandardCodec;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.iceberg.shaded.org.apache.parquet.schema.MessageType;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.PropertyUtil;

/** Events of one origin as rows of {@code raw_events}. */
final class EventRows implements RowFormat<BehaviorEvent> {

  /** As Iceberg names it; readers go by the columns' ids. */
  private static final String SCHEMA_NAME = "table";

  private final Table table;
  private final RowOrigin origin;
  private final Utf8Slice[] digests;
  private final MessageType schema;
  private final Map<String, String> footer;
  private final BytesInputCompressor compressor;
  private final long rowGroupBytes;
  private final PageBytes page = new PageBytes();

  EventRows(Table table, RowOrigin origin) {
    this.table = table;
    this.origin = origin;
    digests = EventColumns.digests(origin);
    Schema written = written(table.schema());
    schema = ParquetSchemaUtil.convert(written, SCHEMA_NAME);
    footer = Map.of("iceberg.schema", SchemaParser.toJson(written));
    compressor = compressor(table);
    rowGroupBytes =
        PropertyUtil.propertyAsLong(
            table.properties(),
            TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES,
            TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES_DEFAULT);
  }

  /** Columns that others have added are left out of the file, and read as null. */
  private static Schema written(Schema schema) {
    Set<String> known =
        LakeTables.RAW_EVENTS.schema().columns().stream()
            .map(Types.NestedField::name)
            .collect(Collectors.toSet());
    for (Types.NestedField column : schema.columns()) {
      if (column.isRequired() && !known.contains(column.name())) {
        throw new IllegalStateException(
            "raw_events requires a value of column %s, which is none of the contract: make it optional"
                .formatted(column.name()));
      }
    }
    return schema.select(known);
  }

  private static BytesInputCompressor compressor(Table table) {
    Configuration configuration = new Configuration(false);
    configuration.set(ZstandardCodec.PARQUET_COMPRESS_ZSTD_LEVEL, TableWriter.ZSTD_LEVEL);
    String codec =
        table
            .properties()
            .getOrDefault(
                TableProperties.PARQUET_COMPRESSION, TableProperties.PARQUET_COMPRESSION_DEFAULT);
    return new ParquetCodecFactory(configuration, EventColumn.MAX_BYTES)
        .getCompressor(CompressionCodecName.valueOf(codec.toUpperCase(Locale.ROOT)));
  }

  @Override
  public int date(BehaviorEvent event) {
    return event.businessDay;
  }

  @Override
  public FileAppender<BehaviorEvent> begin(OutputFile file) {
    return new EventFile(
        file,
        schema,
        footer,
        MetricsConfig.forTable(table),
        compressor,
        rowGroupBytes,
        new EventColumns(schema, origin, digests, page));
  }
}
