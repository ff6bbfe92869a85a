package io.tidelake.query.audit;

import jakarta.annotation.PreDestroy;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Records on disk, one a line, in files that are only ever appended to. A file is locked as long as
 * a process is in charge of it; files whose process is gone are taken over at the start. Records
 * that come at the same time share one flush of the disk. All files together are bounded: what does
 * not fit is refused, and whoever asked has to count it. Thread-safe.
 */
@Component
class Journal {

  /** A file whose records are all written; {@link Journal#shipped} ends it. */
  record Segment(Path file, FileChannel channel, AtomicLong count) {}

  private record Pending(byte @Nullable [] line, CompletableFuture<Void> done) {}

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  private static final String SUFFIX = ".journal";
  private static final long PATIENCE_SECONDS = 5;
  private static final int MAX_BATCH = 1000;
  private static final int READ_BUFFER = 1 << 16;

  private final Path directory;
  private final BlockingQueue<Pending> queue = new LinkedBlockingQueue<>();
  private final List<Segment> closed = new ArrayList<>();
  private final Thread writer;
  private final long maxBytes;

  /** Of all files that this process is in charge of. */
  private final AtomicLong bytes = new AtomicLong();

  /** Records in them. */
  private final AtomicLong count = new AtomicLong();

  private boolean full;
  private @Nullable Segment open;
  private volatile boolean stopped;

