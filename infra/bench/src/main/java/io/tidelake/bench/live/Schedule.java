package io.tidelake.bench.live;

/**
 * When each event is due.
 *
 * @param startMicros of event 0, microseconds since the epoch
 * @param rate events a second
 */
record Schedule(long startMicros, double rate) {

  private static final double MICROS_PER_SECOND = 1_000_000;

  long dueMicros(long event) {
    return startMicros + (long) (event * MICROS_PER_SECOND / rate);
  }

  /** How many events are due. */
  long due(long nowMicros) {
    return nowMicros < startMicros
        ? 0
        : (long) ((nowMicros - startMicros) * rate / MICROS_PER_SECOND) + 1;
  }
}
