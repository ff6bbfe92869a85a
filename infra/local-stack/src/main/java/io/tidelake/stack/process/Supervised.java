package io.tidelake.stack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One process, kept running: started, watched, started again with growing delays when it ends
 * unasked. Output goes to a log file; a pid file lets others find the process when this JVM is
 * gone.
 *
 * <p>Until it has been ready once, a process gets few attempts and limited time, then it {@link
 * State#FAILED fails}; afterwards it is restarted for ever.
 */
public final class Supervised {

  private static final int FIRST_ATTEMPTS = 3;
  private static final Duration READY_POLL = Duration.ofMillis(200);
  private static final int FAILED_CHECKS_UNTIL_UNHEALTHY = 2;

  /** What the operating system may still count after the end: a tick of its clock. */
  private static final Duration FROZEN_CPU = Duration.ofMillis(10);

  private static final long LOG_ROTATION_BYTES = 20L << 20;

  private final Supervisable target;
  private final PidFile pidFile;
  private final Path log;
  private final Duration readyTimeout;
  private final Backoff backoff = Backoff.standard();

  private final Object lock = new Object();
  // Guarded by lock.
  private Status status = Status.WAITING;
  private @Nullable Process process;
  private @Nullable Thread watcher;
  private CountDownLatch stopRequested = new CountDownLatch(1);

  /**
   * @param readyTimeout how long the first start may take
   */
  public Supervised(Supervisable target, PidFile pidFile, Path log, Duration readyTimeout) {
    this.target = target;
    this.pidFile = pidFile;
    this.log = log;
    this.readyTimeout = readyTimeout;
  }

  public Status status() {
    synchronized (lock) {
      return status;
    }
  }

  /** Starts the process and its watch; returns at once. Does nothing if it was started already. */
  public void start() {
    synchronized (lock) {
      if (watcher != null) {
        return;
      }
      stopRequested = new CountDownLatch(1);
      status = status.with(State.STARTING, null);
      watcher = Thread.ofPlatform().daemon().name("watch-" + target.name()).start(this::watch);
    }
  }

  /** Ends the process for good, or until the next {@link #start}: SIGTERM, then SIGKILL. */
  public void stop(Duration timeout) throws InterruptedException {
    Process current;
    Thread currentWatcher;
    synchronized (lock) {
      stopRequested.countDown();
      current = process;
      currentWatcher = watcher;
    }
    if (current != null) {
      Termination.terminate(current.toHandle(), timeout);
    }
    if (currentWatcher != null) {
      currentWatcher.interrupt();
      currentWatcher.join();
    }
    synchronized (lock) {
      // The watcher may have started a process between the two blocks above.
      if (process != null) {
        Termination.terminate(process.toHandle(), timeout);
        process = null;
      }
      watcher = null;
      status = new Status(State.STOPPED, 0, status.restarts(), null, null);
    }
    pidFile.delete();
  }

  /** Kills the process as {@code kill -9} would; the watch starts it again. */
  public void kill() throws InterruptedException {
    Process current = current();
    current.destroyForcibly();
    current.waitFor();
  }

  /** Sends the process a signal, for example {@code STOP} or {@code CONT}. */
  public void signal(String name) throws InterruptedException {
    Signals.send(current().pid(), name);
  }

  private Process current() {
    synchronized (lock) {
      if (process == null) {
        throw new IllegalStateException(target.name() + " has no process to act on");
      }
      return process;
    }
  }

  private void watch() {
    try {
      int failedStarts = 0;
      boolean wasReady = false;
      while (!stopping()) {
        Instant healthySince = null;
        String end;
        @Nullable String killed = null;
        try {
          target.prepare();
          Process started = launch();
          healthySince = awaitReady(started, wasReady);
          if (healthySince != null) {
            wasReady = true;
            set(State.HEALTHY, null);
            killed = watchHealth(started);
          }
          end = killed == null ? "ended with exit code " + started.exitValue() : killed;
        } catch (IOException | UncheckedIOException e) {
          end = "did not start: " + e.getMessage();
        } catch (NotReadyException e) {
          set(State.FAILED, e.getMessage());
          return;
        }
        if (stopping()) {
          return;
        }
        failedStarts++;
        if (!wasReady && failedStarts >= FIRST_ATTEMPTS) {
          set(State.FAILED, end);
          return;
        }
        note(end);
        set(State.RESTARTING, end);
        Duration healthyFor =
            healthySince == null ? Duration.ZERO : Duration.between(healthySince, Instant.now());
        Duration delay = backoff.next(healthyFor);
        if (delay.compareTo(target.restartDelay()) < 0) {
          delay = target.restartDelay();
        }
        if (stopRequested.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      // stop() asked to end the watch; it looks after the process itself.
    }
  }

  private Process launch() throws IOException {
    ProcessCommand command = target.command();
    Files.createDirectories(log.toAbsolutePath().getParent());
    rotateLog();
    ProcessBuilder builder =
        new ProcessBuilder(command.line())
            .directory(command.folder().toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(command.environment());
    synchronized (lock) {
      Process started = builder.start();
      ProcessIdentity identity = ProcessIdentity.of(started.toHandle());
      pidFile.write(identity);
      boolean again = status.state() == State.RESTARTING;
      process = started;
      status =
          new Status(
              again ? State.RESTARTING : State.STARTING,
              identity.pid(),
              status.restarts() + (again ? 1 : 0),
              identity.started(),
              null);
      return started;
    }
  }

  /** Into the log of the process, where its end is looked up. */
  private void note(String end) {
    try {
      Files.writeString(
          log,
          "%s supervisor: %s %s%n".formatted(Instant.now(), target.name(), end),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      // A disk that is full must not keep the process from being started again.
    }
  }

  private void rotateLog() throws IOException {
    if (Files.exists(log) && Files.size(log) > LOG_ROTATION_BYTES) {
      Files.move(
          log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** When the process got ready; null if it ended before. */
  private @Nullable Instant awaitReady(Process started, boolean patient)
      throws InterruptedException, NotReadyException {
    Instant deadline = Instant.now().plus(readyTimeout);
    while (!started.waitFor(READY_POLL.toMillis(), TimeUnit.MILLISECONDS)) {
      try {
        target.checkReady();
        return Instant.now();
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        if (!patient && Instant.now().isAfter(deadline)) {
          throw new NotReadyException(
              "not ready after " + readyTimeout.toSeconds() + " s: " + oneLine(e));
        }
      }
    }
    return null;
  }

  /** Returns when the process has ended; ends one that is stuck for long, and says why then. */
  private @Nullable String watchHealth(Process started) throws InterruptedException {
    int failedChecks = 0;
    @Nullable Stuck stuck = null;
    while (!started.waitFor(target.checkInterval().toMillis(), TimeUnit.MILLISECONDS)) {
      try {
        target.checkAlive();
        failedChecks = 0;
        stuck = null;
        set(State.HEALTHY, null);
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        failedChecks++;
        if (!(e instanceof StuckException)) {
          stuck = null;
        } else if (stuck == null) {
          stuck = new Stuck(Instant.now(), cpu(started));
        } else if (stuck.isFor(patience(stuck, started))) {
          started.destroyForcibly().waitFor();
          return "killed, since it was stuck for %d ms: %s"
              .formatted(Duration.between(stuck.since(), Instant.now()).toMillis(), oneLine(e));
        }
        if (failedChecks >= FAILED_CHECKS_UNTIL_UNHEALTHY && started.isAlive()) {
          set(State.UNHEALTHY, oneLine(e));
        }
      }
    }
    return null;
  }

  private Duration patience(Stuck stuck, Process process) {
    return cpu(process).minus(stuck.cpu()).compareTo(FROZEN_CPU) <= 0
        ? target.frozenPatience()
        : target.stuckPatience();
  }

  private static Duration cpu(Process process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /**
   * Since when a process has been stuck.
   *
   * @param cpu what it had taken until then
   */
  private record Stuck(Instant since, Duration cpu) {

    boolean isFor(Duration patience) {
      return Duration.between(since, Instant.now()).compareTo(patience) > 0;
    }
  }

  private void set(State state, @Nullable String detail) {
    synchronized (lock) {
      status =
          state == State.RESTARTING
              ? new Status(state, 0, status.restarts(), null, detail)
              : status.with(state, detail);
    }
  }

  private boolean stopping() {
    return stopRequested.getCount() == 0;
  }

  private static String oneLine(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.lines().findFirst().orElse(message);
  }

  private static final class NotReadyException extends Exception {
    private static final long serialVersionUID = 1;

    NotReadyException(String message) {
      super(message);
    }
  }
}
