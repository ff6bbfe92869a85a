package io.tidelake.streaming.function;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks {@link EndOffsets} again and again in a thread of its own, so that a broker that is away
 * neither blocks nor fails the task: the last answer just gets old.
 */
final class EndOffsetsWatcher implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EndOffsetsWatcher.class);

  /**
   * @param askedAt the largest record timestamp that had been read when the question was put
   * @param ends see {@link EndOffsets#ask}
   */
  record Answer(long askedAt, Map<Integer, Long> ends) {}

  private final EndOffsets.Factory factory;
  private final Duration interval;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "end-offsets");
  private volatile long recordTime = Long.MIN_VALUE;
  private volatile @Nullable Answer answer;

  /**
   * @param interval between an answer and the next question
   */
  EndOffsetsWatcher(EndOffsets.Factory factory, Duration interval) {
    this.factory = factory;
    this.interval = interval;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Takes note of the largest record timestamp that has been read. */
  void readThrough(long recordTime) {
    this.recordTime = recordTime;
  }

  /** The newest answer; null before the first. */
  @Nullable Answer answer() {
    return answer;
  }

  /** Ends the thread, without waiting for it. */
  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
  }

  private void run() {
    EndOffsets offsets = null;
    boolean answers = true;
    try {
      do {
        try {
          if (offsets == null) {
            offsets = factory.open();
          }
          long askedAt = recordTime;
          answer = new Answer(askedAt, offsets.ask());
          answers = true;
        } catch (InterruptedException e) {
          return;
        } catch (Exception e) {
          if (closed.getCount() > 0 && answers) {
            answers = false;
            LOG.warn(
                "Can't ask where the event topic ends, so complete_through stands still until"
                    + " Kafka answers again",
                e);
          }
        }
      } while (!closed.await(interval.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      // Closed.
    } finally {
      if (offsets != null) {
        offsets.close();
      }
    }
  }
}
