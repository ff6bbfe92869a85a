package io.tidelake.ingest.replay;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar on a terminal; elsewhere a line every few seconds. */
final class ReplayProgress implements Replay.Observer, AutoCloseable {

  private static final int WIDTH = 110;
  private static final int INTERVAL_MILLIS = 200;
  private static final long LINE_INTERVAL_NANOS = 5_000_000_000L;

  private final PrintWriter err;
  private final long total;
  private final @Nullable ProgressBar bar;
  private long lastLine = System.nanoTime();

  private ReplayProgress(PrintWriter err, long total, @Nullable ProgressBar bar) {
    this.err = err;
    this.total = total;
    this.bar = bar;
  }

  static ReplayProgress on(PrintWriter err, long total, boolean terminal) {
    ProgressBar bar =
        terminal
            ? ProgressBar.builder()
                .setTaskName("replay")
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .setInitialMax(total)
                .setUpdateIntervalMillis(INTERVAL_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                .build()
            : null;
    return new ReplayProgress(err, total, bar);
  }

  @Override
  public void settling(Duration left) {
    String text =
        "an interrupted replay may still be arriving, waiting %d s".formatted(left.toSeconds() + 1);
    if (bar != null) {
      bar.setExtraMessage(text);
    } else {
      line(() -> text);
    }
  }

  @Override
  public void progress(ReplaySummary summary) {
    if (bar != null) {
      bar.stepTo(summary.seen());
      bar.setExtraMessage("");
    } else {
      line(
          () ->
              String.format(
                  Locale.ROOT,
                  "%,d of %,d records, %,d sent",
                  summary.seen(),
                  total,
                  summary.sent()));
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }

  private void line(Supplier<String> text) {
    long now = System.nanoTime();
    if (now - lastLine >= LINE_INTERVAL_NANOS) {
      lastLine = now;
      err.println(text.get());
      err.flush();
    }
  }
}
