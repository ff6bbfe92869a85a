package io.tidelake.stack;

import io.tidelake.stack.process.PidFile;
import io.tidelake.stack.process.ProcessIdentity;
import io.tidelake.stack.server.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The background process that holds a {@link LocalStack}. Commands talk to it through files: its
 * pid file, its {@link Snapshot}; SIGTERM makes it stop everything and end.
 */
final class Supervisor {

  private static final Duration TELL_INTERVAL = Duration.ofMillis(300);

  private final StackOptions options;
  private final @Nullable ProcessHandle owner;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Snapshot.Phase phase = Snapshot.Phase.STARTING;

  /**
   * @param owner a process to end with, if any
   */
  Supervisor(StackOptions options, @Nullable ProcessHandle owner) {
    this.options = options;
    this.owner = owner;
  }

  static PidFile pidFile(Site site) {
    return new PidFile(site.run("supervisor.pid"));
  }

  static Path snapshotFile(Site site) {
    return site.run("status.json");
  }

  /** The supervisor of the site, if one runs. */
  static Optional<ProcessHandle> running(Site site) {
    return pidFile(site).running();
  }

  /** Runs the stack until SIGTERM; returns the exit code. */
  int run() throws IOException, InterruptedException {
    Site site = options.site();
    LocalStack stack;
    try {
      stack = LocalStack.prepare(options);
    } catch (StackException e) {
      return fail(site, e);
    }
    pidFile(site).write(ProcessIdentity.of(ProcessHandle.current()));
    Thread main = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> shutDown(main), "shut-down"));
    if (owner != null) {
      owner.onExit().thenRun(() -> System.exit(0));
    }
    @Nullable StackException failure = null;
    Thread teller = Thread.ofPlatform().daemon().name("tell").start(() -> tell(site, stack));
    try {
      stack.launch();
      phase = Snapshot.Phase.RUNNING;
      stop.await();
      return 0;
    } catch (StackException e) {
      failure = e;
      return e.kind().exitCode();
    } catch (InterruptedException e) {
      return 0;
    } finally {
      phase = Snapshot.Phase.STOPPING;
      Thread.interrupted();
      stack.close();
      teller.interrupt();
      teller.join();
      if (failure == null) {
        Files.deleteIfExists(snapshotFile(site));
      } else {
        fail(site, failure);
      }
      pidFile(site).delete();
      ended.countDown();
    }
  }

  private int fail(Site site, StackException failure) {
    phase = Snapshot.Phase.FAILED;
    System.err.println(Instant.now() + " " + failure.getMessage());
    Snapshot.failed(String.valueOf(failure.getMessage()), failure.kind().exitCode())
        .write(snapshotFile(site));
    return failure.kind().exitCode();
  }

  private void shutDown(Thread main) {
    stop.countDown();
    if (phase == Snapshot.Phase.STARTING) {
      main.interrupt();
    }
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(Site site, LocalStack stack) {
    List<Snapshot.PartLine> told = List.of();
    Snapshot.@Nullable Phase toldPhase = null;
    try {
      while (true) {
        Snapshot snapshot = Snapshot.of(phase, stack.status());
        if (snapshot.phase() != toldPhase || !snapshot.parts().equals(told)) {
          for (Snapshot.PartLine part : snapshot.parts()) {
            if (!told.contains(part)) {
              System.out.println(Instant.now() + " " + part);
            }
          }
          snapshot.write(snapshotFile(site));
          told = snapshot.parts();
          toldPhase = snapshot.phase();
        }
        Thread.sleep(TELL_INTERVAL);
      }
    } catch (InterruptedException e) {
      // The stack has ended; run() has the last word.
    }
  }
}
