package io.tidelake.stack.process;

import java.io.IOException;

/**
 * A process answers and says that it cannot serve, though it has what it needs: if that stays so,
 * only another process helps.
 */
public final class StuckException extends IOException {

  private static final long serialVersionUID = 1;

  public StuckException(String message) {
    super(message);
  }
}
