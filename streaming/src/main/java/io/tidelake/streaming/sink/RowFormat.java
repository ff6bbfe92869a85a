package io.tidelake.streaming.sink;

import org.apache.iceberg.parquet.ParquetValueWriter;
import org.apache.iceberg.shaded.org.apache.parquet.schema.MessageType;

/**
 * How rows of a kind get into the columns of a file.
 *
 * @param <R> a row, read when it is written and not kept
 */
interface RowFormat<R> {

  /** The date that the row belongs to, in days since 1970. */
  int date(R row);

  /** What writes the rows of one file. */
  ParquetValueWriter<R> columns(MessageType file);
}
