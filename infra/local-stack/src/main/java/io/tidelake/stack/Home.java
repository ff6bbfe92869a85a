package io.tidelake.stack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of everything that a stack writes; marked, so that no other folder is ever deleted.
 */
final class Home {

  private static final String MARKER = ".tidelake-home";
  private static final String PORT_OFFSET = "port-offset";

  private final Path folder;

  Home(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes the folder, or takes one that was made by this method.
   *
   * @throws StackException if the folder holds something else
   */
  void create() throws IOException, StackException {
    if (Files.isDirectory(folder) && !isOurs() && !isEmpty()) {
      throw new StackException(
          StackException.Kind.PRECONDITION,
          folder + " holds other files: set TIDELAKE_HOME to a new or empty folder");
    }
    Files.createDirectories(folder.resolve("run"));
    Files.createDirectories(folder.resolve("logs"));
    Path marker = folder.resolve(MARKER);
    if (!Files.exists(marker)) {
      Files.writeString(
          marker, "The state of a Tidelake stack: './tidelake down --purge' deletes it.\n");
    }
  }

  /**
   * Remembers the ports with the first start: the running job's arguments, which Flink recovers,
   * name them.
   *
   * @throws StackException if the home belongs to other ports
   */
  void bind(int portOffset) throws IOException, StackException {
    Path file = folder.resolve(PORT_OFFSET);
    if (!Files.exists(file)) {
      Files.writeString(file, portOffset + "\n");
    }
    String remembered = Files.readString(file).strip();
    if (!remembered.equals(Integer.toString(portOffset))) {
      throw new StackException(
          StackException.Kind.PRECONDITION,
          "%s belongs to --port-offset %s: use that, or set TIDELAKE_HOME to another folder"
              .formatted(folder, remembered));
    }
  }

  /** The ports of the first start; empty before that, or if the file says nothing of use. */
  OptionalInt portOffset() {
    try {
      return OptionalInt.of(
          Integer.parseInt(Files.readString(folder.resolve(PORT_OFFSET)).strip()));
    } catch (IOException | NumberFormatException unknown) {
      return OptionalInt.empty();
    }
  }

  boolean isOurs() {
    return Files.exists(folder.resolve(MARKER));
  }

  /** Taken by the one supervisor of the home, and given back by the system when it dies. */
  FileLock lock() throws IOException, StackException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve("run/lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    @Nullable FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Another stack of this JVM has it.
    }
    if (lock == null) {
      channel.close();
      throw new StackException(
          StackException.Kind.PRECONDITION, "a stack already runs in " + folder);
    }
    return lock;
  }

  /**
   * Deletes the folder.
   *
   * @throws StackException if it was not made by {@link #create}
   */
  void purge() throws IOException, StackException {
    if (!Files.exists(folder)) {
      return;
    }
    if (!isOurs()) {
      throw new StackException(
          StackException.Kind.PRECONDITION,
          "will not delete " + folder + ": it was not made by ./tidelake (no " + MARKER + ")");
    }
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      // The marker goes last but one, so that an interrupted purge can be repeated.
      paths =
          walk.filter(path -> !path.equals(folder.resolve(MARKER)) && !path.equals(folder))
              .sorted(Comparator.reverseOrder())
              .toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
    Files.deleteIfExists(folder.resolve(MARKER));
    Files.deleteIfExists(folder);
  }

  private boolean isEmpty() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }
}
