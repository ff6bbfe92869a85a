package io.tidelake.query.audit;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The records that have been shipped. */
interface AuditTable {

  /**
   * What was found, all of it in one state of the table.
   *
   * @param total records in all
   * @param newest of them
   * @param known of the ids that were asked about, those of records that are there
   */
  record Found(long total, List<AuditRecord> newest, Set<String> known) {}

  /**
   * Adds those of the records whose ids are not there yet.
   *
   * @throws io.tidelake.query.platform.ApiException if it is not known that all are there now
   */
  void add(List<AuditRecord> records);

  /**
   * @param limit of the newest
   * @param ids to look for, by the date of their records; as many as there may be
   */
  Found find(AuditQuestion question, long limit, Map<LocalDate, List<String>> ids);
}
