package io.tidelake.stack.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveJobTest {

  @TempDir private Path folder;

  private Site site;
  private LiveJob job;

  @BeforeEach
  void setUp() {
    site = new Site(folder, folder.resolve("home"), "127.0.0.1", 0);
    job = new LiveJob(site);
  }

  @Test
  void withoutCheckpointsThereIsNothingToGoOnFrom() throws Exception {
    assertThat(job.newestCheckpoint()).isEmpty();
  }

  @Test
  void takesTheNewestCompletedCheckpointOfAnyRun() throws Exception {
    checkpoint("a", 7, Instant.parse("2026-01-01T00:00:00Z"));
    Path newest = checkpoint("b", 2, Instant.parse("2026-01-02T00:00:00Z"));
    // Begun later, but never completed.
    Files.createDirectories(checkpoints().resolve("b/chk-3"));

    assertThat(job.newestCheckpoint()).contains(newest);
  }

  @Test
  void aJarBuiltSinceTheSubmissionIsNoticed() throws Exception {
    Files.createDirectories(job.jar().getParent());
    Files.writeString(job.jar(), "first");
    Path submitted = site.data("flink").resolve("submitted-jar.sha256");
    Files.createDirectories(submitted.getParent());

    assertThat(job.jarChanged()).as("nothing submitted yet").isFalse();
    Files.writeString(
        submitted,
        HexFormat.of()
            .formatHex(MessageDigest.getInstance("SHA-256").digest("first".getBytes(UTF_8))));
    assertThat(job.jarChanged()).isFalse();
    Files.writeString(job.jar(), "second");
    assertThat(job.jarChanged()).isTrue();
  }

  @Test
  void secretsAreNoArguments() {
    assertThat(job.programArguments(Map.of()))
        .contains("--bootstrap-servers", "localhost:9092")
        .noneMatch(argument -> argument.contains("secret"));
  }

  @ParameterizedTest
  @CsvSource({
    "TIDELAKE_LIVE_TICK, --live-tick, PT0.01S",
    "TIDELAKE_CHECKPOINT_INTERVAL, --checkpoint-interval, PT10S"
  })
  void whatTheEnvironmentSaysReachesTheJob(String variable, String option, String value) {
    assertThat(job.programArguments(Map.of())).doesNotContain(option);
    LiveJob told = new LiveJob(site, Optional.empty(), Map.of(variable, " " + value));
    assertThat(told.programArguments(Map.of())).containsSequence(option, value);
    assertThat(told.programArguments(Map.of(option, "PT1S")))
        .containsSequence(option, "PT1S")
        .doesNotContain(value);
  }

  @ParameterizedTest
  @CsvSource({
    "TIDELAKE_LIVE_TICK, 10ms, PT0.001S to PT10S",
    "TIDELAKE_LIVE_TICK, PT0S, PT0.001S to PT10S",
    "TIDELAKE_LIVE_TICK, PT0.0009S, PT0.001S to PT10S",
    "TIDELAKE_LIVE_TICK, PT10.001S, PT0.001S to PT10S",
    "TIDELAKE_LIVE_TICK, -PT1S, PT0.001S to PT10S",
    "TIDELAKE_CHECKPOINT_INTERVAL, 5, PT0.1S to PT1M",
    "TIDELAKE_CHECKPOINT_INTERVAL, PT0.09S, PT0.1S to PT1M",
    "TIDELAKE_CHECKPOINT_INTERVAL, PT1M1S, PT0.1S to PT1M"
  })
  void whatTheJobWouldRefuseIsToldBeforeAnythingStarts(
      String variable, String value, String range) {
    assertThat(LiveJob.wrongSettings(Map.of(variable, value)))
        .containsExactly("%s is \"%s\": give a duration from %s".formatted(variable, value, range));
  }

  @ParameterizedTest
  @CsvSource({
    "TIDELAKE_LIVE_TICK, ''",
    "TIDELAKE_LIVE_TICK, PT0.001S",
    "TIDELAKE_LIVE_TICK, PT10S",
    "TIDELAKE_CHECKPOINT_INTERVAL, PT0.1S",
    "TIDELAKE_CHECKPOINT_INTERVAL, PT1M"
  })
  void anythingElseIsTaken(String variable, String value) {
    assertThat(LiveJob.wrongSettings(Map.of(variable, value))).isEmpty();
  }

  private Path checkpoint(String run, int number, Instant completed) throws Exception {
    Path checkpoint = Files.createDirectories(checkpoints().resolve(run + "/chk-" + number));
    Path metadata = Files.writeString(checkpoint.resolve("_metadata"), "");
    Files.setLastModifiedTime(metadata, FileTime.from(completed));
    return checkpoint;
  }

  private Path checkpoints() {
    return site.data("flink").resolve("checkpoints");
  }
}
