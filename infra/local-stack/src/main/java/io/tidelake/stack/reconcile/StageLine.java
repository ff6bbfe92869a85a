package io.tidelake.stack.reconcile;

import io.tidelake.ingest.Terminal;
import java.io.PrintWriter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Shows what is done now, with a spinner, on a terminal; elsewhere nothing. */
final class StageLine implements Consumer<String>, AutoCloseable {

  private static final String CLEAR_LINE = "\r\u001b[K";
  private static final String[] SPINNER = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
  private static final int INTERVAL_MILLIS = 100;

  private final PrintWriter err;
  private final @Nullable Thread thread;
  private volatile String stage = "";

  private StageLine(PrintWriter err, boolean shown) {
    this.err = err;
    thread = shown ? Thread.ofPlatform().daemon().name("reconcile-stage").start(this::spin) : null;
  }

  static StageLine onTerminal(PrintWriter err) {
    return new StageLine(err, Terminal.isStderr());
  }

  @Override
  public void accept(String newStage) {
    stage = newStage;
  }

  @Override
  public void close() {
    if (thread == null || !thread.isAlive()) {
      return;
    }
    thread.interrupt();
    try {
      thread.join(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void spin() {
    try {
      for (int i = 0; ; i++) {
        err.print(CLEAR_LINE + SPINNER[i % SPINNER.length] + " " + stage);
        err.flush();
        Thread.sleep(INTERVAL_MILLIS);
      }
    } catch (InterruptedException e) {
      err.print(CLEAR_LINE);
      err.flush();
    }
  }
}
