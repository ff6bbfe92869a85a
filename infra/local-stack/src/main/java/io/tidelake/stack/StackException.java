package io.tidelake.stack;

/** Why the stack can't do what was asked, in one line for the person at the terminal. */
public final class StackException extends Exception {

  private static final long serialVersionUID = 1;

  private final Kind kind;

  /** What a caller can do about it. */
  public enum Kind {
    /** The machine or the build lacks something; nothing was started. */
    PRECONDITION(3),
    /** A part did what it should not. */
    FAILURE(1);

    private final int exitCode;

    Kind(int exitCode) {
      this.exitCode = exitCode;
    }

    int exitCode() {
      return exitCode;
    }
  }

  public StackException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
