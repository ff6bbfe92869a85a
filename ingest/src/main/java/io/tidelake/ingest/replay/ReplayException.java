package io.tidelake.ingest.replay;

/** Why a replay can't go on; the message is one line that names what and the fix. */
public final class ReplayException extends Exception {

  private static final long serialVersionUID = 1;

  ReplayException(String message) {
    super(message);
  }

  ReplayException(String message, Throwable cause) {
    super(message, cause);
  }
}
