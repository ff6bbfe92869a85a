package io.tidelake.streaming.job;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries again while a server comes up. */
final class Retry {

  private static final Logger LOG = LoggerFactory.getLogger(Retry.class);

  private final Duration patience;
  private final Duration pause;

  /**
   * @param patience how long to go on trying
   * @param pause between two tries
   */
  Retry(Duration patience, Duration pause) {
    this.patience = patience;
    this.pause = pause;
  }

  /**
   * @param what for the error: what is done and with which server
   * @throws IllegalStateException with what, how long and the last cause, if no try succeeded
   */
  <T> T call(String what, Callable<T> action) {
    long deadline = System.nanoTime() + patience.toNanos();
    String seen = "";
    while (true) {
      try {
        return action.call();
      } catch (Exception failure) {
        if (isFinal(failure)) {
          throw new IllegalStateException(
              "Cannot %s: %s".formatted(what, rootMessage(failure)), failure);
        }
        if (System.nanoTime() >= deadline) {
          throw new IllegalStateException(
              "Cannot %s: %s (tried for %d s)"
                  .formatted(what, rootMessage(failure), patience.toSeconds()),
              failure);
        }
        String message = rootMessage(failure);
        if (!message.equals(seen)) {
          LOG.info("Cannot {} yet: {}", what, message, failure);
          seen = message;
        }
        pause(what);
      }
    }
  }

  private static boolean isFinal(Exception failure) {
    return failure instanceof IllegalStateException
        || failure instanceof IllegalArgumentException
        || failure instanceof NullPointerException;
  }

  private void pause(String what) {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting to " + what, interrupted);
    }
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName() + ": " + root.getMessage();
  }
}
