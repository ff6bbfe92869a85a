package io.tidelake.ingest;

import java.util.concurrent.locks.LockSupport;

/** The clocks that the sending loop lives by, and its way to wait: replaced in tests. */
interface Ticker {

  /** Monotonic nanoseconds. */
  long nanos();

  /** Milliseconds since the epoch. */
  long millis();

  /** Waits for about this long; may return early, at once if the thread is interrupted. */
  void park(long nanos);

  Ticker SYSTEM =
      new Ticker() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public long millis() {
          return System.currentTimeMillis();
        }

        @Override
        public void park(long nanos) {
          LockSupport.parkNanos(nanos);
        }
      };
}
