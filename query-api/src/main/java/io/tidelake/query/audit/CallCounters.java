package io.tidelake.query.audit;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.stereotype.Component;

/** How many calls ended how, since the service began. Thread-safe. */
@Component
class CallCounters {

  private final Map<Integer, LongAdder> byCode = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> byRole = new ConcurrentHashMap<>();
  private final LongAdder milliseconds = new LongAdder();
  private final LongAdder lost = new LongAdder();

  CallCounters(MeterRegistry meters) {
    FunctionCounter.builder("tidelake.audit.lost", lost, LongAdder::sum)
        .description("audit records that could not be kept")
        .register(meters);
  }

  void count(AuditRecord record) {
    byCode.computeIfAbsent(record.code(), code -> new LongAdder()).increment();
    byRole.computeIfAbsent(record.role(), role -> new LongAdder()).increment();
    milliseconds.add(record.durationMs());
  }

  /** A record that the journal did not take. */
  void countLost() {
    lost.increment();
  }

  long lost() {
    return lost.sum();
  }

  long total() {
    return byCode.values().stream().mapToLong(LongAdder::sum).sum();
  }

  long milliseconds() {
    return milliseconds.sum();
  }

  Map<String, Long> byCode() {
    Map<String, Long> counts = new TreeMap<>();
    byCode.forEach((code, count) -> counts.put(Integer.toString(code), count.sum()));
    return counts;
  }

  Map<String, Long> byRole() {
    Map<String, Long> counts = new TreeMap<>();
    byRole.forEach((role, count) -> counts.put(role, count.sum()));
    return counts;
  }
}
