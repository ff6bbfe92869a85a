package io.tidelake.schema.live;

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
  REJECTED("rejected");

  private static final LiveDimension[] ALL = values();

  private final String wireName;

  LiveDimension(String wireName) {
    this.wireName = wireName;
  }

  /** The name in keys and frames. */
  public String wireName() {
    return wireName;
  }

  /**
   * @throws IllegalArgumentException for an unknown name
   */
  static LiveDimension ofWireName(String name) {
    for (LiveDimension dimension : ALL) {
      if (dimension.wireName.equals(name)) {
        return dimension;
      }
    }
    throw new IllegalArgumentException("unknown live dimension \"" + name + "\"");
  }
}
