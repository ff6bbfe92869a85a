package io.tidelake.query.trino;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/**
 * Lets so many queries run at once and so many more wait, in the order in which they came. However
 * many are asked for, Trino keeps its breath, and nobody waits for longer than he was promised.
 */
@Component
class QueryGate {

  private final MeterRegistry meters;
  private final TrinoProperties properties;
  private final Semaphore turns;
  private final AtomicInteger waiting = new AtomicInteger();

  QueryGate(TrinoProperties properties, MeterRegistry meters) {
    this.properties = properties;
    this.meters = meters;
    this.turns = new Semaphore(properties.connections(), true);
    Gauge.builder(
            "tidelake.trino.queries.running",
            turns,
            free -> properties.connections() - free.availablePermits())
        .description("queries that run")
        .register(meters);
    Gauge.builder("tidelake.trino.queries.waiting", waiting, AtomicInteger::get)
        .description("queries that wait for their turn")
        .register(meters);
  }

  /** Waits for a turn, which must be closed. */
  Turn enter(Sql sql) throws TrinoFailure, InterruptedException {
    if (!turns.tryAcquire()) {
      if (waiting.incrementAndGet() > properties.queue()) {
        waiting.decrementAndGet();
        refused("full");
        throw TrinoFailure.busy();
      }
      try {
        if (!turns.tryAcquire(properties.queueTimeout().toNanos(), TimeUnit.NANOSECONDS)) {
          refused("timeout");
          throw TrinoFailure.queuedTooLong();
        }
      } finally {
        waiting.decrementAndGet();
      }
    }
    return new Turn(sql);
  }

  private void refused(String reason) {
    meters.counter("tidelake.trino.queries.refused", "reason", reason).increment();
  }

  /** The right to run one query. */
  final class Turn implements AutoCloseable {

    private final Sql sql;
    private final Timer.Sample time = Timer.start(meters);
    private String outcome = "failure";

    private Turn(Sql sql) {
      this.sql = sql;
    }

    void succeeded() {
      outcome = "success";
    }

    @Override
    public void close() {
      turns.release();
      time.stop(
          Timer.builder("tidelake.trino.query")
              .description("queries that have run")
              .tag("question", sql.name())
              .tag("outcome", outcome)
              .register(meters));
    }
  }
}
