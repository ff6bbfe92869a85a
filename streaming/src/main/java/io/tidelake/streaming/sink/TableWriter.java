package io.tidelake.streaming.sink;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.PropertyUtil;
import org.jspecify.annotations.Nullable;

/**
 * Data files of one table, one open file a date. Not thread-safe.
 *
 * <p>Files are encoded for little work: small dictionaries, since those of user and item ids cost a
 * fifth of the CPU and save no bytes, and the fastest level of zstd. Texts get no smallest and
 * largest value: in files of a few seconds those leave out nothing, and finding them costs a tenth
 * of the CPU. Compaction writes the files that are read for long, with settings of its own.
 *
 * <p>Memory is bounded: a file of {@code raw_events} takes 0.6 MiB when it is begun, and with more
 * than {@value #MAX_OPEN_DATES} dates open at once, as with a sender of random dates, all files are
 * closed and new ones begun. That makes many small files, so the bound lets a year be replayed in
 * any order.
 *
 * @param <R> a row
 */
final class TableWriter<R> {

  static final int MAX_OPEN_DATES = 400;

  /** How often a file is asked for its length, in rows: that adds up its buffers. */
  private static final int ROWS_A_LOOK = 1_000;

  private static final Map<String, String> STREAM_PROPERTIES =
      Map.of(
          TableProperties.PARQUET_DICT_SIZE_BYTES, "16384",
          TableProperties.PARQUET_COMPRESSION_LEVEL, "1",
          TableProperties.PARQUET_PAGE_SIZE_BYTES, "131072");

  private final Table table;
  private final RowFormat<R> format;
  private final OutputFileFactory locations;
  private final Map<String, String> properties;
  private final long targetBytes;
  private final Map<Integer, DataWriter<R>> open = new HashMap<>();
  private final List<DataFile> closed = new ArrayList<>();
  private @Nullable DataWriter<R> current;
  private int currentDate;
  private int rowsUntilLook = ROWS_A_LOOK;

  /**
   * @param table partitioned by the date column {@code dt} alone
   * @param subtask of the operator, for the names of files
   * @param attempt of the task, likewise
   */
  TableWriter(Table table, RowFormat<R> format, int subtask, int attempt) {
    this.table = table;
    this.format = format;
    locations =
        OutputFileFactory.builderFor(table, subtask, attempt).format(FileFormat.PARQUET).build();
    properties = properties(table);
    targetBytes =
        PropertyUtil.propertyAsLong(
            table.properties(),
            TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
            TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT);
  }

  private static Map<String, String> properties(Table table) {
    Map<String, String> properties = new HashMap<>(STREAM_PROPERTIES);
    for (Types.NestedField column : table.schema().columns()) {
      if (column.type().typeId() == Type.TypeID.STRING) {
        properties.put(
            TableProperties.PARQUET_COLUMN_STATS_ENABLED_PREFIX + column.name(), "false");
      }
    }
    return properties;
  }

  /** Writes a row, of which nothing is kept by reference. */
  void write(R row) throws IOException {
    int date = format.date(row);
    DataWriter<R> file = current;
    if (file == null || date != currentDate) {
      file = fileOf(date);
      current = file;
      currentDate = date;
    }
    file.write(row);
    if (--rowsUntilLook == 0) {
      rowsUntilLook = ROWS_A_LOOK;
      if (file.length() >= targetBytes) {
        open.remove(date);
        current = null;
        close(file);
      }
    }
  }

  private DataWriter<R> fileOf(int date) throws IOException {
    DataWriter<R> file = open.get(date);
    if (file == null) {
      if (open.size() == MAX_OPEN_DATES) {
        closeFiles();
      }
      file = begin(date);
      open.put(date, file);
    }
    return file;
  }

  private DataWriter<R> begin(int date) throws IOException {
    PartitionSpec spec = table.spec();
    PartitionData partition = new PartitionData(spec.partitionType());
    partition.set(0, date);
    EncryptedOutputFile file = locations.newOutputFile(partition);
    return Parquet.writeData(file)
        .forTable(table)
        .setAll(properties)
        .metricsConfig(MetricsConfig.forTable(table))
        .createWriterFunc(format::columns)
        .withPartition(partition)
        .overwrite()
        .build();
  }

  /** Uploads what is open and hands out the files written since the last call. */
  List<DataFile> complete() throws IOException {
    closeFiles();
    List<DataFile> files = List.copyOf(closed);
    closed.clear();
    return files;
  }

  private void closeFiles() throws IOException {
    current = null;
    List<DataWriter<R>> files = List.copyOf(open.values());
    open.clear();
    for (DataWriter<R> file : files) {
      close(file);
    }
  }

  private void close(DataWriter<R> file) throws IOException {
    file.close();
    closed.add(file.toDataFile());
  }

  /** Gives up files that belong to no checkpoint. Blocks while the object store is away. */
  void abort() throws IOException {
    for (DataFile file : complete()) {
      table.io().deleteFile(file.location());
    }
  }
}
