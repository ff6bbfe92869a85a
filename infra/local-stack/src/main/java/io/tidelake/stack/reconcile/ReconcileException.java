package io.tidelake.stack.reconcile;

/**
 * There was nothing to compare, or no way to; the message is one line that names what and the fix.
 */
public final class ReconcileException extends Exception {

  private static final long serialVersionUID = 1;

  ReconcileException(String message) {
    super(message);
  }

  ReconcileException(String message, Throwable cause) {
    super(message, cause);
  }
}
