package io.tidelake.streaming.sink;

import io.tidelake.schema.event.BehaviorEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.iceberg.shaded.org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.iceberg.shaded.org.apache.parquet.column.ParquetProperties;
import org.apache.iceberg.shaded.org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.iceberg.shaded.org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * A file of {@code raw_events} that is being written. Compression, pages' headers, indexes and
 * footer are Parquet's; the values are encoded by {@link EventColumns}, a page of a column at a
 * time. Value by value, as Parquet does it, an event costs twice as much.
 *
 * <p>Nothing is created before the first row group is complete.
 */
final class EventFile implements FileAppender<BehaviorEvent> {

  /** How often a row group is measured, in rows. */
  private static final int ROWS_A_LOOK = 128;

  private final OutputFile file;
  private final MessageType schema;
  private final Map<String, String> footer;
  private final MetricsConfig metricsConfig;
  private final BytesInputCompressor compressor;
  private final long rowGroupBytes;
  private final EventColumns columns;
  private ColumnChunkPageWriteStore pages;
  private @Nullable ParquetFileWriter writer;
  private long rows;
  private boolean closed;

  /**
   * @param footer what is said of the file besides its columns
   * @param compressor used by other files in turn, and not released here
   */
  EventFile(
      OutputFile file,
      MessageType schema,
      Map<String, String> footer,
      MetricsConfig metricsConfig,
      BytesInputCompressor compressor,
      long rowGroupBytes,
      EventColumns columns) {
    this.file = file;
    this.schema = schema;
    this.footer = footer;
    this.metricsConfig = metricsConfig;
    this.compressor = compressor;
    this.rowGroupBytes = rowGroupBytes;
    this.columns = columns;
    pages = begin();
  }

  private ColumnChunkPageWriteStore begin() {
    ColumnChunkPageWriteStore begun =
        new ColumnChunkPageWriteStore(
            compressor,
            schema,
            HeapByteBufferAllocator.getInstance(),
            ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
            ParquetProperties.DEFAULT_PAGE_WRITE_CHECKSUM_ENABLED);
    columns.begin(begun);
    return begun;
  }

  @Override
  public void add(BehaviorEvent event) {
    try {
      columns.write(event);
      if (++rows % ROWS_A_LOOK == 0 && columns.heldBytes() >= rowGroupBytes) {
        flush();
        pages = begin();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void flush() throws IOException {
    if (writer == null) {
      writer = create();
    }
    writer.startBlock(rows);
    columns.end();
    pages.flushToFileWriter(writer);
    writer.endBlock();
    pages.close();
    rows = 0;
  }

  private ParquetFileWriter create() throws IOException {
    ParquetFileWriter created =
        new ParquetFileWriter(
            new ParquetDestination(file),
            schema,
            ParquetFileWriter.Mode.OVERWRITE,
            rowGroupBytes,
            0,
            ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
            ParquetProperties.DEFAULT_STATISTICS_TRUNCATE_LENGTH,
            ParquetProperties.DEFAULT_PAGE_WRITE_CHECKSUM_ENABLED);
    created.start();
    return created;
  }

  @Override
  public long length() {
    try {
      long length = writer == null ? 0 : writer.getPos();
      return closed ? length : length + columns.heldBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Metrics metrics() {
    if (!closed) {
      throw new IllegalStateException("the file is not closed");
    }
    return writer == null
        ? new Metrics(0L, null, null, null, null)
        : ParquetUtil.footerMetrics(writer.getFooter(), Stream.empty(), metricsConfig);
  }

  @Override
  public @Nullable List<Long> splitOffsets() {
    return writer == null ? null : ParquetUtil.getSplitOffsets(writer.getFooter());
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    if (rows > 0) {
      flush();
    } else {
      pages.close();
    }
    if (writer != null) {
      writer.end(footer);
    }
  }
}
