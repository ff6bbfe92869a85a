package io.tidelake.stack.process;

import java.time.Duration;

/**
 * Delays between restarts: none after a healthy while, then doubled from first to longest. The
 * common case, one crash of a healthy process, thus costs nothing but the start itself.
 */
final class Backoff {

  private final Duration first;
  private final Duration longest;
  private final Duration resetAfter;
  private Duration next = Duration.ZERO;

  Backoff(Duration first, Duration longest, Duration resetAfter) {
    this.first = first;
    this.longest = longest;
    this.resetAfter = resetAfter;
  }

  /** None, one second, doubled up to thirty; forgotten after ten seconds of health. */
  static Backoff standard() {
    return new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofSeconds(10));
  }

  /** The delay before the next start of a process that was healthy for so long before it ended. */
  Duration next(Duration healthyFor) {
    if (healthyFor.compareTo(resetAfter) >= 0) {
      next = Duration.ZERO;
    }
    Duration current = next;
    Duration doubled = current.isZero() ? first : current.multipliedBy(2);
    next = doubled.compareTo(longest) > 0 ? longest : doubled;
    return current;
  }
}
