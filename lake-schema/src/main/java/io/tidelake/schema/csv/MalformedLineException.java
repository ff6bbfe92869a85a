package io.tidelake.schema.csv;

/** A line is no CSV of the expected number of fields. The message says why. */
public final class MalformedLineException extends Exception {

  private static final long serialVersionUID = 1L;

  public MalformedLineException(String message) {
    // Thrown per broken line of a file that may hold millions: no stack trace.
    super(message, null, false, false);
  }
}
