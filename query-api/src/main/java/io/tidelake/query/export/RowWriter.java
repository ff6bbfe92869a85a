package io.tidelake.query.export;

import java.io.IOException;
import java.util.List;

/**
 * Writes rows in a format: {@code begin}, the rows, {@code finish}. Holds no more than a buffer of
 * them. Leaves the stream that it writes to open.
 */
interface RowWriter extends RowSink {

  void begin(List<Column> columns) throws IOException;

  /** Sends on what has been written so far. */
  void flush() throws IOException;

  /** Writes what tells a whole file from a truncated one, and sends everything on. */
  void finish(Ending ending) throws IOException;
}
