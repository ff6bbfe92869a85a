package io.tidelake.query.platform;

import java.util.Locale;

/** What a caller may do. Each role may do what those before it may. */
public enum Role {
  /** Reads statistics and the state of the system. */
  VIEWER,
  /** Takes data out too: exports and raw events. */
  ANALYST,
  /** Sees who did what, sees users by name, and starts maintenance. */
  ADMIN;

  /** Whether a caller of this role may do what {@code needed} may. */
  public boolean includes(Role needed) {
    return compareTo(needed) >= 0;
  }

  /** The word in tokens, settings and answers. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
