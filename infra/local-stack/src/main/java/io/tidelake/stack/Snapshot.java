package io.tidelake.stack;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidelake.stack.process.AtomicFile;
import io.tidelake.stack.process.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the supervisor last told about its stack, through a file of the home.
 *
 * @param phase what the supervisor is doing
 * @param failure why it gave up, in {@link Phase#FAILED}
 * @param exitCode the exit code for that failure
 */
record Snapshot(Phase phase, @Nullable String failure, int exitCode, List<PartLine> parts) {

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  enum Phase {
    STARTING,
    RUNNING,
    STOPPING,
    FAILED
  }

  /**
   * @param pid 0 without a process
   * @param started epoch milliseconds, 0 if not started
   */
  record PartLine(
      String name, String state, long pid, int restarts, long started, @Nullable String detail) {

    Duration uptime(Instant now) {
      return started == 0 ? Duration.ZERO : Duration.between(Instant.ofEpochMilli(started), now);
    }
  }

  static Snapshot of(Phase phase, Map<String, Status> statuses) {
    return new Snapshot(
        phase,
        null,
        0,
        statuses.entrySet().stream()
            .map(
                entry -> {
                  Status status = entry.getValue();
                  Instant started = status.started();
                  return new PartLine(
                      entry.getKey(),
                      status.state().toString(),
                      status.pid(),
                      status.restarts(),
                      started == null ? 0 : started.toEpochMilli(),
                      status.detail());
                })
            .toList());
  }

  static Snapshot failed(String failure, int exitCode) {
    return new Snapshot(Phase.FAILED, failure, exitCode, List.of());
  }

  /** The file's content; empty if there is none. */
  static Optional<Snapshot> read(Path file) {
    try {
      return Optional.of(JSON.readValue(Files.readAllBytes(file), Snapshot.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(Path file) {
    try {
      AtomicFile.write(file, JSON.writeValueAsString(this));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
