package io.tidelake.stack.process;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends processes: asks first, then kills. */
public final class Termination {

  private Termination() {}

  /** Sends SIGTERM, after the time-out SIGKILL; returns once the process is gone. */
  public static void terminate(ProcessHandle process, Duration timeout)
      throws InterruptedException {
    // A paused process can't hear SIGTERM before it goes on.
    Signals.send(process.pid(), "CONT");
    process.destroy();
    if (!awaitExit(process, timeout)) {
      process.destroyForcibly();
      awaitExit(process, Duration.ofSeconds(10));
    }
  }

  /** Whether the process ended within the time-out. */
  public static boolean awaitExit(ProcessHandle process, Duration timeout)
      throws InterruptedException {
    try {
      process.onExit().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
