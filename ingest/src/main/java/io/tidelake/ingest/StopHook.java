package io.tidelake.ingest;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a piece of work end in good order when the process is told to end (Ctrl-C, SIGTERM): it is
 * asked to stop, and the exit waits until this is closed.
 */
public final class StopHook implements AutoCloseable {

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  /**
   * @param name of the thread that asks
   * @param patience how long the exit waits at most
   * @param stop asks the work to stop; returns before it has
   */
  public StopHook(String name, Duration patience, Runnable stop) {
    hook =
        new Thread(
            () -> {
              stop.run();
              try {
                ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            name);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** The work has ended; the process may. */
  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The hook is running: the process is on its way out.
    }
  }
}
