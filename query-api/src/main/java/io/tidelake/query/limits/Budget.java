package io.tidelake.query.limits;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.Ticker;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * So many calls in each window of time for each caller; a caller's windows follow one another from
 * the first call on. Holds no more than a fixed number of callers. Thread-safe.
 */
final class Budget {

  /**
   * @param granted whether the call may be made
   * @param left calls that may still be made in this window
   * @param resetSeconds until the next window begins
   */
  record Account(boolean granted, long left, long resetSeconds) {}

  private final String policy;
  private final int calls;
  private final Duration window;
  private final LoadingCache<String, Bucket> buckets;

  Budget(String policy, int calls, Duration window, int maxCallers, Ticker clock) {
    this.policy = policy;
    this.calls = calls;
    this.window = window;
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(maxCallers)
            // A budget that nobody has touched for a window is full again.
            .expireAfterAccess(window)
            .ticker(clock)
            .build(caller -> bucket(clock));
  }

  private Bucket bucket(Ticker clock) {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(calls).refillIntervally(calls, window))
        .withCustomTimePrecision(
            new TimeMeter() {
              @Override
              public long currentTimeNanos() {
                return clock.read();
              }

              @Override
              public boolean isWallClockBased() {
                return false;
              }
            })
        .build();
  }

  Account spend(String caller) {
    ConsumptionProbe probe = buckets.get(caller).tryConsumeAndReturnRemaining(1);
    long nanos =
        probe.isConsumed() ? probe.getNanosToWaitForReset() : probe.getNanosToWaitForRefill();
    return new Account(
        probe.isConsumed(),
        probe.getRemainingTokens(),
        Math.max(1, TimeUnit.NANOSECONDS.toSeconds(nanos + 999_999_999)));
  }

  int calls() {
    return calls;
  }

  long callers() {
    buckets.cleanUp();
    return buckets.estimatedSize();
  }

  /** As in {@code RateLimit-Policy}: a name, a quota and its window in seconds. */
  String policy() {
    return "\"%s\";q=%d;w=%d".formatted(policy, calls, window.toSeconds());
  }

  /** As in {@code RateLimit}: what is left, and when there is more. */
  String state(Account account) {
    return "\"%s\";r=%d;t=%d".formatted(policy, account.left(), account.resetSeconds());
  }
}
