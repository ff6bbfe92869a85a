package io.tidelake.query.export;

import io.tidelake.query.platform.ClientConnection;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Looks from time to time whether the client of an export is still there, also while nothing is
 * written to it, and ends the export if it is not.
 */
final class ClientWatch implements AutoCloseable {

  private static final long PAUSE_NANOS = Duration.ofMillis(500).toNanos();

  private final ClientConnection client;
  private final Runnable onLeaving;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition over = lock.newCondition();

  /** Guarded by the lock. */
  private boolean closed;

  ClientWatch(ClientConnection client, Runnable onLeaving) {
    this.client = client;
    this.onLeaving = onLeaving;
    Thread.ofVirtual().name("export-client-watch").start(this::watch);
  }

  /** The connection is not looked at any more when this returns. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      over.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void watch() {
    lock.lock();
    try {
      while (!closed) {
        long pause = PAUSE_NANOS;
        while (pause > 0 && !closed) {
          pause = over.awaitNanos(pause);
        }
        if (!closed && !client.isOpen()) {
          closed = true;
          onLeaving.run();
        }
      }
    } catch (InterruptedException e) {
      // Nobody does that.
    } finally {
      lock.unlock();
    }
  }
}
