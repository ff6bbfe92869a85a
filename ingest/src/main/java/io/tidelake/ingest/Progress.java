package io.tidelake.ingest;

import java.util.Locale;

/**
 * How far a run is.
 *
 * @param position what has been read of the source, in its unit
 * @param total all of the source, in its unit, or {@link EventSource#ENDLESS}
 * @param rate events acknowledged per second, lately
 * @param waitingSeconds how long nothing has been acknowledged although something is on its way; 0
 *     when all is well
 */
record Progress(
    long sent,
    long acknowledged,
    long failed,
    long skipped,
    long position,
    long total,
    double rate,
    long waitingSeconds) {

  /** Rate, and whatever is out of the ordinary. */
  String remarks() {
    StringBuilder text = new StringBuilder(64);
    text.append(String.format(Locale.ROOT, "%,.0f/s", rate));
    if (failed > 0) {
      text.append(String.format(Locale.ROOT, ", %,d failed", failed));
    }
    if (skipped > 0) {
      text.append(String.format(Locale.ROOT, ", skipped lines: %,d", skipped));
    }
    if (waitingSeconds > 0) {
      text.append(
          String.format(
              Locale.ROOT,
              ", waiting for the broker for %d s (%,d unconfirmed)",
              waitingSeconds,
              sent - acknowledged - failed));
    }
    return text.toString();
  }
}
