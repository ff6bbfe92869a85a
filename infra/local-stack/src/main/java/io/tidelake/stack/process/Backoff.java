package io.tidelake.stack.process;

import java.time.Duration;

/** Delays between restarts: doubled from first to longest, back to first after a healthy while. */
final class Backoff {

  private final Duration first;
  private final Duration longest;
  private final Duration resetAfter;
  private Duration next;

  Backoff(Duration first, Duration longest, Duration resetAfter) {
    this.first = first;
    this.longest = longest;
    this.resetAfter = resetAfter;
    this.next = first;
  }

  /** One second, doubled up to thirty; forgotten after a minute of health. */
  static Backoff standard() {
    return new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMinutes(1));
  }

  /** The delay before the next start of a process that was healthy for so long before it ended. */
  Duration next(Duration healthyFor) {
    if (healthyFor.compareTo(resetAfter) >= 0) {
      next = first;
    }
    Duration current = next;
    Duration doubled = current.multipliedBy(2);
    next = doubled.compareTo(longest) > 0 ? longest : doubled;
    return current;
  }
}
