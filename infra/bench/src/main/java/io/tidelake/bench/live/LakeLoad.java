package io.tidelake.bench.live;

import io.tidelake.bench.BenchResult;
import io.tidelake.bench.MaintenanceOrders;
import io.tidelake.bench.history.RawQuestions;
import io.tidelake.ingest.trino.TrinoAddress;
import io.tidelake.stack.LocalStack;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What else a lake is asked for: questions about all its days to Trino on the events, and
 * maintenance, each over and over, until this is closed.
 */
final class LakeLoad implements AutoCloseable {

  static final String ANSWERED = "questions answered in a loaded window";

  /** One piece of work. */
  @FunctionalInterface
  private interface Work {
    void once() throws Exception;
  }

  private final Connection trino;
  private final MaintenanceOrders maintenance;
  private final Thread questions;
  private final Thread runs;
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger ran = new AtomicInteger();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private volatile boolean closed;

  private LakeLoad(Connection trino, MaintenanceOrders maintenance, RawQuestions raw) {
    this.trino = trino;
    this.maintenance = maintenance;
    questions = over("questions", raw::askNext, answered);
    runs = over("maintenance", maintenance::awaitNext, ran);
  }

  /**
   * Begins.
   *
   * @param first day of the questions
   * @param last day of the questions
   */
  static LakeLoad start(LocalStack stack, LocalDate first, LocalDate last) throws SQLException {
    Connection trino = TrinoAddress.of(stack.endpoints().trino()).connect("bench", Map.of());
    return new LakeLoad(
        trino, new MaintenanceOrders(stack.site()), new RawQuestions(trino, first, last));
  }

  private Thread over(String name, Work work, AtomicInteger done) {
    return Thread.ofPlatform()
        .daemon()
        .name(name)
        .start(
            () -> {
              try {
                while (!closed) {
                  work.once();
                  done.incrementAndGet();
                }
              } catch (Exception e) {
                if (!closed) {
                  failure.compareAndSet(null, e);
                }
              }
            });
  }

  /**
   * Puts into a result what was done so far.
   *
   * @throws IOException if something of it failed, so that there was less load than is told
   */
  void into(BenchResult result) throws IOException {
    Exception failed = failure.get();
    if (failed != null) {
      throw new IOException("the load failed", failed);
    }
    result.add(ANSWERED, "questions", answered.get());
    result.add("runs of maintenance ended in it", "runs", ran.get());
  }

  /** Lets the question and the run under way end: what comes next is to be quiet. */
  @Override
  public void close() throws InterruptedException, SQLException {
    closed = true;
    try {
      questions.join();
      runs.join();
    } finally {
      maintenance.close();
      trino.close();
    }
  }
}
