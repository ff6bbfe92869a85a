package io.tidelake.stack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Remembers a process on disk, so that it can be found after whoever started it is gone.
 *
 * @param path the file: one line, process id and start time
 */
public record PidFile(Path path) {

  public void write(ProcessIdentity identity) {
    AtomicFile.write(path, identity.pid() + " " + identity.started() + "\n");
  }

  /** The remembered process if it still runs; empty too if the file is absent or unreadable. */
  public Optional<ProcessHandle> running() {
    return read().flatMap(ProcessIdentity::find);
  }

  public void delete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<ProcessIdentity> read() {
    try {
      String[] words = Files.readString(path).strip().split(" ");
      return Optional.of(new ProcessIdentity(Long.parseLong(words[0]), Instant.parse(words[1])));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      // Half a line can't come from AtomicFile: somebody wrote here. Nobody is killed on such word.
      return Optional.empty();
    }
  }
}
