package io.tidelake.query.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidelake.query.platform.ApiException;
import io.tidelake.query.platform.Caller;
import io.tidelake.query.platform.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileStoreTest {

  private static final Caller ANYBODY = new Caller(Caller.ANONYMOUS, Role.ANALYST, "::1");
  private static final Caller ANNA = new Caller("anna", Role.ANALYST, "::1");
  private static final Caller BERT = new Caller("bert", Role.ANALYST, "::1");
  private static final Caller CHIEF = new Caller("chief", Role.ADMIN, "::1");

  @TempDir Path home;
  private Path directory;
  private Instant now = Instant.parse("2026-08-29T00:00:00Z");
  private FileStore files;

  @BeforeEach
  void open() {
    directory = home.resolve("exports");
    files = store();
  }

  @Test
  void keepsTheOriginalsPatternAndAddsWhatNobodyGuesses() throws IOException {
    FileStore.Stored first = written("anonymous", 5);
    FileStore.Stored second = written("anonymous", 5);

    assertThat(first.name()).matches("user_stats_20260829_[0-9a-f]{32}\\.json");
    assertThat(first.name()).isNotEqualTo(second.name());
    assertThat(files.find(first.name(), ANYBODY)).contains(first);
    assertThat(Files.getPosixFilePermissions(first.path())).hasSize(2);
  }

  @Test
  void aFileGoesWhenItsTimeIsOver() throws IOException {
    FileStore.Stored file = written("anonymous", 5);
    now = now.plus(Duration.ofHours(1));

    assertThat(files.find(file.name(), ANYBODY)).isEmpty();
    files.sweep();
    assertThat(file.path()).doesNotExist();
    assertThat(files.usedBytes()).isZero();
  }

  @Test
  void aStartDeletesWhatWasLeftAndNothingElse() throws IOException {
    FileStore.Stored file = written("anonymous", 5);
    Path foreign = Files.writeString(directory.resolve("notes.txt"), "mine");

    FileStore next = store();

    assertThat(file.path()).doesNotExist();
    assertThat(foreign).exists();
    assertThat(next.find(file.name(), ANYBODY)).isEmpty();
  }

  @Test
  void aFileBelongsToWhoHadItMade() throws IOException {
    FileStore.Stored file = written("anna", 5);

    assertThat(files.find(file.name(), ANNA)).isPresent();
    assertThat(files.find(file.name(), CHIEF)).isPresent();
    assertThat(files.find(file.name(), BERT)).isEmpty();
    assertThat(files.find(file.name(), ANYBODY)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../exports/x",
        "..",
        ".",
        "",
        "notes.txt",
        "user_stats_20260829_00000000000000000000000000000000.json",
        "/etc/passwd",
        "..\\x",
        "%2e%2e%2fx"
      })
  void noOtherNameLeadsAnywhere(String name) throws IOException {
    written("anonymous", 5);
    Files.writeString(directory.resolve("notes.txt"), "mine");
    Files.writeString(
        directory.resolve("user_stats_20260829_00000000000000000000000000000000.json"), "{}");

    assertThat(files.find(name, CHIEF)).isEmpty();
  }

  @Test
  void takesNoMoreDiskThanItMay() throws IOException {
    FileStore.Stored first = written("anonymous", 600_000);

    assertThatThrownBy(() -> written("anonymous", 600_000))
        .isInstanceOfSatisfying(
            ApiException.class,
            full -> {
              assertThat(full.status().value()).isEqualTo(507);
              assertThat(full.code().code()).isEqualTo(1004);
            });
    assertThat(files.usedBytes()).isEqualTo(600_000);
    try (var left = Files.list(directory)) {
      assertThat(left).containsExactly(first.path());
    }
    files.delete(first);
    assertThat(written("anonymous", 600_000).bytes()).isEqualTo(600_000);
  }

  @Test
  void whatIsNotFinishedIsNoFile() throws IOException {
    try (FileStore.Draft draft = files.begin("user_stats", "20260829", Format.CSV)) {
      draft.out().write(new byte[100]);
    }

    try (var left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
    assertThat(files.usedBytes()).isZero();
  }

  private FileStore.Stored written(String owner, int bytes) throws IOException {
    try (FileStore.Draft draft = files.begin("user_stats", "20260829", Format.JSON)) {
      for (int i = 0; i < bytes; i += 1000) {
        draft.out().write(new byte[Math.min(1000, bytes - i)]);
      }
      return draft.publish(owner, null);
    }
  }

  private FileStore store() {
    return new FileStore(directory, Duration.ofHours(1), 1_000_000, new Moving());
  }

  private final class Moving extends Clock {

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
