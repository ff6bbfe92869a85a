package io.tidelake.schema.table;

import java.util.Locale;

/**
 * What takes from the health of a table: the closed list that maintenance tells and its readers put
 * into words of their language.
 */
public enum HealthReason {
  /** Data files beyond what the bytes need; KiB of them all. */
  EXCESS_FILES("%d data files more than %d KiB need"),
  /** Rows; cells that they stand for. */
  ROWS_PER_CELL("%d rows stand for about %d cells"),
  /** Data files with rows that delete files take away. */
  FILES_WITH_DELETES("%d data files have deleted rows"),
  /** Manifests below the size that is aimed at. */
  SMALL_MANIFESTS("%d small manifests to read for every query"),
  /** Snapshots; how many there should be at most. */
  SNAPSHOTS("%d snapshots, more than %d"),
  /** KiB. */
  METADATA("every commit writes %d KiB of metadata"),
  /** Whole hours; minutes beyond them. */
  BEHIND("commits of the source wait for %d h %d min to be rolled up"),
  /** Files that no snapshot has; when they were found, ISO-8601. */
  ORPHANS("%d files of no snapshot were found at %s and are still there"),
  /** Whole hours; minutes beyond them. */
  RESTING("the stream committed last %d h %d min ago"),
  /** Whole hours; minutes beyond them. */
  UNTENDED("nothing was done to the table for %d h %d min"),
  /** What is in the way, in English. */
  UNKNOWN("the table cannot be judged: %s");

  private final String english;

  HealthReason(String english) {
    this.english = english;
  }

  /** Stable, for machines: {@code excess-files}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * @param values as many as the list above names, in its order
   */
  public String text(Object... values) {
    return english.formatted(values);
  }
}
