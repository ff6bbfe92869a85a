package io.tidelake.schema.live;

import org.jspecify.annotations.Nullable;

/** What a live count counts. */
public enum LiveDimension {
  /** Events by action code; their sum is the number of events of the scope. */
  ACTION("action"),
  /** Events by age band code. */
  AGE("age"),
  /** Events by gender code. */
  GENDER("gender"),
  /** Events by province name. */
  PROVINCE("province"),
  /** Late events; one value, {@code 0}. */
  LATE("late"),
  /** Rejected records by {@link io.tidelake.schema.event.RejectReason}; scope {@code all} only. */
  REJECTED("rejected"),
  /** Events by {@link io.tidelake.schema.label.Delay}. */
  DELAY("delay"),
  /**
   * Estimated number of distinct users, standard error 1.6 %; one value, {@code 0}. Grows like a
   * count, and is none: values of two scopes can't be added.
   */
  VISITORS("visitors");

  private static final LiveDimension[] ALL = values();

  private final String wireName;

  LiveDimension(String wireName) {
    this.wireName = wireName;
  }

  /** The name in keys and frames. */
  public String wireName() {
    return wireName;
  }

  /** Null for a name that this version does not know. */
  static @Nullable LiveDimension ofWireName(String name) {
    for (LiveDimension dimension : ALL) {
      if (dimension.wireName.equals(name)) {
        return dimension;
      }
    }
    return null;
  }
}
