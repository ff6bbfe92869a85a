package io.tidelake.bench.load;

import java.time.Instant;

/** The clock that all processes of the machine share. */
public final class Clock {

  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int NANOS_PER_MICRO = 1000;

  private Clock() {}

  /** Microseconds since the epoch. */
  public static long micros() {
    Instant now = Instant.now();
    return now.getEpochSecond() * MICROS_PER_SECOND + now.getNano() / NANOS_PER_MICRO;
  }
}
