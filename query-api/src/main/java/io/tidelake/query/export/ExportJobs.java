package io.tidelake.query.export;

import io.tidelake.query.platform.ApiException;
import io.tidelake.query.platform.Caller;
import io.tidelake.query.platform.ErrorCode;
import jakarta.annotation.PreDestroy;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Exports that nobody waits for: each writes a file, a few at once, the others wait in a queue. A
 * job is remembered for as long as its file, and by this process alone; its id tells the jobs of
 * this process from those that were lost with another.
 */
@Component
class ExportJobs {

  private static final Logger LOG = LoggerFactory.getLogger(ExportJobs.class);
  private static final int RANDOM_BYTES = 16;
  private static final int PROCESS_BYTES = 4;
  private static final Pattern ID = Pattern.compile("([0-9a-f]{8})-[0-9a-f]{32}");

  /** How long who ends a job waits to hear that it has ended. */
  private static final Duration END = Duration.ofSeconds(5);

  enum State {
    QUEUED,
    RUNNING,
    DONE,
    FAILED,
    CANCELLED
  }

  private final Exporter exporter;
  private final ExportSlots slots;
  private final FileStore files;
  private final Duration maxAge;
  private final SecureRandom random = new SecureRandom();
  private final String process = hex(PROCESS_BYTES);
  private final Map<String, Job> jobs = new ConcurrentHashMap<>();

  ExportJobs(Exporter exporter, ExportSlots slots, FileStore files, ExportProperties properties) {
    this.exporter = exporter;
    this.slots = slots;
    this.files = files;
    this.maxAge = properties.maxAge();
  }

  /**
   * Begins a job.
   *
   * @throws ApiException 503 if too many are waiting
   */
  Job submit(ExportQuestion question, Caller caller) {
    forgetOld();
    slots.enqueue();
    Job job =
        new Job(
            process + "-" + hex(RANDOM_BYTES),
            question,
            caller.name(),
            exporter.prepare(question, true));
    jobs.put(job.id, job);
    job.thread = Thread.ofVirtual().name("export-job-" + job.id).start(() -> run(job));
    return job;
  }

  /**
   * The job, if the caller may know of it.
   *
   * @throws ApiException 404 if there is none; 410 if there may have been, in a process that ended
   */
  Job find(String id, Caller caller) {
    forgetOld();
    Job job = jobs.get(id);
    if (job != null && FileStore.isFor(job.owner, caller)) {
      return job;
    }
    Matcher parts = ID.matcher(id);
    if (parts.matches() && !parts.group(1).equals(process)) {
      throw new ApiException(ErrorCode.EXPORT_FAILED, HttpStatus.GONE, null, "export.job-lost");
    }
    throw new ApiException(ErrorCode.GENERAL, HttpStatus.NOT_FOUND, null, "export.no-such-job");
  }

  /** Ends the job, with its query, and deletes what it has written; waits a while for that. */
  void cancel(Job job) {
    end(job);
    try {
      job.ended.await(END.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String hex(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Ends the job without waiting for it. */
  private void end(Job job) {
    job.cancelled = true;
    job.run.cancel();
    Thread thread = job.thread;
    if (thread != null && job.state == State.QUEUED) {
      thread.interrupt();
    }
    Exporter.Filed filed = job.filed;
    if (filed != null) {
      files.delete(filed.file());
      job.end(State.CANCELLED);
    }
  }

  @PreDestroy
  void cancelAll() {
    jobs.values().forEach(this::end);
  }

  private void run(Job job) {
    try (ExportSlots.Slot slot = slots.takeQueued()) {
      if (job.cancelled) {
        throw new CancellationException();
      }
      job.state = State.RUNNING;
      job.filed = exporter.file(job.question, job.run, job.owner);
      job.end(State.DONE);
      if (job.cancelled) {
        end(job);
      }
    } catch (CancellationException | InterruptedException e) {
      job.end(State.CANCELLED);
    } catch (ApiException e) {
      job.failure = e;
      job.end(State.FAILED);
      LOG.warn("export job {} failed", job.id, e);
    } catch (RuntimeException e) {
      job.failure = FileStore.failed(e);
      job.end(State.FAILED);
      LOG.error("export job {} failed", job.id, e);
    } finally {
      job.ended.countDown();
    }
  }

  private void forgetOld() {
    Instant before = Instant.now().minus(maxAge);
    jobs.values().removeIf(job -> job.endedAt != null && job.endedAt.isBefore(before));
  }

  /** A job and how far it is. */
  static final class Job {

    private final String id;
    private final ExportQuestion question;
    private final String owner;
    private final ExportRun run;
    private final CountDownLatch ended = new CountDownLatch(1);

    private volatile @Nullable Thread thread;
    private volatile State state = State.QUEUED;
    private volatile boolean cancelled;
    private volatile @Nullable Instant endedAt;
    private volatile Exporter.@Nullable Filed filed;
    private volatile @Nullable ApiException failure;

    private Job(String id, ExportQuestion question, String owner, ExportRun run) {
      this.id = id;
      this.question = question;
      this.owner = owner;
      this.run = run;
    }

    String id() {
      return id;
    }

    Format format() {
      return question.format();
    }

    State state() {
      return state;
    }

    long rows() {
      return run.rows();
    }

    /** From 0 to 1; negative if it is not known. */
    double progress() {
      return switch (state) {
        case QUEUED -> 0;
        case DONE -> 1;
        case RUNNING, FAILED, CANCELLED -> run.progress();
      };
    }

    @Nullable Instant endedAt() {
      return endedAt;
    }

    /** The file, once the job is done. */
    Exporter.@Nullable Filed filed() {
      return state == State.DONE ? filed : null;
    }

    @Nullable ApiException failure() {
      return failure;
    }

    private void end(State as) {
      endedAt = Instant.now();
      state = as;
    }
  }
}
