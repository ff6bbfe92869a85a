package io.tidelake.bench.load;

/**
 * When each event is due.
 *
 * @param startMicros of event 0, microseconds since the epoch
 * @param rate events a second
 */
public record Schedule(long startMicros, double rate) {

  private static final double MICROS_PER_SECOND = 1_000_000;

  public long dueMicros(long event) {
    return startMicros + (long) (event * MICROS_PER_SECOND / rate);
  }

  /** How many events are due. */
  public long due(long nowMicros) {
    return nowMicros < startMicros
        ? 0
        : (long) ((nowMicros - startMicros) * rate / MICROS_PER_SECOND) + 1;
  }
}
