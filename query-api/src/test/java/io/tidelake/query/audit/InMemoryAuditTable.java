package io.tidelake.query.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A table that keeps each id once, as the lake's does. */
final class InMemoryAuditTable implements AuditTable {

  private final Map<String, AuditRecord> records = new LinkedHashMap<>();
  private int calls;

  /** Lets the lake take so many records of the next shipment and then fail. */
  int failAfter = Integer.MAX_VALUE;

  @Override
  public synchronized void add(List<AuditRecord> added) {
    calls++;
    for (AuditRecord record : added) {
      if (failAfter-- <= 0) {
        throw new IllegalStateException("the lake is gone");
      }
      records.putIfAbsent(record.id(), record);
    }
  }

  @Override
  public synchronized Found find(AuditQuestion question, List<String> without, long limit) {
    Set<String> excluded = Set.copyOf(without);
    List<AuditRecord> found =
        records.values().stream()
            .filter(record -> question.matches(record) && !excluded.contains(record.id()))
            .sorted(Comparator.comparingLong(AuditRecord::timeMs).reversed())
            .toList();
    return new Found(found.size(), found.stream().limit(limit).toList());
  }

  synchronized List<AuditRecord> all() {
    return new ArrayList<>(records.values());
  }

  synchronized int calls() {
    return calls;
  }
}
