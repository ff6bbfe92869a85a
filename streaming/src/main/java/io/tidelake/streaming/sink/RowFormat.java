package io.tidelake.streaming.sink;

import java.io.IOException;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;

/**
 * How rows of a kind get into the columns of a file.
 *
 * @param <R> a row, read when it is written and not kept
 */
interface RowFormat<R> {

  /** The date that the row belongs to, in days since 1970. */
  int date(R row);

  /** What writes the rows of one file, in Parquet. */
  FileAppender<R> begin(OutputFile file) throws IOException;
}
