package io.tidelake.bench.freshness;

import io.tidelake.bench.load.Clock;
import io.tidelake.bench.load.Progression;
import io.tidelake.ingest.trino.SqlResource;
import io.tidelake.ingest.trino.TrinoAddress;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks Trino over and over how many events there are, and notes when it had the answer. */
final class VisibleEvents implements AutoCloseable {

  private static final long PAUSE_MILLIS = 100;

  private final Connection connection;
  private final Thread thread;
  private Progression progression = new Progression();
  private long count;
  private long queries;
  private @Nullable SQLException failure;

  VisibleEvents(String trino) throws IOException {
    try {
      connection = TrinoAddress.of(trino).connect("tidelake-bench", Map.of());
    } catch (SQLException e) {
      throw new IOException(e);
    }
    thread = Thread.ofPlatform().daemon().name("visible-events").start(this::ask);
  }

  private void ask() {
    String sql = SqlResource.text(VisibleEvents.class, "visible");
    try (Statement statement = connection.createStatement()) {
      while (!Thread.currentThread().isInterrupted()) {
        try (ResultSet rows = statement.executeQuery(sql)) {
          rows.next();
          seen(rows.getLong(1));
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (SQLException e) {
      synchronized (this) {
        failure = e;
      }
    } catch (InterruptedException e) {
      // close() was called.
    }
  }

  private synchronized void seen(long events) {
    count = events;
    queries++;
    progression.add(Clock.micros(), events);
  }

  /**
   * The newest answer.
   *
   * @throws IOException if Trino refused to answer
   */
  synchronized long count() throws IOException {
    if (failure != null) {
      throw new IOException("Trino does not answer", failure);
    }
    return count;
  }

  /** How many answers there were. */
  synchronized long queries() {
    return queries;
  }

  /** Hands out what was noted since the last call. */
  synchronized Progression take() {
    Progression taken = progression;
    progression = new Progression();
    return taken;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    thread.interrupt();
    thread.join();
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }
}
