package io.tidelake.stack;

import io.tidelake.stack.process.State;
import io.tidelake.stack.process.Status;
import io.tidelake.stack.server.LiveJob;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that the streaming job is on the cluster. Flink itself recovers a job that it knows;
 * this submits one that Flink does not know, from the newest checkpoint, and one that Flink has
 * given up, from what the tables hold. A job that somebody cancelled is left cancelled. A job that
 * Flink recovered from before the last build is replaced by the new code, which goes on from its
 * newest checkpoint.
 */
final class LiveJobKeeper {

  private static final Duration POLL = Duration.ofSeconds(1);

  /** How long a job that Flink does not know must be absent. */
  private static final Duration ABSENCE = Duration.ofSeconds(3);

  /**
   * How long Flink may take to recover a job that it remembers: a second one beside it would be
   * worse than a wait.
   */
  private static final Duration RECOVERY_GRACE = Duration.ofMinutes(1);

  private static final int SUBMISSIONS = 3;

  private final LiveJob job;
  private final BooleanSupplier clusterHealthy;
  private final Object looking = new Object();
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile Status status = new Status(State.WAITING, 0, 0, null, null);
  private @Nullable Thread thread;
  private int submissions;
  private int failures;
  private boolean wasRunning;
  private boolean jarCompared;
  private boolean replacing;
  private @Nullable Instant absentSince;

  /**
   * @param clusterHealthy whether everything that the job needs is healthy
   */
  LiveJobKeeper(LiveJob job, BooleanSupplier clusterHealthy) {
    this.job = job;
    this.clusterHealthy = clusterHealthy;
  }

  Status status() {
    return status;
  }

  void start() {
    thread = Thread.ofPlatform().daemon().name("keep-live-job").start(this::keep);
  }

  void stop() throws InterruptedException {
    stop.countDown();
    if (thread != null) {
      thread.interrupt();
      thread.join();
    }
    status = new Status(State.STOPPED, 0, status.restarts(), null, null);
  }

  /**
   * Does something with the job while the keeper looks away; afterwards it keeps what it finds.
   *
   * @return what the work returns
   */
  <T> T meanwhile(Work<T> work) throws IOException, InterruptedException {
    synchronized (looking) {
      T result = work.with(job);
      absentSince = null;
      return result;
    }
  }

  /** Something to do with the job. */
  @FunctionalInterface
  interface Work<T> {
    T with(LiveJob job) throws IOException, InterruptedException;
  }

  private void keep() {
    try {
      do {
        if (clusterHealthy.getAsBoolean()) {
          look();
        } else if (status.state() == State.HEALTHY) {
          set(State.RESTARTING, "a part that the job needs is not healthy", null);
        }
      } while (status.state() != State.FAILED
          && !stop.await(POLL.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      // stop() was called.
    }
  }

  private void look() throws InterruptedException {
    synchronized (looking) {
      lookAlone();
    }
  }

  private void lookAlone() throws InterruptedException {
    try {
      Optional<LiveJob.Run> found = job.find();
      if (found.isEmpty()) {
        lookAgainOrSubmit();
        return;
      }
      absentSince = null;
      LiveJob.Run run = found.get();
      if (!run.ended() && !jarCompared) {
        jarCompared = true;
        if (job.jarChanged()) {
          replacing = true;
          job.cancel(run.id());
        }
      }
      if (replacing) {
        replace(run);
      } else if (run.running()) {
        wasRunning = true;
        failures = 0;
        set(State.HEALTHY, null, run);
      } else if (run.state().equals("FAILED")) {
        // Flink restarts a job unless its state cannot be used: it does not fit the tables, or not
        // this build. The tables themselves say where to go on.
        submit(Optional.empty());
      } else if (run.ended()) {
        set(State.STOPPED, "the job is " + run.state(), run);
      } else {
        set(wasRunning ? State.RESTARTING : State.STARTING, "the job is " + run.state(), run);
      }
    } catch (IOException e) {
      failures++;
      boolean hopeless = !wasRunning && failures >= SUBMISSIONS;
      set(hopeless ? State.FAILED : State.RESTARTING, e.getMessage(), null);
    }
  }

  private void replace(LiveJob.Run run) throws IOException, InterruptedException {
    if (run.ended()) {
      submit(job.newestCheckpoint());
      replacing = false;
    } else {
      set(State.STARTING, "code from before the last build is being replaced", run);
    }
  }

  private void lookAgainOrSubmit() throws IOException, InterruptedException {
    Instant now = Instant.now();
    if (absentSince == null) {
      absentSince = now;
    }
    boolean remembered = job.remembered();
    // With neither there was no job that Flink could be about to recover.
    boolean first = !remembered && job.newestCheckpoint().isEmpty();
    Duration patience = remembered ? RECOVERY_GRACE : ABSENCE;
    if (first || Duration.between(absentSince, now).compareTo(patience) > 0) {
      submit(job.newestCheckpoint());
    } else {
      set(wasRunning ? State.RESTARTING : State.STARTING, "Flink does not list the job yet", null);
    }
  }

  private void submit(Optional<Path> checkpoint) throws IOException, InterruptedException {
    set(submissions == 0 ? State.STARTING : State.RESTARTING, "being submitted", null);
    job.submit(checkpoint);
    submissions++;
    // What runs from here on is the present jar.
    jarCompared = true;
    absentSince = null;
  }

  private void set(State state, @Nullable String detail, LiveJob.@Nullable Run run) {
    status =
        new Status(
            state,
            0,
            Math.max(0, submissions - 1),
            run == null ? null : Instant.ofEpochMilli(run.started()),
            detail);
  }
}
