package io.tidelake.streaming.sink;

/** Two backfills load the same file at once; the one that is told so has added nothing. */
public final class BackfillConflictException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BackfillConflictException(String table, String lines) {
    super(
        "another process has loaded lines of %s into %s meanwhile: let it end, then run this again"
            .formatted(lines, table));
  }
}
