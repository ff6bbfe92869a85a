package io.tidelake.schema.live;

import io.tidelake.schema.event.BehaviorEvent;

/**
 * What keeps a sender of random values from filling the live topic. Whoever counts for the live
 * topic, or checks its counts, goes by these.
 */
public final class LiveLimits {

  /** Milliseconds between event and record up to which an event counts in the scope of its date. */
  public static final long MAX_SCOPE_DISTANCE_MILLIS = 3_660L * 24 * 60 * 60 * 1000;

  /** Characters that are shown of a name that is no known province. */
  public static final int MAX_NAME_CHARS = 64;

  /** Names that are no known province and have a count of their own, by scope. */
  public static final int MAX_OTHER_PROVINCES = 1000;

  /** The value that counts further such names; also ends a name that was cut. */
  public static final String MORE_PROVINCES = "…";

  private LiveLimits() {}

  /** Whether the event counts in the scope of its date; it always does in that of all events. */
  public static boolean hasDateScope(BehaviorEvent event) {
    return Math.abs(event.delayMillis) <= MAX_SCOPE_DISTANCE_MILLIS;
  }

  /** The name of a province, cut to a length that fits the key of a record. */
  public static String shownName(String name) {
    if (name.length() <= MAX_NAME_CHARS) {
      return name;
    }
    int end =
        Character.isHighSurrogate(name.charAt(MAX_NAME_CHARS - 1))
            ? MAX_NAME_CHARS - 1
            : MAX_NAME_CHARS;
    return name.substring(0, end) + MORE_PROVINCES;
  }
}
