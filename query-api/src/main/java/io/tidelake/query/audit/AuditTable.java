package io.tidelake.query.audit;

import java.util.List;

/** The records that have been shipped. */
interface AuditTable {

  /** What was found: how many records in all, and the newest of them. */
  record Found(long total, List<AuditRecord> newest) {}

  /**
   * Adds those of the records whose ids are not there yet.
   *
   * @throws io.tidelake.query.platform.ApiException if it is not known that all are there now
   */
  void add(List<AuditRecord> records);

  /**
   * @param without ids that are neither counted nor given
   * @param limit of the newest
   */
  Found find(AuditQuestion question, List<String> without, long limit);
}
