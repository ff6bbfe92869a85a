package io.tidelake.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedCsvTest {

  private static final Instant END = Instant.parse("2026-08-28T16:00:00Z");
  private static final ShopSettings SETTINGS = ShopSettings.defaults().withCount(2_000).withDays(3);

  @TempDir Path folder;

  @Test
  void theFileReadsBackAsWhatTheGeneratorSends() throws Exception {
    Path file = folder.resolve("shop.csv");
    GeneratedCsv.write(SETTINGS, END, file, count -> {});

    ObjectMapper json = new ObjectMapper();
    ShopGenerator generator = new ShopGenerator(SETTINGS);
    EventRecord sent = new EventRecord();
    EventRecord read = new EventRecord();
    try (CsvEventSource source =
        CsvEventSource.open(file, EventTimeMode.DATASET, false, line -> {})) {
      while (generator.next(sent, END.toEpochMilli())) {
        assertThat(source.next(read, 0)).isTrue();
        assertThat(json.readTree(read.value())).isEqualTo(json.readTree(sent.value()));
        assertThat(read.key()).isEqualTo(sent.key());
      }
      assertThat(source.next(read, 0)).isFalse();
    }
  }

  @Test
  void theSameSeedGivesTheSameBytes() throws Exception {
    Path one = folder.resolve("one.csv");
    Path other = folder.resolve("other.csv");
    GeneratedCsv.write(SETTINGS, END, one, count -> {});
    GeneratedCsv.write(SETTINGS, END, other, count -> {});
    assertThat(one).hasSameBinaryContentAs(other);
    GeneratedCsv.write(SETTINGS.withSeed(7), END, other, count -> {});
    assertThat(Files.mismatch(one, other)).isNotNegative();
  }

  @Test
  void progressEndsWithEveryEvent() throws Exception {
    List<Long> told = new ArrayList<>();
    GeneratedCsv.write(SETTINGS.withCount(100_001), END, folder.resolve("shop.csv"), told::add);
    assertThat(told).containsExactly(100_000L, 100_001L);
  }

  @Test
  void elsewhereThanOnATerminalALineIsSeldom() {
    StringWriter err = new StringWriter();
    try (GenerationProgress progress =
        GenerationProgress.on(new PrintWriter(err), 25_000_000, false)) {
      for (long events = 100_000; events <= 25_000_000; events += 100_000) {
        progress.accept(events);
      }
    }
    assertThat(err.toString().lines())
        .containsExactly(
            "Generated 10,000,000 of 25,000,000 events.",
            "Generated 20,000,000 of 25,000,000 events.");
  }

  @Test
  void aFileWithoutEndIsRefused() {
    assertThatThrownBy(
            () ->
                GeneratedCsv.write(
                    ShopSettings.defaults(), END, folder.resolve("none.csv"), count -> {}))
        .hasMessageContaining("give a count and days");
  }
}
