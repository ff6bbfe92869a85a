package io.tidelake.bench.sustained;

import io.tidelake.bench.Catalog;
import io.tidelake.bench.load.Clock;
import io.tidelake.bench.load.Schedule;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Looks every half second at how far a table is behind the schedule of its events. */
final class Backlog implements AutoCloseable {

  private static final long PAUSE_MILLIS = 500;

  private final Catalog catalog;
  private final String namespace;
  private final String table;
  private final Schedule schedule;
  private final long before;
  private final long events;
  private final Thread thread;
  private double most;
  private @Nullable IOException failure;

  /**
   * @param before rows that the table has before the first event of the schedule
   * @param events of the schedule
   */
  Backlog(
      Catalog catalog,
      String namespace,
      String table,
      Schedule schedule,
      long before,
      long events) {
    this.catalog = catalog;
    this.namespace = namespace;
    this.table = table;
    this.schedule = schedule;
    this.before = before;
    this.events = events;
    thread = Thread.ofPlatform().daemon().name("backlog").start(this::watch);
  }

  private void watch() {
    try {
      while (true) {
        // The question first: what becomes due while it is answered is not held against the table.
        long now = Clock.micros();
        take(seconds(schedule, events, now, catalog.rows(namespace, table) - before));
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (IOException e) {
      synchronized (this) {
        failure = e;
      }
    } catch (InterruptedException e) {
      // close() was called.
    }
  }

  private synchronized void take(double seconds) {
    most = Math.max(most, seconds);
  }

  /**
   * How much of the schedule's time the rows are behind what is due.
   *
   * @param rows of the schedule that are there
   */
  static double seconds(Schedule schedule, long events, long nowMicros, long rows) {
    return Math.max(0, (Math.min(schedule.due(nowMicros), events) - rows) / schedule.rate());
  }

  /**
   * The most so far.
   *
   * @throws IOException if the catalog did not always answer, so that nobody knows
   */
  synchronized double mostSeconds() throws IOException {
    if (failure != null) {
      throw failure;
    }
    return most;
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }
}
