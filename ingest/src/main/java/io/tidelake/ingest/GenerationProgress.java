package io.tidelake.ingest;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongConsumer;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * How far a generated file is: a bar with events/s and time left on a terminal, elsewhere a line
 * every ten million events. Takes the number of events written so far.
 */
public final class GenerationProgress implements LongConsumer, AutoCloseable {

  private static final int WIDTH = 110;
  private static final int INTERVAL_MILLIS = 200;
  private static final long LINE_EVENTS = 10_000_000;

  private final PrintWriter err;
  private final long total;
  private final @Nullable ProgressBar bar;

  private GenerationProgress(PrintWriter err, long total, @Nullable ProgressBar bar) {
    this.err = err;
    this.total = total;
    this.bar = bar;
  }

  /**
   * Shows nothing yet elsewhere than on a terminal.
   *
   * @param total events of the whole file
   * @param terminal whether standard error is one
   */
  public static GenerationProgress on(PrintWriter err, long total, boolean terminal) {
    ProgressBar bar =
        terminal
            ? ProgressBar.builder()
                .setTaskName("generate")
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .setInitialMax(total)
                .setUpdateIntervalMillis(INTERVAL_MILLIS)
                .setUnit(" M events", 1_000_000)
                .showSpeed()
                // A consumer of its own, so that the library does not take hold of the terminal.
                .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                .build()
            : null;
    return new GenerationProgress(err, total, bar);
  }

  @Override
  public void accept(long events) {
    if (bar != null) {
      bar.stepTo(events);
    } else if (events % LINE_EVENTS == 0) {
      err.printf(Locale.ROOT, "Generated %,d of %,d events.%n", events, total);
      err.flush();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
