package io.tidelake.streaming.backfill;

import io.tidelake.streaming.config.BackfillOptions;
import java.io.PrintStream;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Progress with rate and time left, as a bar or as lines. */
public final class ShownProgress {

  private static final long BYTES_PER_MB = 1_000_000;

  private ShownProgress() {}

  /** Progress as it was asked for. */
  public static BackfillProgress of(BackfillOptions.Shown shown, PrintStream out) {
    return switch (shown) {
      case BAR -> new Bar(out);
      case LINES -> lines(out, System::nanoTime);
      case NONE -> BackfillProgress.SILENT;
    };
  }

  /**
   * @param clock nanoseconds since any moment
   */
  static BackfillProgress lines(PrintStream out, LongSupplier clock) {
    return new Lines(out, clock);
  }

  private static String title(BackfillProgress.Part part) {
    return switch (part) {
      case SCAN -> "1 of 2, looking through the files";
      case LOAD -> "2 of 2, loading";
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
    public void begin(Part part, long total) {
      close();
      ProgressBarBuilder builder =
          ProgressBar.builder()
              .setTaskName(title(part))
              .setStyle(ProgressBarStyle.UNICODE_BLOCK)
              .setInitialMax(total)
              .setUpdateIntervalMillis(INTERVAL_MILLIS)
              .showSpeed(new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
              // A consumer of its own, so that the library does not take hold of the terminal.
              .setConsumer(new ConsoleProgressBarConsumer(out, WIDTH));
      switch (part) {
        case SCAN -> builder.setUnit(" MB", BYTES_PER_MB);
        case LOAD -> builder.setUnit(" lines", 1);
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

  /**
   * For logs and pipes. How long the first part takes says nothing of the second one, which is many
   * times longer: time left is told of the second one alone.
   */
  private static final class Lines implements BackfillProgress {

    private static final long INTERVAL_NANOS = 5_000_000_000L;

    private final PrintStream out;
    private final LongSupplier clock;
    private Part part = Part.SCAN;
    private long total;
    private long begun;
    private long told;

    Lines(PrintStream out, LongSupplier clock) {
      this.out = out;
      this.clock = clock;
    }

    @Override
    public void begin(Part newPart, long newTotal) {
      part = newPart;
      total = newTotal;
      begun = clock.getAsLong();
      told = begun;
    }

    @Override
    public void update(long done) {
      long now = clock.getAsLong();
      if (now - told >= INTERVAL_NANOS) {
        told = now;
        double rate = done / ((now - begun) / 1e9);
        double percent = 100.0 * done / Math.max(1, total);
        String line =
            switch (part) {
              case SCAN ->
                  String.format(
                      Locale.ROOT,
                      "%,d of %,d MB (%.0f %%), %,.0f MB/s",
                      done / BYTES_PER_MB,
                      total / BYTES_PER_MB,
                      percent,
                      rate / BYTES_PER_MB);
              case LOAD ->
                  String.format(
                      Locale.ROOT,
                      "%,d of %,d lines (%.0f %%), %,.0f lines/s%s",
                      done,
                      total,
                      percent,
                      rate,
                      rate < 1 ? "" : ", about %s left".formatted(time((total - done) / rate)));
            };
        out.println(title(part) + ": " + line);
      }
    }

    private static String time(double seconds) {
      long whole = Math.round(seconds);
      if (whole < 120) {
        return whole + " s";
      }
      return whole < 7_200
          ? "%d min %d s".formatted(whole / 60, whole % 60)
          : "%d h %d min".formatted(whole / 3_600, whole / 60 % 60);
    }

    @Override
    public void message(String line) {
      out.println(line);
    }
  }
}
