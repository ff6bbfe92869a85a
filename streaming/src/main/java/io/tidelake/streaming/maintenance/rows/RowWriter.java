package io.tidelake.streaming.maintenance.rows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.sink.RowDataTaskWriterFactory;
import org.apache.iceberg.io.TaskWriter;
import org.apache.iceberg.util.PropertyUtil;
import org.jspecify.annotations.Nullable;

/**
 * Writes files that are read for long: compressed harder than those of the stream, with row groups
 * small enough for a small heap. Not thread-safe.
 *
 * <p>Until {@link #complete} the files belong to nobody; what a killed process leaves behind is
 * found as orphans.
 */
public final class RowWriter implements AutoCloseable {

  private static final Map<String, String> FOR_READERS =
      Map.of(
          TableProperties.PARQUET_COMPRESSION_LEVEL, "3",
          TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES, Integer.toString(16 << 20),
          TableProperties.PARQUET_PAGE_SIZE_BYTES, Integer.toString(256 << 10));

  /** Distinguishes the files of the writers of a process. */
  private static final AtomicInteger WRITERS = new AtomicInteger();

  private final Table table;
  private final RowDataTaskWriterFactory writers;
  private final List<DataFile> written = new ArrayList<>();
  private @Nullable TaskWriter<RowData> open;

  /**
   * @param targetBytes size at which a file is closed and the next one begun
   */
  public RowWriter(Table table, long targetBytes) {
    this.table = table;
    Map<String, String> properties = new HashMap<>(table.properties());
    properties.putAll(FOR_READERS);
    writers =
        new RowDataTaskWriterFactory(
            table,
            FlinkSchemaUtil.convert(table.schema()),
            targetBytes,
            FileFormat.PARQUET,
            properties,
            null,
            false);
    writers.initialize(WRITERS.incrementAndGet(), 0);
  }

  /** With the size of files that the table asks for. */
  public RowWriter(Table table) {
    this(
        table,
        PropertyUtil.propertyAsLong(
            table.properties(),
            TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
            TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT));
  }

  /** Writes a row of the table's columns, of which nothing is kept by reference. */
  public void write(RowData row) throws IOException {
    if (open == null) {
      open = writers.create();
    }
    open.write(row);
  }

  /** Closes the open files, so that no date stays open while the next one is worked on. */
  public void closeFiles() throws IOException {
    if (open != null) {
      written.addAll(List.of(open.complete().dataFiles()));
      open = null;
    }
  }

  /** The files written; they are the caller's from then on. */
  public List<DataFile> complete() throws IOException {
    closeFiles();
    List<DataFile> files = List.copyOf(written);
    written.clear();
    return files;
  }

  /** Deletes what was written and not handed out. */
  @Override
  public void close() throws IOException {
    if (open != null) {
      open.abort();
      open = null;
    }
    delete(table, written);
    written.clear();
  }

  /** Deletes files that were written and did not become part of the table. */
  public static void delete(Table table, Iterable<? extends ContentFile<?>> files) {
    for (ContentFile<?> file : files) {
      table.io().deleteFile(file.location());
    }
  }
}
