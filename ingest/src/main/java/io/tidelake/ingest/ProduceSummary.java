package io.tidelake.ingest;

import java.time.Duration;
import java.util.Locale;

/**
 * What became of a run.
 *
 * @param sent records handed to the Kafka client
 * @param acknowledged records that the broker has confirmed, written once each
 * @param failed records that the broker or the client refused, or that were not confirmed in time
 * @param skippedLines lines of the file that were no CSV
 * @param elapsed from the first record to the last confirmation
 * @param stopped whether the run was ended before the source was
 */
public record ProduceSummary(
    long sent,
    long acknowledged,
    long failed,
    long skippedLines,
    Duration elapsed,
    boolean stopped) {

  /** Whether every record that was sent has been confirmed. */
  public boolean complete() {
    return acknowledged == sent;
  }

  /** Records confirmed per second. */
  public double rate() {
    return acknowledged / Math.max(elapsed.toNanos() / 1e9, 1e-3);
  }

  /** The summary in one line, for people. */
  public String text() {
    StringBuilder text = new StringBuilder(128);
    text.append(
        String.format(
            Locale.ROOT,
            "%,d events acknowledged in %.1f s (%,.0f/s)",
            acknowledged,
            elapsed.toNanos() / 1e9,
            rate()));
    if (!complete()) {
      text.append(String.format(Locale.ROOT, ", %,d NOT acknowledged", sent - acknowledged));
    }
    if (skippedLines > 0) {
      text.append(String.format(Locale.ROOT, ", skipped lines: %,d", skippedLines));
    }
    if (stopped) {
      text.append(", stopped before the end");
    }
    return text.toString();
  }
}