  Journal(AuditProperties properties) {
    this.maxBytes = properties.maxMegabytes() << 20;
    this.directory = properties.directory().toAbsolutePath().normalize();
    try {
      Files.createDirectories(directory);
      takeOver();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "tidelake.audit.directory: " + directory + " can't be written: give another", e);
    }
    this.writer = Thread.ofPlatform().name("audit-journal").daemon().start(this::write);
  }

  /**
   * Returns when the record is on disk, or when the disk takes so long that nobody should wait for
   * it; then it still gets there.
   *
   * @throws JournalFullException if there is no place for it; nobody will then know of it
   * @throws IOException if it can't be written; nobody will then know of it
   */
  void append(AuditRecord record) throws IOException {
    byte[] line =
        (JsonMapper.shared().writeValueAsString(record) + "\n").getBytes(StandardCharsets.UTF_8);
    await(new Pending(line, new CompletableFuture<>()));
  }

  /** The files that can be shipped, oldest first; what was appended until now is in them. */
  List<Segment> close() throws IOException {
    await(new Pending(null, new CompletableFuture<>()));
    synchronized (closed) {
      return List.copyOf(closed);
    }
  }

  /** The lake has all of it. */
  void shipped(Segment segment) throws IOException {
    long size = segment.channel().size();
    Files.deleteIfExists(segment.file());
    bytes.addAndGet(-size);
    count.addAndGet(-segment.count().get());
    segment.channel().close();
    synchronized (closed) {
      closed.remove(segment);
    }
  }

  /** What the files take of the disk. */
  long bytes() {
    return bytes.get();
  }

  /** Records that the lake may not have yet. */
  long count() {
    return count.get();
  }

  /** Gives every record that the lake may not have yet, in no order, one after the other. */
  void forEach(Consumer<AuditRecord> taker) throws IOException {
    List<Path> files = new ArrayList<>();
    synchronized (closed) {
      closed.forEach(segment -> files.add(segment.file()));
      if (open != null) {
        files.add(open.file());
      }
    }
    for (Path file : files) {
      try {
        read(file, taker);
      } catch (NoSuchFileException shippedMeanwhile) {
        // Whoever asks the lake after us finds them there.
      }
    }
  }

  /** The records of a file. */
  static List<AuditRecord> read(Path file) throws IOException {
    List<AuditRecord> records = new ArrayList<>();
    read(file, records::add);
    return records;
  }

  private static void read(Path file, Consumer<AuditRecord> taker) throws IOException {
    forEachLine(
        file,
        line -> {
          try {
            // Lenient: a crash may have cut a character in two.
            String text = line.toString(StandardCharsets.UTF_8);
            taker.accept(JsonMapper.shared().readValue(text, AuditRecord.class));
          } catch (JacksonException e) {
            LOG.warn("A line of {} is no record and is passed over: {}", file, e.getMessage());
          }
        });
  }

  /** A last line that has no end, cut off by a crash or not yet written, is none. */
  private static void forEachLine(Path file, Consumer<ByteArrayOutputStream> taker)
      throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), READ_BUFFER)) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next == '\n') {
          taker.accept(line);
          line.reset();
        } else {
          line.write(next);
        }
      }
    }
  }

  @PreDestroy
  void stop() throws InterruptedException, IOException {
    stopped = true;
    writer.interrupt();
    writer.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    synchronized (closed) {
      for (Segment segment : closed) {
        segment.channel().close();
      }
      if (open != null) {
        open.channel().close();
      }
    }
  }

  private void await(Pending pending) throws IOException {
    if (stopped) {
      throw new IOException("the journal is closed");
    }
    queue.add(pending);
    try {
      pending.done().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof JournalFullException noPlace) {
        throw noPlace;
      }
      throw new IOException("the journal in " + directory + " can't be written", e);
    } catch (TimeoutException slow) {
      // It is still in the queue, and will be written unless this process dies before.
      LOG.warn("The disk of {} takes more than {} s", directory, PATIENCE_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private void write() {
    List<Pending> batch = new ArrayList<>();
    while (!stopped || !queue.isEmpty()) {
      batch.clear();
      try {
        batch.add(queue.take());
      } catch (InterruptedException e) {
        // Ends when nothing is left to write.
        continue;
      }
      queue.drainTo(batch, MAX_BATCH);
      try {
        write(batch);
        batch.forEach(pending -> pending.done().complete(null));
      } catch (IOException | RuntimeException e) {
        LOG.error("Audit records can't be written to {}", directory, e);
        batch.forEach(pending -> pending.done().completeExceptionally(e));
      }
    }
  }

  private void write(List<Pending> batch) throws IOException {
    // An interrupt would close the file.
    Thread.interrupted();
    boolean roll = false;
    Segment segment = null;
    for (Pending pending : batch) {
      byte[] line = pending.line();
      if (line == null) {
        roll = true;
        continue;
      }
      if (bytes.get() + line.length > maxBytes) {
        refuse(pending);
        continue;
      }
      // Not each time that a short one still fits.
      full = full && bytes.get() > maxBytes / 10 * 9;
      segment = segment == null ? opened() : segment;
      ByteBuffer left = ByteBuffer.wrap(line);
      while (left.hasRemaining()) {
        bytes.addAndGet(segment.channel().write(left));
      }
      segment.count().incrementAndGet();
      count.incrementAndGet();
    }
    if (segment != null) {
      segment.channel().force(false);
    }
    if (roll) {
      synchronized (closed) {
        if (open != null) {
          closed.add(open);
          open = null;
        }
      }
    }
  }

  private void refuse(Pending pending) {
    if (!full) {
      LOG.error(
          "The journal in {} holds all that it may ({} bytes): audit records are lost until the lake"
              + " takes some. See lost in /api/admin/stats",
          directory,
          maxBytes);
    }
    full = true;
    pending.done().completeExceptionally(new JournalFullException(maxBytes));
  }

  private Segment opened() throws IOException {
    synchronized (closed) {
      Segment segment = open;
      if (segment == null) {
        Path file =
            directory.resolve(
                "%013d-%s%s".formatted(System.currentTimeMillis(), UUID.randomUUID(), SUFFIX));
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        channel.lock();
        // The file's name must be on disk as well.
        try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
          folder.force(true);
        }
        segment = new Segment(file, channel, new AtomicLong());
        open = segment;
      }
      return segment;
    }
  }

  private void takeOver() throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(directory)) {
      files =
          found
              .filter(file -> file.toString().endsWith(SUFFIX))
              .sorted(Comparator.comparing(Path::toString))
              .toList();
    }
    for (Path file : files) {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
      if (!Files.exists(file) || lock(channel) == null) {
        channel.close();
        continue;
      }
      LOG.info("Audit records of a service that ended are taken over: {}", file.getFileName());
      bytes.addAndGet(channel.size());
      AtomicLong lines = new AtomicLong();
      forEachLine(file, line -> lines.incrementAndGet());
      count.addAndGet(lines.get());
      closed.add(new Segment(file, channel, lines));
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException ofThisProcess) {
      return null;
    }
  }
}
