package io.tidelake.query.audit;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * What waits in the journal for the lake and is asked for: the newest records, of all others the
 * ids. A lake that has been away for long leaves many.
 */
final class Waiting {

  /** The order of answers. */
  static final Comparator<AuditRecord> NEWEST_FIRST =
      Comparator.comparingLong(AuditRecord::timeMs).reversed().thenComparing(AuditRecord::id);

  private final AuditQuestion question;
  private final long limit;
  private final Map<LocalDate, List<String>> ids = new TreeMap<>();
  private final PriorityQueue<AuditRecord> newest = new PriorityQueue<>(NEWEST_FIRST.reversed());
  private long count;

  /**
   * @param limit of the newest
   */
  Waiting(AuditQuestion question, long limit) {
    this.question = question;
    this.limit = limit;
  }

  /** Takes the record if it is asked for. */
  void take(AuditRecord record) {
    if (!question.matches(record)) {
      return;
    }
    count++;
    ids.computeIfAbsent(LocalDate.parse(record.dt()), day -> new ArrayList<>()).add(record.id());
    newest.add(record);
    if (newest.size() > limit) {
      newest.poll();
    }
  }

  long count() {
    return count;
  }

  /** Ids of all, by date. */
  Map<LocalDate, List<String>> ids() {
    return ids;
  }

  /** In no order. */
  List<AuditRecord> newest() {
    return List.copyOf(newest);
  }
}
