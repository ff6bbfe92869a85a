package io.tidelake.query.export;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Exports in the metrics: how many, how they ended, how much went out. */
@Component
class ExportMeters {

  enum Outcome {
    DONE,
    FAILED,
    /** The client went away. */
    LEFT,
    CANCELLED
  }

  private final MeterRegistry registry;

  ExportMeters(MeterRegistry registry, FileStore files) {
    this.registry = registry;
    Gauge.builder("tidelake.export.files", files, FileStore::usedBytes)
        .description("Disk taken by files for download")
        .baseUnit("bytes")
        .register(registry);
  }

  void ended(Format format, Outcome outcome, long rows) {
    String of = format.extension();
    Counter.builder("tidelake.exports")
        .description("Exports by format and how they ended")
        .tag("format", of)
        .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
        .register(registry)
        .increment();
    Counter.builder("tidelake.export.rows")
        .description("Rows that went out, whole exports or not")
        .tag("format", of)
        .register(registry)
        .increment(rows);
  }
}
