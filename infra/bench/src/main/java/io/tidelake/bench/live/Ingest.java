package io.tidelake.bench.live;

import io.tidelake.bench.Catalog;
import io.tidelake.bench.load.Clock;
import io.tidelake.bench.load.Progression;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Notes how the rows of the table of events become more. */
final class Ingest implements AutoCloseable {

  private static final long PAUSE_MILLIS = 250;

  private final Catalog catalog;
  private final Progression progression = new Progression();
  private final Thread thread;
  private volatile @Nullable IOException failure;

  Ingest(Catalog catalog) {
    this.catalog = catalog;
    thread = Thread.ofPlatform().daemon().name("ingest").start(this::watch);
  }

  private void watch() {
    try {
      while (true) {
        progression.add(Clock.micros(), catalog.rows("taobao", "raw_events"));
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (IOException e) {
      failure = e;
    } catch (InterruptedException e) {
      // close() was called.
    }
  }

  /**
   * Rows a second between the first and the last commit that was seen.
   *
   * @throws IOException if the catalog did not always answer
   */
  double perSecond() throws IOException {
    IOException failed = failure;
    if (failed != null) {
      throw failed;
    }
    return progression.perSecond();
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }
}
