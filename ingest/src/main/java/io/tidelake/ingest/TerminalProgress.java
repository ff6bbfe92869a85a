package io.tidelake.ingest;

import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar on a terminal: by bytes for a file, by events for the generator. */
final class TerminalProgress implements ProgressView {

  private static final int INTERVAL_MILLIS = 200;
  private static final int WIDTH = 110;
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintStream err;
  private final ProgressBar bar;
  private final boolean bytes;

  TerminalProgress(PrintStream err, EventSource.Unit unit, long total) {
    this.err = err;
    bytes = unit == EventSource.Unit.BYTES && total != EventSource.ENDLESS;
    ProgressBarBuilder builder =
        ProgressBar.builder()
            .setTaskName("produce")
            .setStyle(ProgressBarStyle.UNICODE_BLOCK)
            .setInitialMax(total)
            .setUpdateIntervalMillis(INTERVAL_MILLIS)
            // A consumer of its own, so that the library does not take hold of the terminal.
            .setConsumer(new ConsoleProgressBarConsumer(err, WIDTH));
    if (bytes) {
      builder.setUnit(" MB", 1_000_000);
    }
    bar = builder.build();
  }

  @Override
  public long intervalMillis() {
    return INTERVAL_MILLIS;
  }

  @Override
  public void update(Progress progress) {
    bar.stepTo(bytes ? progress.position() : progress.sent());
    bar.setExtraMessage(
        bytes
            ? String.format(Locale.ROOT, "%,d events, %s", progress.sent(), progress.remarks())
            : progress.remarks());
  }

  @Override
  public void message(String line) {
    err.println(CLEAR_LINE + line);
  }

  @Override
  public void close() {
    bar.close();
  }
}
