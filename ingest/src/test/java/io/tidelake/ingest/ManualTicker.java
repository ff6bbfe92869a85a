package io.tidelake.ingest;

/** Time that passes only by waiting, and by a fixed cost of each look at the clock. */
final class ManualTicker implements Ticker {

  private final long nanosPerMillisLook;
  private long nanos;
  private long longestPark;

  ManualTicker(long nanosPerMillisLook) {
    this.nanosPerMillisLook = nanosPerMillisLook;
  }

  @Override
  public long nanos() {
    return nanos;
  }

  /** Called once per event, so an event takes this long to send. */
  @Override
  public long millis() {
    nanos += nanosPerMillisLook;
    return nanos / 1_000_000;
  }

  @Override
  public void park(long nanosToWait) {
    longestPark = Math.max(longestPark, nanosToWait);
    nanos += nanosToWait;
  }

  void advance(long more) {
    nanos += more;
  }

  long longestPark() {
    return longestPark;
  }
}
