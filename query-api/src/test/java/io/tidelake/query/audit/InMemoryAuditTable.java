package io.tidelake.query.audit;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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
  public synchronized Found find(
      AuditQuestion question, long limit, Map<LocalDate, List<String>> ids) {
    List<AuditRecord> found =
        records.values().stream()
            .filter(question::matches)
            .sorted(Comparator.comparingLong(AuditRecord::timeMs).reversed())
            .toList();
    Set<String> known =
        ids.values().stream()
            .flatMap(List::stream)
            .filter(records::containsKey)
            .collect(Collectors.toSet());
    return new Found(found.size(), found.stream().limit(limit).toList(), known);
  }

  synchronized List<AuditRecord> all() {
    return new ArrayList<>(records.values());
  }

  synchronized int calls() {
    return calls;
  }
}
