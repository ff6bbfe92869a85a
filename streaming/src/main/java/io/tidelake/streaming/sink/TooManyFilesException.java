package io.tidelake.streaming.sink;

import java.io.IOException;

/** Rows are of too many dates in turn to be written to a number of files that fits into memory. */
public final class TooManyFilesException extends IOException {

  private static final long serialVersionUID = 1L;

  TooManyFilesException(String table, int files, int openDates) {
    super(
        "rows of more than %d dates in turn make more than %d files of %s"
            .formatted(openDates, files, table));
  }
}
