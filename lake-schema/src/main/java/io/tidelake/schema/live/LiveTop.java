package io.tidelake.schema.live;

import org.jspecify.annotations.Nullable;

/** Of what the live topic lists the most frequent values. */
public enum LiveTop {
  ITEM("item"),
  CATEGORY("category"),
  BRAND("brand");

  /** Number of lists by scope. */
  public static final int COUNT = values().length;

  /** Values in a list. */
  public static final int LENGTH = 20;

  private final String wireName;

  LiveTop(String wireName) {
    this.wireName = wireName;
  }

  /** The name in keys and frames. */
  public String wireName() {
    return wireName;
  }

  /** Null for a name that this version does not know. */
  static @Nullable LiveTop ofWireName(String name) {
    for (LiveTop top : values()) {
      if (top.wireName.equals(name)) {
        return top;
      }
    }
    return null;
  }
}
