package io.tidelake.query.export;

import io.tidelake.query.platform.ApiException;
import io.tidelake.query.platform.ErrorCode;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Bounds the exports at once, so that they never take more than their share of Trino. */
@Component
class ExportSlots {

  /** A turn; must be closed. */
  interface Slot extends AutoCloseable {
    @Override
    void close();
  }

  private final Semaphore free;
  private final Duration patience;
  private final int maxWaitingJobs;
  private final AtomicInteger waitingJobs = new AtomicInteger();

  ExportSlots(ExportProperties properties) {
    this.free = new Semaphore(properties.concurrent(), true);
    this.patience = properties.queueTimeout();
    this.maxWaitingJobs = properties.waitingJobs();
  }

  /**
   * Waits a while for a turn.
   *
   * @throws ApiException 503 if there is none in time
   */
  Slot take() {
    try {
      if (free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return free::release;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw busy();
  }

  /**
   * Enters the queue of jobs.
   *
   * @throws ApiException 503 if it is full
   */
  void enqueue() {
    if (free.availablePermits() == 0 && waitingJobs.get() >= maxWaitingJobs) {
      throw busy();
    }
    waitingJobs.incrementAndGet();
  }

  /** Waits for as long as it takes, after {@link #enqueue}. */
  Slot takeQueued() throws InterruptedException {
    try {
      free.acquire();
      return free::release;
    } finally {
      waitingJobs.decrementAndGet();
    }
  }

  private static ApiException busy() {
    return new ApiException(
        ErrorCode.UNAVAILABLE, HttpStatus.SERVICE_UNAVAILABLE, null, "export.busy");
  }
}
