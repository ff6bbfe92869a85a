package io.tidelake.ingest;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Counts what the broker confirmed and what failed, and reports the first failures. */
final class DeliveryLog implements Callback {

  /** More than this many failures are only counted. */
  static final int REPORTED_FAILURES = 5;

  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final Consumer<String> report;

  DeliveryLog(Consumer<String> report) {
    this.report = report;
  }

  @Override
  public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
    if (failure == null) {
      acknowledged.incrementAndGet();
      return;
    }
    refuse(String.valueOf(failure.getMessage()));
  }

  /** Takes note of a record that can't be sent. */
  void refuse(String reason) {
    long count = failed.incrementAndGet();
    if (count <= REPORTED_FAILURES) {
      report.accept("event not delivered: " + reason);
      if (count == REPORTED_FAILURES) {
        report.accept("further failures are only counted");
      }
    }
  }

  long acknowledged() {
    return acknowledged.get();
  }

  long failed() {
    return failed.get();
  }
}
