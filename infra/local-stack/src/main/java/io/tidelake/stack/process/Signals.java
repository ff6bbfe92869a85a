package io.tidelake.stack.process;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Signals that {@link ProcessHandle} has no method for. */
public final class Signals {

  private Signals() {}

  /** Sends a signal by its name without SIG; a process that is gone is no error. */
  public static void send(long pid, String signal) throws InterruptedException {
    try {
      new ProcessBuilder("kill", "-s", signal, Long.toString(pid))
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
