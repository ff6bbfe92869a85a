package io.tidelake.streaming.sink;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.OutputFileFactory;
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
 * <p>Memory is bounded: a file of {@code raw_events} takes 0.1 MiB when it is begun, and where one
 * more than {@value #MAX_OPEN_DATES} dates would be open at once, as with a sender of random dates,
 * the quarter of the files to which nothing was added for longest is closed. That makes many small
 * files, so the bound lets a year be replayed in any order; who would have to hold too many of them
 * until the end sets a limit.
 *
 * @param <R> a row
 */
final class TableWriter<R> {

  static final int MAX_OPEN_DATES = 400;

  private static final int PART_THAT_MAKES_ROOM = 4;

  /** How often a file is asked for its length, in rows: that adds up its buffers. */
  private static final int ROWS_A_LOOK = 1_000;

  /** Of large rows in all open files. */
  static final long MAX_HELD_BYTES = 16 << 20;

  /** Of the files of every table: the fastest. */
  static final String ZSTD_LEVEL = "1";

  private final Table table;
  private final RowFormat<R> format;
  private final OutputFileFactory locations;
  private final long targetBytes;
  private final int maxClosed;
  private final Map<Integer, OpenFile<R>> open = new HashMap<>();
  private final List<DataFile> closed = new ArrayList<>();
  private @Nullable DataWriter<R> current;
  private int currentDate;
  private int rowsUntilLook = ROWS_A_LOOK;
  private long heldBytes;
  private long turns;
  private int closedForRoom;

  /** Counts as used when rows of its date follow those of another. */
  private static final class OpenFile<R> {
    final int date;
    final DataWriter<R> writer;
    long lastTurn;

    OpenFile(int date, DataWriter<R> writer) {
      this.date = date;
      this.writer = writer;
    }
  }

  /** As many files as it takes; see the other one. */
  TableWriter(Table table, RowFormat<R> format, int subtask, int attempt) {
    this(table, format, subtask, attempt, Integer.MAX_VALUE);
  }

  /**
   * @param table partitioned by the date column {@code dt} alone
   * @param subtask of the operator, for the names of files
   * @param attempt of the task, likewise
   * @param maxClosed how many files may be closed to make room before they are handed out
   */
  TableWriter(Table table, RowFormat<R> format, int subtask, int attempt, int maxClosed) {
    this.maxClosed = maxClosed;
    this.table = table;
    this.format = format;
    locations =
        OutputFileFactory.builderFor(table, subtask, attempt).format(FileFormat.PARQUET).build();
    targetBytes =
        PropertyUtil.propertyAsLong(
            table.properties(),
            TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
            TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT);
  }

  /**
   * Writes a row, of which nothing is kept by reference.
   *
   * @throws TooManyFilesException if the dates are too many and too mixed for what was allowed
   */
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

  /**
   * Writes a row that may be large. Iceberg's writer looks at what it holds at row 100 and then by
   * the average row, so a hundred rows of 16 MiB would all be held at once.
   *
   * @param bytes about so many
   */
  void write(R row, long bytes) throws IOException {
    write(row);
    heldBytes += bytes;
    if (heldBytes >= MAX_HELD_BYTES) {
      closeFiles();
    }
  }

  private DataWriter<R> fileOf(int date) throws IOException {
    OpenFile<R> file = open.get(date);
    if (file == null) {
      if (open.size() == MAX_OPEN_DATES) {
        makeRoom();
      }
      file = new OpenFile<>(date, begin(date));
      open.put(date, file);
    }
    file.lastTurn = ++turns;
    return file.writer;
  }

  private void makeRoom() throws IOException {
    current = null;
    List<OpenFile<R>> longestUnused =
        open.values().stream()
            .sorted(Comparator.comparingLong(file -> file.lastTurn))
            .limit(MAX_OPEN_DATES / PART_THAT_MAKES_ROOM)
            .toList();
    for (OpenFile<R> file : longestUnused) {
      open.remove(file.date);
      close(file.writer);
    }
    closedForRoom += longestUnused.size();
    if (closedForRoom > maxClosed) {
      throw new TooManyFilesException(table.name(), maxClosed, MAX_OPEN_DATES);
    }
  }

  private DataWriter<R> begin(int date) throws IOException {
    PartitionSpec spec = table.spec();
    PartitionData partition = new PartitionData(spec.partitionType());
    partition.set(0, date);
    EncryptedOutputFile file = locations.newOutputFile(partition);
    OutputFile output = file.encryptingOutputFile();
    return new DataWriter<>(
        format.begin(output),
        FileFormat.PARQUET,
        output.location(),
        spec,
        partition,
        file.keyMetadata());
  }

  /** Uploads what is open and hands out the files written since the last call. */
  List<DataFile> complete() throws IOException {
    closeFiles();
    List<DataFile> files = List.copyOf(closed);
    closed.clear();
    closedForRoom = 0;
    return files;
  }

  private void closeFiles() throws IOException {
    current = null;
    heldBytes = 0;
    List<OpenFile<R>> files = List.copyOf(open.values());
    open.clear();
    for (OpenFile<R> file : files) {
      close(file.writer);
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
