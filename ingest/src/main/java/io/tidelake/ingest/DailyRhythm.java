package io.tidelake.ingest;

import java.time.Instant;
import java.time.ZoneId;

/**
 * Spreads events over the days before an instant as a shop sees them: quiet before dawn, a rise in
 * the morning, most in the evening. Event times rise with the number of the event.
 */
final class DailyRhythm {

  /** Share of a day's events by hour of the business time zone, unscaled. */
  private static final int[] WEIGHTS = {
    22, 12, 7, 5, 4, 6, 12, 22, 34, 44, 52, 52, 50, 54, 54, 54, 53, 50, 53, 66, 80, 88, 76, 44
  };

  private static final long HOUR_MILLIS = 3_600_000;

  private final long start;
  private final double total;
  private final double[] weightBefore;
  private final double[] weights;
  private final long count;

  private int hour;

  /**
   * @param end no event is later than this, in milliseconds since the epoch
   * @param count number of events to spread
   */
  DailyRhythm(long end, int days, long count, ZoneId zone) {
    this.count = count;
    this.start = end - days * 24L * HOUR_MILLIS;
    this.weights = new double[days * 24];
    this.weightBefore = new double[days * 24 + 1];
    for (int i = 0; i < weights.length; i++) {
      // Cells of an hour from the start on: each has the weight of the hour in which its middle
      // lies.
      Instant middle = Instant.ofEpochMilli(start + i * HOUR_MILLIS + HOUR_MILLIS / 2);
      weights[i] = WEIGHTS[middle.atZone(zone).getHour()];
      weightBefore[i + 1] = weightBefore[i] + weights[i];
    }
    this.total = weightBefore[weights.length];
  }

  /** The time of event {@code index}, 0 to count − 1; the index must not fall from call to call. */
  long timeOf(long index) {
    double target = (index + 0.5) / count * total;
    while (hour < weights.length - 1 && target >= weightBefore[hour + 1]) {
      hour++;
    }
    double within = (target - weightBefore[hour]) / weights[hour];
    return start + hour * HOUR_MILLIS + (long) (within * HOUR_MILLIS);
  }
}
