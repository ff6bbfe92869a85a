package io.tidelake.stack.chaos;

import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.stack.StackException;
import io.tidelake.stack.process.State;
import io.tidelake.stack.process.Status;
import io.tidelake.stack.server.LiveJob;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One step of the schedule and the recovery from it. */
final class StepRun {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration STEADY = Duration.ofMillis(500);
  private static final Duration POLL = Duration.ofMillis(50);

  /** A stream that is less than this behind has caught up. */
  private static final Duration CAUGHT_UP = Duration.ofSeconds(1);

  private final Scene scene;
  private final Step step;
  private final long caughtUpLag;

  /** What went wrong first. */
  private final AtomicReference<@Nullable String> problem = new AtomicReference<>();

  // Set by the thread that does the first fault, the moment it hits.
  private volatile Instant hit = Instant.now();
  private volatile TopicPositions before = TopicPositions.NONE;

  private @Nullable Instant ended;
  private @Nullable Instant committed;
  private @Nullable Instant caughtUp;
  private long largestLag;

  /**
   * @param rate of the load, events a second
   */
  StepRun(Scene scene, Step step, long rate) {
    this.scene = scene;
    this.step = step;
    this.caughtUpLag = Math.max(1, rate * CAUGHT_UP.toMillis() / 1_000);
  }

  /** Hits, waits until the stack is back or patience is over, and says how it went. */
  ChaosReport.StepResult run(int number) throws InterruptedException {
    Thread.sleep(step.calm());
    prepare();
    markHit();
    List<Thread> threads = inflict();
    try {
      await(threads);
    } finally {
      threads.forEach(Thread::interrupt);
      for (Thread thread : threads) {
        thread.join();
      }
    }
    return result(number);
  }

  private void prepare() throws InterruptedException {
    try {
      for (Fault fault : step.faults()) {
        scene.injector().prepare(fault);
      }
    } catch (StackException e) {
      note(String.valueOf(e.getMessage()));
    }
  }

  private void markHit() {
    before = scene.live().mark();
    hit = Instant.now();
  }

  /** Starts the first fault and, as soon as that hits, the second. */
  private List<Thread> inflict() {
    List<Fault> ordered =
        step.faults().stream()
            // While something is down no commit would come that could be spoilt.
            .sorted(Comparator.comparing((Fault fault) -> !fault.kind().hitsCommit()))
            .toList();
    CountDownLatch firstHit = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (Fault fault : ordered) {
      boolean first = threads.isEmpty();
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .name("inflict")
              .start(() -> inflict(fault, first, firstHit)));
    }
    return threads;
  }

  private void inflict(Fault fault, boolean first, CountDownLatch firstHit) {
    try {
      if (!first) {
        firstHit.await();
      }
      scene
          .injector()
          .inflict(
              fault,
              () -> {
                if (first) {
                  markHit();
                }
                firstHit.countDown();
              });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      note(fault.name() + ": " + e.getMessage());
    } finally {
      firstHit.countDown();
    }
  }

  private void await(List<Thread> threads) throws InterruptedException {
    while (true) {
      largestLag = Math.max(largestLag, scene.lag());
      if (ended == null && threads.stream().noneMatch(Thread::isAlive)) {
        ended = Instant.now();
      }
      if (ended != null) {
        if (recovered()) {
          return;
        }
        if (Duration.between(ended, Instant.now()).compareTo(PATIENCE) > 0) {
          note("not back after %d s: %s".formatted(PATIENCE.toSeconds(), missing()));
          return;
        }
      }
      Thread.sleep(POLL);
    }
  }

  private boolean recovered() {
    boolean steady = steady();
    if (committed == null && scene.commits().newest().filter(this::isLater).isPresent()) {
      committed = Instant.now();
    }
    if (!steady || scene.lag() > caughtUpLag) {
      caughtUp = null;
    } else if (caughtUp == null) {
      caughtUp = Instant.now();
    }
    return committed != null && caughtUp != null && jobStatus().state() == State.HEALTHY;
  }

  private boolean steady() {
    List<Instant> outputs = scene.live().outputs();
    return !outputs.isEmpty()
        && outputs.getLast().isAfter(hit)
        && Duration.between(outputs.getLast(), Instant.now()).compareTo(STEADY) < 0;
  }

  /**
   * Whether the commit holds records from after the hit; if it does not say, whether it is later.
   */
  private boolean isLater(CommitWatch.Commit commit) {
    return commit.positions().equals(TopicPositions.NONE)
        ? commit.committed().isAfter(hit)
        : !before.covers(commit.positions()) && commit.positions().covers(before);
  }

  private Status jobStatus() {
    return scene.stack().status().get(LiveJob.TITLE);
  }

  private String missing() {
    List<String> missing = new ArrayList<>();
    if (!steady()) {
      missing.add("no live output");
    }
    if (committed == null) {
      missing.add("no commit");
    }
    if (scene.lag() > caughtUpLag) {
      missing.add("%d records behind".formatted(scene.lag()));
    }
    Status job = jobStatus();
    if (job.state() != State.HEALTHY) {
      missing.add("job " + job.state() + " " + job.detail());
    }
    return String.join(", ", missing);
  }

  private void note(String text) {
    problem.compareAndSet(null, text);
  }

  private ChaosReport.StepResult result(int number) {
    List<Instant> outputs = scene.live().outputs();
    Instant end = ended == null ? Instant.now() : ended;
    Duration fault = Duration.between(hit, end);
    Duration live = steady() ? Recovery.liveBack(hit, fault, outputs) : null;
    return new ChaosReport.StepResult(
        number,
        step.toString(),
        step.name(),
        hit.toString(),
        fault.toMillis(),
        live == null ? null : live.toMillis(),
        live == null ? null : Math.max(0, live.minus(fault).toMillis()),
        Recovery.longestSilence(hit, outputs).toMillis(),
        sinceHit(committed),
        largestLag,
        sinceHit(caughtUp),
        problem.get());
  }

  private @Nullable Long sinceHit(@Nullable Instant moment) {
    return moment == null ? null : Duration.between(hit, moment).toMillis();
  }
}
