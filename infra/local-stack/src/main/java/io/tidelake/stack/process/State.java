package io.tidelake.stack.process;

import java.util.Locale;

/** Where a supervised process stands. */
public enum State {
  /** Not started yet: waits for what it depends on. */
  WAITING,
  /** Started, not ready yet. */
  STARTING,
  HEALTHY,
  /** The process lives but does not answer; left alone, it may have been paused on purpose. */
  UNHEALTHY,
  /** Ended unasked; started again after a delay, or just now. */
  RESTARTING,
  /** Never got ready; given up. */
  FAILED,
  STOPPED;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
