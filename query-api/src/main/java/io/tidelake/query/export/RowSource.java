package io.tidelake.query.export;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of one state of the lake, one after the other. For one thread, but for {@link #cancel}. */
interface RowSource extends AutoCloseable {

  List<Column> columns();

  /** The table they are from. */
  String table();

  /** The state of the table; null if nothing was ever written to it: then there are no rows. */
  @Nullable Long snapshot();

  /** Goes to the next row, waiting for it; false after the last one. */
  boolean next();

  /** Writes the cells of the row, not its end. */
  void writeTo(RowSink sink) throws IOException;

  /** How much of all rows has been read, from 0 to 1; negative if that is not known. */
  double progress();

  /** Makes the reader's next step fail, from any thread, and ends what it waits for. */
  void cancel();

  /** Ends the query, read to its end or not. */
  @Override
  void close();
}
