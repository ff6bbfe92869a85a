package io.tidelake.query.export;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Takes rows cell by cell, in the order of the columns. */
interface RowSink {

  /** Null is an empty cell. */
  void text(@Nullable String value) throws IOException;

  void number(long value) throws IOException;

  void flag(boolean value) throws IOException;

  /** A time, shown to the second in the business zone. */
  void second(long epochMillis) throws IOException;

  /** A time, shown to the millisecond in the business zone. */
  void millisecond(long epochMillis) throws IOException;

  /** An empty cell. */
  void nothing() throws IOException;

  void endRow() throws IOException;
}
