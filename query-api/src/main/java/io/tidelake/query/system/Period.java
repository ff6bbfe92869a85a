package io.tidelake.query.system;

import java.time.Duration;

/** How far back metrics go, and how far apart their samples are. */
enum Period {
  MINUTE("1m", Duration.ofMinutes(1), Duration.ofSeconds(5)),
  FIVE_MINUTES("5m", Duration.ofMinutes(5), Duration.ofSeconds(5)),
  HOUR("1h", Duration.ofHours(1), Duration.ofMinutes(1)),
  DAY("1d", Duration.ofDays(1), Duration.ofMinutes(15));

  private final String word;
  private final Duration length;
  private final Duration step;

  Period(String word, Duration length, Duration step) {
    this.word = word;
    this.length = length;
    this.step = step;
  }

  String word() {
    return word;
  }

  Duration length() {
    return length;
  }

  Duration step() {
    return step;
  }

  /** Samples that the period holds between its two ends. */
  int steps() {
    return (int) length.dividedBy(step);
  }
}
