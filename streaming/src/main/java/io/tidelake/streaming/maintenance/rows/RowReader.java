package io.tidelake.streaming.maintenance.rows;

import java.util.List;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.BaseCombinedScanTask;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.encryption.InputFilesDecryptor;
import org.apache.iceberg.flink.data.FlinkParquetReaders;
import org.apache.iceberg.flink.source.RowDataFileScanTaskReader;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;
import org.apache.iceberg.parquet.Parquet;

/** Reads rows of single data files. A row is valid until the next one is asked for. */
public final class RowReader {

  private RowReader() {}

  /** Every row that was written to the file, deleted or not. */
  public static CloseableIterable<RowData> written(Table table, DataFile file, Schema columns) {
    return Parquet.read(table.io().newInputFile(file.location(), file.fileSizeInBytes()))
        .project(columns)
        .createReaderFunc(fileSchema -> FlinkParquetReaders.buildReader(columns, fileSchema))
        .reuseContainers()
        .build();
  }

  /** The rows of the file that are still there. */
  public static CloseableIterator<RowData> live(Table table, FileScanTask file, Schema columns) {
    InputFilesDecryptor files =
        new InputFilesDecryptor(
            new BaseCombinedScanTask(List.of(file)), table.io(), table.encryption());
    return new RowDataFileScanTaskReader(table.schema(), columns, null, true, List.of())
        .open(file, files);
  }
}
