package io.tidelake.stack.chaos;

import io.tidelake.stack.LocalStack;
import io.tidelake.stack.StackException;
import io.tidelake.stack.process.State;
import io.tidelake.stack.server.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Does to the stack what a {@link Fault} says. */
final class Injector {

  /** What trickles through is a few small files a checkpoint instead of all at once. */
  private static final long SLOW_BYTES_PER_SECOND = 32 * 1024;

  private static final Duration PROCESS_PATIENCE = Duration.ofSeconds(90);
  private static final Duration COMMIT_PATIENCE = Duration.ofSeconds(45);
  private static final Duration RESTART_PATIENCE = Duration.ofSeconds(90);
  private static final Duration POLL = Duration.ofMillis(100);

  private final LocalStack stack;
  private final CatalogProxy catalog;
  private final TcpProxy objectStore;
  private final Trino trino;
  private volatile Part busyTaskManager = Part.TASKMANAGER;
  private volatile Part servingQueryApi = Part.QUERY_API;

  Injector(LocalStack stack, CatalogProxy catalog, TcpProxy objectStore) {
    this.stack = stack;
    this.catalog = catalog;
    this.objectStore = objectStore;
    this.trino = new Trino(stack.endpoints().trino());
  }

  /** Waits until the fault can do what it is meant to. */
  void prepare(Fault fault) throws InterruptedException, StackException {
    if (fault.part() != null) {
      lookForTarget(fault.part());
      awaitProcess(target(fault.part()));
    }
    if (fault.kind() == Fault.Kind.RESTART_AFTER_EXPIRY) {
      stack.awaitHealthy(Part.TRINO, PROCESS_PATIENCE);
    }
  }

  /**
   * Does it, and returns when it is over.
   *
   * @param hit is told when the fault hits: for a spoilt commit not before that commit comes
   * @throws IOException if it could not be done
   */
  void inflict(Fault fault, Runnable hit) throws IOException, InterruptedException {
    if (!fault.kind().hitsCommit()) {
      hit.run();
    }
    switch (fault.kind()) {
      case KILL -> stack.kill(target(fault.requiredPart()));
      case PAUSE -> pause(target(fault.requiredPart()), fault.length());
      case COMMIT_ANSWER_LOST -> spoil(CatalogProxy.Spoil.LOSE_ANSWER, fault.length(), hit);
      case COMMIT_ANSWER_DELAYED -> spoil(CatalogProxy.Spoil.DELAY_ANSWER, fault.length(), hit);
      case COMMIT_DELIVERED_LATE -> spoil(CatalogProxy.Spoil.DELIVER_LATE, fault.length(), hit);
      case CATALOG_UNAVAILABLE -> {
        catalog.setAvailable(false);
        try {
          Thread.sleep(fault.length());
        } finally {
          catalog.setAvailable(true);
        }
      }
      case OBJECT_STORE_SLOW ->
          hinder(() -> objectStore.throttle(SLOW_BYTES_PER_SECOND), fault.length());
      case OBJECT_STORE_SILENT -> hinder(objectStore::hold, fault.length());
      case OBJECT_STORE_REFUSING -> hinder(objectStore::reset, fault.length());
      case RESTART_FROM_NEWEST -> restart(List::getLast, false);
      case RESTART_FROM_OLDER -> restart(List::getFirst, false);
      case RESTART_STATELESS -> restart(checkpoints -> null, false);
      case RESTART_AFTER_EXPIRY -> restart(List::getLast, true);
    }
  }

  private void lookForTarget(Part part) throws InterruptedException {
    try {
      if (part == Part.TASKMANAGER) {
        busyTaskManager = stack.busyTaskManager();
      } else if (part == Part.QUERY_API) {
        servingQueryApi = stack.servingQueryApi();
      }
    } catch (IOException e) {
      // Nobody says, or one is just taking over from the other: as last seen.
    }
  }

  /** Of two that stand in for each other, the one that works is meant. */
  private Part target(Part part) {
    return switch (part) {
      case TASKMANAGER -> busyTaskManager;
      case QUERY_API -> servingQueryApi;
      default -> part;
    };
  }

  private void pause(Part part, Duration length) throws InterruptedException {
    stack.pause(part);
    try {
      Thread.sleep(length);
    } finally {
      resume(part);
    }
  }

  private void resume(Part part) throws InterruptedException {
    try {
      stack.resume(part);
    } catch (IllegalStateException e) {
      // Another fault has killed it meanwhile.
    }
  }

  private void spoil(CatalogProxy.Spoil spoil, Duration delay, Runnable hit)
      throws IOException, InterruptedException {
    CatalogProxy.Trap trap = catalog.spoilNextCommit(spoil, delay);
    try {
      trap.caught().get(COMMIT_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      hit.run();
      trap.over().get(delay.plus(COMMIT_PATIENCE).toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      catalog.disarm();
      throw new IOException("no commit came to be spoilt within " + COMMIT_PATIENCE, e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void hinder(Runnable hindrance, Duration length) throws InterruptedException {
    hindrance.run();
    try {
      Thread.sleep(length);
    } finally {
      objectStore.pass();
    }
  }

  /** Chooses among the checkpoints that are kept of the cancelled run, the newest last. */
  @FunctionalInterface
  private interface Choice {
    @Nullable Path among(List<Path> checkpoints);
  }

  private void restart(Choice choice, boolean expire) throws IOException, InterruptedException {
    Instant deadline = Instant.now().plus(RESTART_PATIENCE);
    String[] known = new String[1];
    while (true) {
      try {
        stack.restartLiveJob(
            (job, cancelled) -> {
              // At a second try the job of the first one is what was cancelled.
              if (known[0] == null) {
                known[0] = cancelled.orElse(null);
              }
              if (expire) {
                trino.run("expire");
              }
              List<Path> checkpoints =
                  known[0] == null ? job.checkpoints() : job.checkpoints(known[0]);
              if (checkpoints.isEmpty()) {
                checkpoints = job.checkpoints();
              }
              return checkpoints.isEmpty()
                  ? Optional.empty()
                  : Optional.ofNullable(choice.among(checkpoints));
            });
        return;
      } catch (IOException e) {
        // A part that is needed may be down, by a fault before or beside this one.
        if (Instant.now().isAfter(deadline)) {
          throw e;
        }
        Thread.sleep(POLL.multipliedBy(5));
      }
    }
  }

  /** A part that was hit may be between two processes. */
  private void awaitProcess(Part part) throws InterruptedException, StackException {
    Instant deadline = Instant.now().plus(PROCESS_PATIENCE);
    while (stack.status(part).pid() == 0 || stack.status(part).state() == State.STARTING) {
      if (Instant.now().isAfter(deadline)) {
        throw new StackException(
            StackException.Kind.FAILURE, part + " has no process: " + stack.status(part));
      }
      Thread.sleep(POLL);
    }
  }
}
