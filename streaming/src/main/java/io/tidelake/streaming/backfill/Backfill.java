package io.tidelake.streaming.backfill;

import io.tidelake.schema.table.BackfillCommit.Mark;
import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.streaming.pipeline.BackfillPipeline;
import io.tidelake.streaming.sink.BackfillCommitter;
import io.tidelake.streaming.sink.BackfillConflictException;
import io.tidelake.streaming.sink.BackfillSink;
import io.tidelake.streaming.sink.Lake;
import io.tidelake.streaming.sink.TooManyFilesException;
import io.tidelake.streaming.source.CsvFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads files; see the package. Not thread-safe. */
public final class Backfill {

  private static final Logger LOG = LoggerFactory.getLogger(Backfill.class);

  /** As the stream: what {@code raw_events} says holds for all. */
  private static final List<LakeTable> COMMIT_ORDER =
      List.of(LakeTables.QUARANTINE, LakeTables.BEHAVIOR_1M, LakeTables.RAW_EVENTS);

  private static final int FILES_PER_COMMIT = 10_000;
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);
  private static final long MIN_PAUSE_MILLIS = 100;
  private static final long MAX_PAUSE_MILLIS = 5_000;

  private final Lake lake;
  private final Settings settings;
  private final Supplier<StreamExecutionEnvironment> environments;
  private final BackfillProgress progress;
  private long told;

  /**
   * How to load.
   *
   * @param zone the business time zone of the streaming job
   * @param lateAfter lateness that the streaming job allows
   * @param recordTime when lines count as received, epoch milliseconds: {@code month} and {@code
   *     day} are dates of its year; a file that was begun keeps the time that it was begun with
   * @param linesPerCommit about how many
   * @param filesPerCommit how many files of a table may be closed in between only because lines are
   *     of too many dates in turn: all are kept in mind until the commit
   * @param patience how long a commit is tried while the catalog is away
   */
  public record Settings(
      ZoneId zone,
      Duration lateAfter,
      long recordTime,
      long linesPerCommit,
      int filesPerCommit,
      Duration patience) {

    /** With {@value Backfill#FILES_PER_COMMIT} files a commit, about 100 MiB. */
    public Settings(
        ZoneId zone, Duration lateAfter, long recordTime, long linesPerCommit, Duration patience) {
      this(zone, lateAfter, recordTime, linesPerCommit, FILES_PER_COMMIT, patience);
    }
  }

  /**
   * What a load did.
   *
   * @param events rows added to {@code raw_events}
   * @param rejected rows added to {@code quarantine}
   * @param loaded files of which lines were added
   * @param before files that were in the tables already
   */
  public record Summary(
      long events, long rejected, List<CsvFile> loaded, List<CsvFile> before, Duration took) {}

  /**
   * @param environments makes an environment for one bounded job in this process
   */
  public Backfill(
      Lake lake,
      Settings settings,
      Supplier<StreamExecutionEnvironment> environments,
      BackfillProgress progress) {
    this.lake = lake;
    this.settings = settings;
    this.environments = environments;
    this.progress = progress;
  }

  /**
   * Loads what the tables do not hold yet. If it fails or is killed, the same again goes on from
   * there.
   *
   * @throws IOException if a file cannot be read, or has changed
   * @throws BackfillConflictException if another process loads of these files at once
   */
  public Summary run(List<Path> paths) throws Exception {
    long start = System.nanoTime();
    List<CsvFile> files = scan(paths);
    long events = 0;
    long rejected = 0;
    try (Lake.Connection connection = lake.connect()) {
      Map<LakeTable, Table> tables = new HashMap<>();
      LakeTables.OF_STREAM.forEach(table -> tables.put(table, connection.load(table)));
      Map<String, Mark> held = BackfillCommitter.marks(tables.get(LakeTables.RAW_EVENTS));
      List<CsvFile> before =
          files.stream().filter(file -> Chunk.nextLine(held, file) > file.lines()).toList();
      List<CsvFile> loaded = new ArrayList<>(files);
      loaded.removeAll(before);
      long total =
          loaded.stream().mapToLong(file -> file.lines() + 1 - Chunk.nextLine(held, file)).sum();
      long done = 0;
      told = 0;
      long lines = settings.linesPerCommit();
      progress.begin(BackfillProgress.Part.LOAD, total);
      for (Chunk chunk = next(loaded, tables, lines);
          !chunk.isEmpty();
          chunk = next(loaded, tables, lines)) {
        Map<LakeTable, List<DataFile>> written;
        try {
          written = write(chunk, done);
        } catch (TooManyFilesException e) {
          if (chunk.isSmallest()) {
            throw new IOException(UnsortedFile.message(chunk, e), e);
          }
          lines = 1;
          continue;
        }
        requireUnchanged(chunk);
        commit(chunk, written, tables);
        events += rows(written.get(LakeTables.RAW_EVENTS));
        rejected += rows(written.get(LakeTables.QUARANTINE));
        done += chunk.lines();
        tell(done);
      }
      return new Summary(
          events, rejected, loaded, before, Duration.ofNanos(System.nanoTime() - start));
    }
  }

  /** Reads the files once; of several with the same content the first one stays. */
  private List<CsvFile> scan(List<Path> paths) throws IOException {
    long total = 0;
    for (Path path : paths) {
      total += Files.size(path);
    }
    progress.begin(BackfillProgress.Part.SCAN, total);
    Map<String, CsvFile> files = new LinkedHashMap<>();
    long[] read = new long[1];
    for (Path path : paths) {
      CsvFile file;
      try {
        file =
            CsvFile.scan(
                path,
                bytes -> {
                  read[0] += bytes;
                  progress.update(read[0]);
                });
      } catch (IOException e) {
        throw new IOException("%s: %s; nothing was loaded".formatted(path, e.getMessage()), e);
      }
      CsvFile same = files.putIfAbsent(file.digest(), file);
      if (same != null) {
        progress.message(
            "%s holds the same as %s, which counts once".formatted(file.path(), same.path()));
      }
    }
    return List.copyOf(files.values());
  }

  private Chunk next(List<CsvFile> files, Map<LakeTable, Table> tables, long lines) {
    Map<LakeTable, Map<String, Mark>> marks = new HashMap<>();
    tables.forEach((table, loaded) -> marks.put(table, BackfillCommitter.marks(loaded)));
    return Chunk.next(files, marks, settings.recordTime(), lines);
  }

  private Map<LakeTable, List<DataFile>> write(Chunk chunk, long done) throws Exception {
    StreamExecutionEnvironment env = environments.get();
    BackfillPipeline.build(
        env,
        chunk.source(settings.zone(), settings.lateAfter()),
        new BackfillSink(
            lake,
            chunk.covered(),
            settings.zone(),
            chunk.origin(),
            maxClosed(chunk, env.getParallelism())),
        chunk.covered(),
        settings.zone());
    JobClient job = env.executeAsync("tidelake-backfill");
    long read = 0;
    CompletableFuture<JobExecutionResult> result = job.getJobExecutionResult();
    while (true) {
      try {
        return BackfillSink.files(result.get(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS));
      } catch (TimeoutException stillRunning) {
        read = Math.max(read, recordsRead(job));
        tell(done + read);
      } catch (ExecutionException failure) {
        requireUnchanged(chunk);
        Optional<TooManyFilesException> tooMany =
            ExceptionUtils.findSerializedThrowable(
                failure, TooManyFilesException.class, Backfill.class.getClassLoader());
        if (tooMany.isPresent()) {
          throw tooMany.get();
        }
        throw new IOException("cannot write " + chunk + ": " + root(failure), failure);
      }
    }
  }

  /** Of one subtask. What is in a table in part was written once, and goes on. */
  private int maxClosed(Chunk chunk, int subtasks) {
    if (!chunk.isSmallest()) {
      return settings.filesPerCommit() / subtasks;
    }
    return chunk.isAhead() ? Integer.MAX_VALUE : settings.filesPerCommit();
  }

  /** Lines that are read once more count once. */
  private void tell(long done) {
    told = Math.max(told, done);
    progress.update(told);
  }

  private static long recordsRead(JobClient job) throws InterruptedException {
    try {
      return job.getAccumulators()
                  .get(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)
                  .get(BackfillSink.RECORDS_READ)
              instanceof Long read
          ? read
          : 0;
    } catch (ExecutionException | TimeoutException | IllegalStateException notNow) {
      return 0;
    }
  }

  private static void requireUnchanged(Chunk chunk) throws IOException {
    for (Chunk.Range range : chunk.ranges()) {
      if (!range.file().unchanged()) {
        throw new IOException(ChangedFile.message(range.file(), chunk.holdsAny(range.file())));
      }
    }
  }

  private void commit(
      Chunk chunk, Map<LakeTable, List<DataFile>> written, Map<LakeTable, Table> tables)
      throws InterruptedException {
    for (LakeTable table : COMMIT_ORDER) {
      List<DataFile> files = written.getOrDefault(table, List.of());
      Map<String, Mark> target = chunk.target(table);
      // The cells and the events of a chunk belong together, rows or not; the rest is for itself.
      if (!target.isEmpty() && !(files.isEmpty() && table == LakeTables.QUARANTINE)) {
        append(tables.get(table), files, chunk.marks().get(table), target, chunk.toString());
      }
    }
  }

  private void append(
      Table table,
      List<DataFile> files,
      Map<String, Mark> expected,
      Map<String, Mark> target,
      String lines)
      throws InterruptedException {
    long deadline = System.nanoTime() + settings.patience().toNanos();
    for (long pause = MIN_PAUSE_MILLIS; ; pause = Math.min(MAX_PAUSE_MILLIS, 2 * pause)) {
      try {
        BackfillCommitter.append(table, files, expected, target, lines);
        return;
      } catch (BackfillConflictException | IllegalStateException hopeless) {
        throw hopeless;
      } catch (RuntimeException failure) {
        if (System.nanoTime() > deadline) {
          throw failure;
        }
        LOG.warn("Commit to {} failed, trying again in {} ms", table.name(), pause, failure);
        progress.message(
            "%s cannot be committed yet: %s"
                .formatted(
                    table.name(),
                    failure instanceof CommitFailedException
                        ? "others commit to it; trying again"
                        : root(failure)));
        TimeUnit.MILLISECONDS.sleep(pause);
      }
    }
  }

  private static long rows(List<DataFile> files) {
    return files.stream().mapToLong(DataFile::recordCount).sum();
  }

  private static String root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName() + ": " + root.getMessage();
  }
}
