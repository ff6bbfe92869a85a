package io.tidelake.streaming.sink;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.table.data.RowData;
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
 * Data files of one table, one open file a date. Not thread-safe.
 *
 * <p>Files are encoded for little work: small dictionaries, since those of user and item ids cost a
 * fifth of the CPU and save no bytes, and the fastest level of zstd. Pages are small, since an open
 * file holds a buffer of the size of a page. Compaction writes the files that are read for long,
 * with settings of its own.
 *
 * <p>Memory is bounded: an open file of {@code raw_events} takes 0.4 MiB, and with more than
 * {@value #MAX_OPEN_DATES} dates open at once, as with a sender of random dates, all files are
 * closed and new ones begun. That makes many small files, so the bound lets a year be replayed in
 * any order.
 */
final class TableWriter {

  static final int MAX_OPEN_DATES = 512;

  private static final Map<String, String> STREAM_PROPERTIES =
      Map.of(
          TableProperties.PARQUET_DICT_SIZE_BYTES, "16384",
          TableProperties.PARQUET_COMPRESSION_LEVEL, "1",
          TableProperties.PARQUET_PAGE_SIZE_BYTES, "65536");

  private final RowDataTaskWriterFactory writers;
  private final int dateColumn;
  private final Set<Integer> openDates = new HashSet<>();
  private final List<DataFile> closed = new ArrayList<>();
  private @Nullable TaskWriter<RowData> open;
  private int lastDate = Integer.MIN_VALUE;

  /**
   * @param table partitioned by the date column {@code dt}
   * @param subtask of the operator, for the names of files
   * @param attempt of the task, likewise
   */
  TableWriter(Table table, int subtask, int attempt) {
    writers =
        new RowDataTaskWriterFactory(
            table,
            FlinkSchemaUtil.convert(table.schema()),
            PropertyUtil.propertyAsLong(
                table.properties(),
                TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
                TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT),
            FileFormat.PARQUET,
            STREAM_PROPERTIES,
            null,
            false);
    writers.initialize(subtask, attempt);
    dateColumn = table.schema().columns().indexOf(table.schema().findField("dt"));
  }

  /** Writes a row, of which nothing is kept by reference. */
  void write(RowData row) throws IOException {
    int date = row.getInt(dateColumn);
    if (date != lastDate) {
      lastDate = date;
      if (openDates.add(date) && openDates.size() > MAX_OPEN_DATES) {
        closeFiles();
        openDates.add(date);
      }
    }
    if (open == null) {
      open = writers.create();
    }
    open.write(row);
  }

  /** Uploads what is open and hands out the files written since the last call. */
  List<DataFile> complete() throws IOException {
    closeFiles();
    List<DataFile> files = List.copyOf(closed);
    closed.clear();
    return files;
  }

  private void closeFiles() throws IOException {
    openDates.clear();
    lastDate = Integer.MIN_VALUE;
    if (open != null) {
      closed.addAll(List.of(open.complete().dataFiles()));
      open = null;
    }
  }

  /** Gives up files that belong to no checkpoint. Blocks while the object store is away. */
  void abort() throws IOException {
    if (open != null) {
      open.abort();
      open = null;
    }
  }
}
