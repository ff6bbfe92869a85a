package io.tidelake.schema.table;

/**
 * What a commit that drops old dates leaves in the properties of its table, so that whoever misses
 * the rows learns why. Rows of such dates that come later stay until the next such commit.
 */
public final class RetentionCommit {

  /** The first date that was not dropped, such as {@code 2026-08-25}. Absent: none ever was. */
  public static final String BEFORE = "tidelake.dropped-before";

  /**
   * How many rows that came by Kafka were dropped, of all such commits together. Only of tables
   * whose rows name their record.
   */
  public static final String RECORDS = "tidelake.dropped-records";

  private RetentionCommit() {}
}
