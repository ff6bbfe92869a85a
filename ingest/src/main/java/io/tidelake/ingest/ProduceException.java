package io.tidelake.ingest;

/** Nothing can be sent, for a reason that the message gives in one line, with the fix. */
public final class ProduceException extends Exception {

  private static final long serialVersionUID = 1L;

  ProduceException(String message, Throwable cause) {
    super(message, cause);
  }

  ProduceException(String message) {
    super(message);
  }
}
