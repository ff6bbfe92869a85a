package io.tidelake.streaming.backfill;

import io.tidelake.streaming.config.BackfillOptions;
import java.io.PrintStream;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Progress with rate and time left, as a bar or as lines. */
public final class ShownProgress {

  private ShownProgress() {}

  /** Progress as it was asked for. */
  public static BackfillProgress of(BackfillOptions.Shown shown, PrintStream out) {
    return switch (shown) {
      case BAR -> new Bar(out);
      case LINES -> new Lines(out);
      case NONE -> BackfillProgress.SILENT;
    };
  }

  /** On a terminal. */
  private static final class Bar implements BackfillProgress {

    private static final int WIDTH = 100;
    private static final int INTERVAL_MILLIS = 200;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream out;
    private @Nullable ProgressBar bar;

    Bar(PrintStream out) {
      this.out = out;
    }

    @Override
    public void begin(String title, long total, Unit unit) {
      close();
      ProgressBarBuilder builder =
          ProgressBar.builder()
              .setTaskName(title)
              .setStyle(ProgressBarStyle.UNICODE_BLOCK)
              .setInitialMax(total)
              .setUpdateIntervalMillis(INTERVAL_MILLIS)
              .showSpeed(new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
              // A consumer of its own, so that the library does not take hold of the terminal.
              .setConsumer(new ConsoleProgressBarConsumer(out, WIDTH));
      if (unit == Unit.BYTES) {
        builder.setUnit(" MB", 1_000_000);
      } else {
        builder.setUnit(" lines", 1);
      }
      bar = builder.build();
    }

    @Override
    public void update(long done) {
      if (bar != null) {
        bar.stepTo(done);
      }
    }

    @Override
    public void message(String line) {
      out.println(CLEAR_LINE + line);
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
      }
    }
  }

  /** For logs and pipes. */
  private static final class Lines implements BackfillProgress {

    private static final long INTERVAL_NANOS = 5_000_000_000L;

    private final PrintStream out;
    private String title = "";
    private String unit = "";
    private long total;
    private long begun;
    private long told;

    Lines(PrintStream out) {
      this.out = out;
    }

    @Override
    public void begin(String newTitle, long newTotal, Unit newUnit) {
      title = newTitle;
      unit = newUnit.name().toLowerCase(Locale.ROOT);
      total = newTotal;
      begun = System.nanoTime();
      told = begun;
    }

    @Override
    public void update(long done) {
      long now = System.nanoTime();
      if (now - told >= INTERVAL_NANOS) {
        told = now;
        double rate = done / ((now - begun) / 1e9);
        out.printf(
            Locale.ROOT,
            "%s: %,d of %,d %s (%.0f %%), %,.0f/s%s%n",
            title,
            done,
            total,
            unit,
            100.0 * done / Math.max(1, total),
            rate,
            rate < 1 ? "" : ", about %,.0f s left".formatted((total - done) / rate));
      }
    }

    @Override
    public void message(String line) {
      out.println(line);
    }
  }
}
