package io.tidelake.schema.json;

/**
 * The bytes are no JSON, or a string in them is no UTF-8. Carries no stack trace: hostile input
 * must not be dearer than good input.
 */
public final class JsonSyntaxException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean encoding;

  JsonSyntaxException(String message, boolean encoding) {
    super(message, null, false, false);
    this.encoding = encoding;
  }

  /** Whether the fault is in the encoding (no valid UTF-8) rather than in the grammar. */
  public boolean isEncoding() {
    return encoding;
  }
}
