package io.tidelake.ingest.replay;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** The table of rejected records. */
interface Quarantine extends AutoCloseable {

  /**
   * What the table holds of a reason.
   *
   * @param unsent records that can be sent
   * @param replayed records that were sent before
   * @param backfilled rows that came from a file and not from the topic
   */
  record ReasonCount(String reason, long unsent, long replayed, long backfilled) {}

  /** Takes records one by one. */
  interface Visitor {
    void accept(RejectedRecord record) throws ReplayException;
  }

  List<ReasonCount> counts() throws ReplayException;

  /**
   * Visits the records that are not marked, in no particular order.
   *
   * @param largest bytes; of a record with more than this key and value are not read
   */
  void visitUnsent(long largest, Visitor visitor) throws ReplayException;

  /** Marks records; one that is marked already keeps its mark. */
  void mark(Collection<RejectedRecord> records, Instant when) throws ReplayException;

  @Override
  void close();
}
