package io.tidelake.ingest;

/**
 * An open-loop schedule: event <i>i</i> is due at start + <i>i</i> / rate, whatever became of the
 * ones before it. So a slow moment does not lower the rate, and there is no drift.
 *
 * <p>After a longer halt (an outage of the broker) at most {@link #MAX_CATCH_UP_NANOS} worth of
 * events is made up for; what was due before that is moved to later, not sent in a burst.
 *
 * <p>Time comes in as an argument, in nanoseconds of any monotonic clock.
 */
final class RateSchedule {

  static final long NANOS_PER_SECOND = 1_000_000_000L;
  static final long MAX_CATCH_UP_NANOS = NANOS_PER_SECOND;

  /**
   * Faster than this, an event takes less than a nanosecond and the arithmetic below has no sense.
   */
  static final long MAX_RATE = 1_000_000_000L;

  private final long rate;

  /** Event number {@link #sent} = 0 is due then. Moves by whole seconds, which keeps it exact. */
  private long anchor;

  /** Events sent since the anchor. */
  private long sent;

  /**
   * @param rate events per second, 1 to {@link #MAX_RATE}
   */
  RateSchedule(long rate, long now) {
    if (rate < 1 || rate > MAX_RATE) {
      throw new IllegalArgumentException("rate " + rate + " is not within 1.." + MAX_RATE);
    }
    this.rate = rate;
    this.anchor = now;
  }

  /** How many events are due now and have not been sent. */
  long due(long now) {
    long elapsed = now - anchor;
    if (elapsed < 0) {
      return 0;
    }
    if (elapsed - nanosUntil(sent) > MAX_CATCH_UP_NANOS) {
      anchor = now - MAX_CATCH_UP_NANOS;
      sent = 0;
      elapsed = MAX_CATCH_UP_NANOS;
    }
    // The last event due is the greatest i with ceil(i · 10⁹ / rate) ≤ elapsed.
    long seconds = elapsed / NANOS_PER_SECOND;
    long rest = elapsed % NANOS_PER_SECOND;
    return seconds * rate + rest * rate / NANOS_PER_SECOND + 1 - sent;
  }

  /** Notes that {@code count} of the events due have been sent. */
  void sent(long count) {
    sent += count;
    while (sent >= rate) {
      sent -= rate;
      anchor += NANOS_PER_SECOND;
    }
  }

  /** Nanoseconds until the next event is due; zero or less if it is due already. */
  long untilNext(long now) {
    return anchor + nanosUntil(sent) - now;
  }

  private long nanosUntil(long index) {
    return (index * NANOS_PER_SECOND + rate - 1) / rate;
  }
}
