package io.tidelake.streaming.maintenance;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one operation at a time work on a table, of all processes of a machine that use the same
 * folder. The operating system frees what a killed process held. Processes on several machines do
 * the same work twice at worst: of two that meet one gives way when it commits.
 */
final class TableLocks {

  /** The folder; without it one below the system's for temporary files, of the user alone. */
  static final String FOLDER_PROPERTY = "tidelake.maintenance.locks";

  private static final Logger LOG = LoggerFactory.getLogger(TableLocks.class);

  private static final long POLL_MILLIS = 100;

  private final @Nullable Path folder;

  private TableLocks(@Nullable Path folder) {
    this.folder = folder;
  }

  /** Holds nothing and nobody up. */
  static TableLocks none() {
    return new TableLocks(null);
  }

  static TableLocks in(Path folder) {
    return new TableLocks(folder);
  }

  /** Of the folder that is set for the process. */
  static TableLocks ofProcess() {
    String folder = System.getProperty(FOLDER_PROPERTY);
    return in(
        folder == null
            ? Path.of(
                System.getProperty("java.io.tmpdir"),
                "tidelake-locks-" + System.getProperty("user.name"))
            : Path.of(folder));
  }

  /**
   * @param patience how long to wait for another who works on the table
   * @return to be closed when the work is done; null: another still works on the table
   */
  @Nullable Closeable take(Table table, Duration patience) throws IOException {
    if (folder == null) {
      return () -> {};
    }
    FileChannel channel;
    try {
      Files.createDirectories(folder);
      // Never deleted: who waits for a file that is gone would hold another one than who comes
      // next.
      Path file = folder.resolve(table.uuid() + ".lock");
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      // Two that work on a table waste work, and do no harm.
      LOG.warn("No locks can be had in {}: going on without. {}", folder, e.toString());
      return () -> {};
    }
    try {
      long end = System.nanoTime() + patience.toNanos();
      while (!isTaken(channel)) {
        if (System.nanoTime() >= end) {
          channel.close();
          return null;
        }
        Thread.sleep(POLL_MILLIS);
      }
      return channel;
    } catch (InterruptedException e) {
      channel.close();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while another works on " + table.name(), e);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean isTaken(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      // Held by this very process.
      return false;
    }
  }
}
