package io.tidelake.ingest;

import java.io.PrintStream;
import java.util.Locale;

/** A line every few seconds, for logs and pipes. */
final class PlainProgress implements ProgressView {

  private static final long INTERVAL_MILLIS = 5_000;

  private final PrintStream err;

  PlainProgress(PrintStream err) {
    this.err = err;
  }

  @Override
  public long intervalMillis() {
    return INTERVAL_MILLIS;
  }

  @Override
  public void update(Progress progress) {
    StringBuilder line = new StringBuilder(96);
    line.append(String.format(Locale.ROOT, "%,d events sent", progress.sent()));
    if (progress.total() > 0) {
      line.append(
          String.format(Locale.ROOT, " (%.0f %%)", 100.0 * progress.position() / progress.total()));
    }
    err.println(line.append(", ").append(progress.remarks()));
  }

  @Override
  public void message(String line) {
    err.println(line);
  }

  @Override
  public void close() {}
}
