package io.tidelake.query.audit;

import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes records from the journal to the lake. A file of the journal is deleted only when the lake
 * has all of it; shipped again after a crash, its records are known by their ids.
 */
@Component
class Shipper {

  private static final Logger LOG = LoggerFactory.getLogger(Shipper.class);

  private final Journal journal;
  private final AuditTable table;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("audit-shipper").daemon().factory());
  private boolean failing;
  private volatile long shipped;
  private volatile @Nullable Instant lastShipped;

  Shipper(Journal journal, AuditTable table, AuditProperties properties) {
    this.journal = journal;
    this.table = table;
    long interval = properties.shipInterval().toMillis();
    timer.scheduleWithFixedDelay(this::shipOrTellWhyNot, interval, interval, TimeUnit.MILLISECONDS);
  }

  /** Records that this process has brought to the lake. */
  long shipped() {
    return shipped;
  }

  /** Null before the first time. */
  @Nullable Instant lastShipped() {
    return lastShipped;
  }

  /**
   * Ships all that is in the journal now.
   *
   * @return how many records
   */
  synchronized long ship() throws IOException {
    long count = 0;
    for (Journal.Segment segment : journal.close()) {
      List<AuditRecord> records = Journal.read(segment.file());
      table.add(records);
      journal.shipped(segment);
      count += records.size();
      shipped += records.size();
      lastShipped = Instant.now();
    }
    return count;
  }

  private void shipOrTellWhyNot() {
    try {
      ship();
      if (failing) {
        LOG.info("Audit records reach the lake again");
      }
      failing = false;
    } catch (IOException | RuntimeException e) {
      if (!failing) {
        LOG.warn("Audit records wait in the journal, the lake does not take them: {}", reason(e));
      }
      failing = true;
    }
  }

  private static String reason(Throwable problem) {
    Throwable root = problem;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.toString();
  }

  @PreDestroy
  void stop() {
    timer.shutdownNow();
  }
}
