package io.tidelake.streaming.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackfillOptionsTest {

  @TempDir Path folder;

  private Path file;

  @BeforeEach
  void createFile() throws Exception {
    file = Files.writeString(folder.resolve("a.csv"), "");
  }

  @Test
  void defaults() {
    BackfillOptions options = parse("--csv", file.toString());
    assertThat(options.files()).containsExactly(file);
    assertThat(options.recordTime()).isEmpty();
    assertThat(options.lateAfter()).isEqualTo(Duration.ofMinutes(5));
    assertThat(options.linesPerCommit()).isEqualTo(8_000_000);
    assertThat(options.parallelism()).isBetween(1, 4);
    assertThat(options.progress()).isEqualTo(BackfillOptions.Shown.LINES);
    assertThat(options.lake().namespace()).isEqualTo("taobao");
  }

  /** Whatever the machine, files of all dates of a year fit into the heap of a load. */
  @Test
  void moreProcessorsThanTheHeapIsMadeForAreUsedOnlyIfAskedFor() {
    assertThat(BackfillOptions.defaultParallelism(1)).isEqualTo(1);
    assertThat(BackfillOptions.defaultParallelism(64)).isEqualTo(4);
    assertThat(parse("--csv", file.toString(), "--parallelism", "64").parallelism()).isEqualTo(64);
  }

  @Test
  void everyOption() {
    BackfillOptions options =
        parse(
            "--csv",
            file.toString(),
            "--record-time",
            "2025-12-01T00:00:00+08:00",
            "--late-after",
            "PT1M",
            "--parallelism",
            "3",
            "--lines-per-commit",
            "1000",
            "--progress",
            "bar",
            "--namespace",
            "other");
    assertThat(options.recordTime()).contains(Instant.parse("2025-11-30T16:00:00Z"));
    assertThat(options.lateAfter()).isEqualTo(Duration.ofMinutes(1));
    assertThat(options.parallelism()).isEqualTo(3);
    assertThat(options.linesPerCommit()).isEqualTo(1_000);
    assertThat(options.progress()).isEqualTo(BackfillOptions.Shown.BAR);
    assertThat(options.lake().namespace()).isEqualTo("other");
  }

  @Test
  void aFolderIsItsCsvFilesInOrderAndEachFileCountsOnce() throws Exception {
    Path first = Files.writeString(folder.resolve("0.csv"), "");
    Files.writeString(folder.resolve("notes.txt"), "");
    assertThat(parse("--csv", folder.toString(), file.toString()).files())
        .containsExactly(first, file);
  }

  @ParameterizedTest
  @CsvSource({
    "--csv /nowhere/x.csv, --csv is \"/nowhere/x.csv\": give a file or folder that exists",
    "--record-time yesterday, is no time: give one such as",
    "--record-time 1960-01-01T00:00:00Z, is no time: give one such as",
    "--late-after -PT1M, --late-after is",
    "--parallelism 0, --parallelism is \"0\": give 1 to 64",
    "--lines-per-commit 0, --lines-per-commit is \"0\": give 1 or more",
    "--progress dots, --progress",
    "--cvs x, --cvs",
  })
  void aWrongValueIsSaidInOneLine(String option, String told) {
    String[] arguments = ("--csv " + file + " " + option).split(" ");
    assertThatThrownBy(() -> BackfillOptions.parse(arguments))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(told)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void somethingMustBeLoaded() throws Exception {
    assertThatThrownBy(() -> BackfillOptions.parse()).hasMessageContaining("--csv");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> BackfillOptions.parse("--csv", empty.toString()))
        .hasMessageContaining("a folder that holds files named *.csv");
  }

  private static BackfillOptions parse(String... arguments) {
    return BackfillOptions.parse(arguments).orElseThrow();
  }
}
