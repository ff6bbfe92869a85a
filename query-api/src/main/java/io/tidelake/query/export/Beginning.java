package io.tidelake.query.export;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Begins the output with the first row or after a while, whichever comes first. So a failure that
 * comes soon still gets its own status, and a client does not wait long for the first byte.
 */
final class Beginning implements AutoCloseable {

  /** Writes what comes before the rows. */
  interface Act {
    RowWriter begin() throws IOException;
  }

  private final Act act;
  private final Runnable onFailure;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition over = lock.newCondition();

  // Guarded by the lock.
  private @Nullable RowWriter writer;
  private @Nullable IOException failure;
  private boolean closed;

  /**
   * @param onFailure called if it could not be begun while the rows are still waited for
   */
  Beginning(Act act, Runnable onFailure, Duration after) {
    this.act = act;
    this.onFailure = onFailure;
    Thread.ofVirtual().name("export-beginning").start(() -> beginAfter(after));
  }

  /**
   * Begins unless that has happened.
   *
   * @throws IOException if it could not be begun
   */
  RowWriter now() throws IOException {
    lock.lock();
    try {
      over.signalAll();
      if (failure != null) {
        throw failure;
      }
      RowWriter begun = writer;
      if (begun == null) {
        begun = act.begin();
        writer = begun;
      }
      return begun;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Tells why it could not be begun, to a reader that was cancelled for it.
   *
   * @throws IOException if it could not
   */
  void check() throws IOException {
    lock.lock();
    try {
      if (failure != null) {
        throw failure;
      }
    } finally {
      lock.unlock();
    }
  }

  /** From here on nothing is begun any more. */
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

  private void beginAfter(Duration patience) {
    boolean failed = false;
    lock.lock();
    try {
      long left = patience.toNanos();
      while (left > 0 && writer == null && !closed) {
        left = over.awaitNanos(left);
      }
      if (writer == null && !closed) {
        writer = act.begin();
      }
    } catch (IOException e) {
      failure = e;
      failed = true;
    } catch (InterruptedException e) {
      // Nobody does that; then it begins with the first row.
    } finally {
      lock.unlock();
    }
    if (failed) {
      onFailure.run();
    }
  }
}
