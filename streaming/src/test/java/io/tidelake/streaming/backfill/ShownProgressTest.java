package io.tidelake.streaming.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.streaming.config.BackfillOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ShownProgressTest {

  private static final long SECOND = 1_000_000_000L;

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);
  private long now = 1_000 * SECOND;

  @Test
  void linesTellRateAndTimeLeftOfTheLoadAndNotOfTheLookBeforeIt() {
    try (BackfillProgress lines = ShownProgress.lines(out, () -> now)) {
      lines.begin(BackfillProgress.Part.SCAN, 2_972_553_664L);
      after(5);
      lines.update(2_476_736_512L);
      after(1);
      lines.update(2_972_553_664L);
      lines.begin(BackfillProgress.Part.LOAD, 50_000_000);
      after(5);
      lines.update(0);
      after(5);
      lines.update(1_000_000);
      after(4);
      lines.update(3_000_000);
      after(1);
      lines.update(3_000_000);
      after(85);
      lines.update(48_000_000);
    }

    assertThat(written.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "1 of 2, looking through the files: 2,476 of 2,972 MB (83 %), 495 MB/s",
            "2 of 2, loading: 0 of 50,000,000 lines (0 %), 0 lines/s",
            "2 of 2, loading: 1,000,000 of 50,000,000 lines (2 %), 100,000 lines/s, about 8 min 10 s left",
            "2 of 2, loading: 3,000,000 of 50,000,000 lines (6 %), 200,000 lines/s, about 3 min 55 s left",
            "2 of 2, loading: 48,000,000 of 50,000,000 lines (96 %), 480,000 lines/s, about 4 s left");
  }

  @Test
  void theBarNamesThePartAndItsUnit() {
    try (BackfillProgress bar = ShownProgress.of(BackfillOptions.Shown.BAR, out)) {
      bar.begin(BackfillProgress.Part.SCAN, 5_000_000);
      bar.update(5_000_000);
      bar.begin(BackfillProgress.Part.LOAD, 40);
      bar.update(40);
    }

    assertThat(written.toString(StandardCharsets.UTF_8))
        .contains("1 of 2, looking through the files")
        .contains("5/5 MB")
        .contains("2 of 2, loading")
        .contains("40/40 lines");
  }

  private void after(long seconds) {
    now += seconds * SECOND;
  }
}
