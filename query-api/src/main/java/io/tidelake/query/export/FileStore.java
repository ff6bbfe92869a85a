package io.tidelake.query.export;

import io.tidelake.query.platform.ApiException;
import io.tidelake.query.platform.Caller;
import io.tidelake.query.platform.ErrorCode;
import io.tidelake.query.platform.Role;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * The files that can be fetched for a while. Their names can't be guessed; only names that were
 * given out lead to a file, so no name can lead anywhere else. Not more than a fixed amount of disk
 * is ever taken, files that are still being written included.
 *
 * <p>What was given out is known to this process alone: a start empties the directory.
 */
@Component
class FileStore implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);
  private static final Duration SWEEP = Duration.ofSeconds(30);
  private static final int RANDOM_BYTES = 16;
  private static final int BUFFER = 1 << 16;

  /** What this class names files, and so what it may delete. */
  private static final String PATTERN = "[a-z_]+_\\d{8}_[0-9a-f]{32}\\.(csv|json|ndjson|xlsx)";

  /**
   * A file that can be fetched.
   *
   * @param title what the client is to call it
   * @param owner the caller who had it made
   * @param expires when it goes
   */
  record Stored(
      String name,
      String title,
      Path path,
      Format format,
      String owner,
      Instant expires,
      long bytes) {}

  private final Path directory;
  private final Duration maxAge;
  private final long maxBytes;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Stored> files = new ConcurrentHashMap<>();
  private final AtomicLong used = new AtomicLong();
  private @Nullable CountDownLatch stop;

  @Autowired
  FileStore(ExportProperties properties) {
    this(
        properties.directory().toAbsolutePath(),
        properties.maxAge(),
        properties.maxMegabytes() << 20,
        Clock.systemUTC());
  }

  FileStore(Path directory, Duration maxAge, long maxBytes, Clock clock) {
    this.directory = directory;
    this.maxAge = maxAge;
    this.maxBytes = maxBytes;
    this.clock = clock;
    empty();
  }

  /**
   * Begins a file.
   *
   * @param stem the readable part of its name
   * @param date {@code yyyyMMdd}, the next part
   * @throws ApiException if there is no place for it
   */
  Draft begin(String stem, String date, Format format) {
    sweep();
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    String name =
        stem + "_" + date + "_" + HexFormat.of().formatHex(bytes) + "." + format.extension();
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      return new Draft(name, format);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** The file of that name, if the caller may have it and it has not expired. */
  Optional<Stored> find(String name, Caller caller) {
    return Optional.ofNullable(files.get(name))
        .filter(file -> clock.instant().isBefore(file.expires()))
        .filter(file -> isFor(file.owner(), caller));
  }

  /** Whether what one caller had made is for another; what nobody in particular had, for all. */
  static boolean isFor(String owner, Caller caller) {
    return owner.equals(Caller.ANONYMOUS)
        || owner.equals(caller.name())
        || caller.role().includes(Role.ADMIN);
  }

  void delete(Stored file) {
    if (files.remove(file.name()) != null) {
      remove(file.path());
      used.addAndGet(-file.bytes());
    }
  }

  /** Deletes what has expired. */
  void sweep() {
    Instant now = clock.instant();
    for (Stored file : files.values()) {
      if (!now.isBefore(file.expires())) {
        delete(file);
      }
    }
  }

  long usedBytes() {
    return used.get();
  }

  @Override
  public synchronized void start() {
    CountDownLatch latch = new CountDownLatch(1);
    stop = latch;
    Thread.ofVirtual()
        .name("export-sweep")
        .start(
            () -> {
              try {
                while (!latch.await(SWEEP.toMillis(), TimeUnit.MILLISECONDS)) {
                  sweep();
                }
              } catch (InterruptedException e) {
                // Nobody does that.
              }
            });
  }

  @Override
  public synchronized void stop() {
    if (stop != null) {
      stop.countDown();
      stop = null;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return stop != null;
  }

  static ApiException failed(Throwable cause) {
    return new ApiException(
        ErrorCode.EXPORT_FAILED, HttpStatus.INTERNAL_SERVER_ERROR, cause, "export.failed");
  }

  private void empty() {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> left =
        Files.newDirectoryStream(
            directory, path -> path.getFileName().toString().matches(PATTERN))) {
      left.forEach(FileStore::remove);
    } catch (IOException e) {
      LOG.warn("{} could not be emptied: {}", directory, e.toString());
    }
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("{} could not be deleted: {}", file, e.toString());
    }
  }

  /** A file that is being written. Closed without having been published, it is gone. */
  final class Draft implements AutoCloseable {

    private final String name;
    private final Format format;
    private final Path path;
    private final OutputStream out;
    private long bytes;
    private boolean published;

    private Draft(String name, Format format) throws IOException {
      this.name = name;
      this.format = format;
      this.path = directory.resolve(name);
      Files.createFile(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      this.out =
          new Bounded(
              new BufferedOutputStream(
                  Files.newOutputStream(path, StandardOpenOption.WRITE), BUFFER));
    }

    OutputStream out() {
      return out;
    }

    /**
     * From now on it can be fetched.
     *
     * @param title null: its name
     */
    Stored publish(String owner, @Nullable String title) throws IOException {
      out.close();
      Stored stored =
          new Stored(
              name,
              title == null ? name : title,
              path,
              format,
              owner,
              clock.instant().plus(maxAge),
              bytes);
      files.put(name, stored);
      published = true;
      return stored;
    }

    @Override
    public void close() {
      if (published) {
        return;
      }
      try {
        out.close();
      } catch (IOException e) {
        LOG.debug("could not be closed", e);
      }
      remove(path);
      used.addAndGet(-bytes);
    }

    /** Refuses what goes beyond the disk that may be taken. */
    private final class Bounded extends FilterOutputStream {

      private Bounded(OutputStream out) {
        super(out);
      }

      @Override
      public void write(int b) throws IOException {
        take(1);
        out.write(b);
      }

      @Override
      public void write(byte[] buffer, int offset, int length) throws IOException {
        take(length);
        out.write(buffer, offset, length);
      }

      private void take(int more) {
        if (used.addAndGet(more) > maxBytes) {
          used.addAndGet(-more);
          throw new ApiException(
              ErrorCode.EXPORT_FAILED, HttpStatus.INSUFFICIENT_STORAGE, null, "export.full");
        }
        bytes += more;
      }
    }
  }
}
