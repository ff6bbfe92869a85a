package io.tidelake.bench.upkeep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidelake.bench.BenchResult;
import io.tidelake.bench.BenchSettings;
import io.tidelake.bench.Benchmark;
import io.tidelake.bench.Catalog;
import io.tidelake.bench.Reconciliation;
import io.tidelake.bench.StackCommand;
import io.tidelake.bench.StackUse;
import io.tidelake.bench.load.Clock;
import io.tidelake.bench.load.Schedule;
import io.tidelake.bench.load.Sender;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.topic.Topics;
import io.tidelake.stack.LocalStack;
import io.tidelake.stack.StackOptions;
import io.tidelake.stack.server.Part;
import io.tidelake.stack.server.Site;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All that the batch side does to the tables, while events come at a fixed rate: {@code maintain}
 * of all tables ten times, two of these killed half way, the scheduled process killed too, today
 * recomputed twice. Each must end well and find nothing wrong, and in the end Kafka, lake and live
 * counts must be the same.
 */
public final class UpkeepBenchmark implements Benchmark {

  private static final long RATE = 20_000;
  private static final long QUICK_RATE = 5_000;
  private static final int RUNS = 10;
  private static final int QUICK_RUNS = 2;
  private static final int KILLED_RUNS = 2;

  private static final String TARGET = "upkeep";
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  /** Of events, before the first run: some commits to work on. */
  private static final Duration WARM_UP = Duration.ofSeconds(20);

  /** As long as an event may take on its way into the lake, with maintenance beside it. */
  private static final double MOST_BEHIND_SECONDS = 30;

  private static final double LEAST_OF_RATE = 0.99;
  private static final Duration RESTART = Duration.ofMinutes(2);
  private static final Duration CATCH_UP = Duration.ofMinutes(10);
  private static final long POLL_MILLIS = 200;
  private static final double MICROS_PER_SECOND = 1_000_000;
  private static final JsonMapper JSON = new JsonMapper();

  @Override
  public String name() {
    return "upkeep";
  }

  @Override
  public void run(BenchSettings settings, BenchResult result) throws Exception {
    StackOptions options = StackOptions.all(settings.home().resolve(name()), settings.portOffset());
    Site site = options.site();
    LocalStack.purge(site);
    settings.say().accept("Starting a stack ...");
    try (LocalStack stack = LocalStack.start(options);
        Catalog catalog = new Catalog(stack.endpoints().catalog());
        Stream stream = new Stream(stack, catalog, settings)) {
      stream.await(stream.sent() + (long) (stream.rate() * WARM_UP.toSeconds()));
      StackUse use = StackUse.begin(stack);
      long before = stream.sent();
      work(settings, result, stack, stream);
      stream.stop(result);
      use.into(result, stream.sent() - before);
      Reconciliation.into(result, settings, TARGET, stack);
    } finally {
      LocalStack.purge(site);
    }
    result.note(
        "One round, whatever --rounds says. All commands but those that were killed ended well, else"
            + " there would be no figures. Behind: events that were due and not yet in a snapshot"
            + " of the table, in seconds of the rate, at the end of each command; a commit comes"
            + " every five seconds. Durations are those of a user's command, start of its JVM"
            + " included.");
  }

  private static void work(
      BenchSettings settings, BenchResult result, LocalStack stack, Stream stream)
      throws Exception {
    Site site = stack.site();
    int runs = settings.quick() ? QUICK_RUNS : RUNS;
    double last = 0;
    int kills = settings.quick() ? 1 : KILLED_RUNS;
    int killed = 0;
    long wrongCells = 0;
    for (int i = 1; i <= runs; i++) {
      settings.say().accept("maintain, %d of %d ...".formatted(i, runs));
      // The last ones are whole, so that what the killed ones left is met by others.
      if (i > 1 && killed < kills) {
        killed += killHalfWay(site, last) ? 1 : 0;
      }
      try (StackCommand maintain = StackCommand.start(site, "maintain")) {
        last = maintain.await();
      }
      result.add("maintain", "s", last);
      result.add("behind after maintain", "s", stream.behind());
      if (i == (runs + 1) / 2) {
        settings.say().accept("kill -9 of the scheduled process ...");
        stack.kill(Part.MAINTENANCE);
        stack.awaitHealthy(Part.MAINTENANCE, RESTART);
      }
      if (i == runs || i == runs - 1) {
        settings.say().accept("recompute today ...");
        wrongCells += recompute(site, result);
        result.add("behind after recompute", "s", stream.behind());
      }
    }
    result.add("maintain, killed half way", "", killed);
    result.atLeast(TARGET, "maintain runs killed half way", kills, killed);
    result.atMost(TARGET, "cells that a recount found wrong", 0, wrongCells);
  }

  /**
   * A run that does not end.
   *
   * @param seconds that the run before took
   * @return whether it was still under way
   */
  private static boolean killHalfWay(Site site, double seconds)
      throws IOException, InterruptedException {
    try (StackCommand maintain = StackCommand.start(site, "maintain")) {
      return maintain.kill(Duration.ofMillis((long) (seconds * 1_000 / 2)));
    }
  }

  /** How many cells it found wrong; it must have ended well. */
  private static long recompute(Site site, BenchResult result)
      throws IOException, InterruptedException {
    String today = LocalDate.now(ZONE).toString();
    try (StackCommand recompute = StackCommand.start(site, "recompute", "--day", today, "--json")) {
      result.add("recompute", "s", recompute.await());
      String json =
          recompute.output().stream()
              .filter(line -> line.startsWith("{"))
              .findFirst()
              .orElseThrow(() -> new IOException("recompute printed no JSON"));
      long cells = 0;
      for (JsonNode count : JSON.readTree(json).path(today)) {
        cells += count.asLong();
      }
      return cells;
    }
  }

  /** The events that stream in, whatever becomes of them. */
  private static final class Stream implements AutoCloseable {

    private final Catalog catalog;
    private final Sender sender;
    private final Schedule schedule;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicLong sent = new AtomicLong();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Future<?> sending;
    private double mostBehind;

    Stream(LocalStack stack, Catalog catalog, BenchSettings settings) {
      this.catalog = catalog;
      sender = new Sender(stack.endpoints().kafka(), Topics.BEHAVIOR, settings.seed());
      schedule =
          new Schedule(Clock.micros(), settings.rateOr(settings.quick() ? QUICK_RATE : RATE));
      sending =
          thread.submit(
              () -> {
                sender.send(schedule, stopped::get, sent);
                return null;
              });
      settings.say().accept("%,.0f events/s ...".formatted(schedule.rate()));
    }

    double rate() {
      return schedule.rate();
    }

    long sent() {
      return sent.get();
    }

    /** Seconds of the rate that are due and not in the lake. */
    double behind() throws IOException, InterruptedException {
      long due = schedule.due(Clock.micros());
      double behind = (due - rows()) / schedule.rate();
      mostBehind = Math.max(mostBehind, behind);
      return behind;
    }

    private long rows() throws IOException, InterruptedException {
      return catalog.rows(LakeTables.NAMESPACE, LakeTables.RAW_EVENTS.name());
    }

    /** Until so many are in the lake. */
    void await(long events) throws IOException, InterruptedException {
      long deadline = System.nanoTime() + CATCH_UP.toNanos();
      for (long rows = rows(); rows < events; rows = rows()) {
        if (System.nanoTime() > deadline) {
          throw new IOException(
              "%,d of %,d events are in the lake after %s".formatted(rows, events, CATCH_UP));
        }
        Thread.sleep(POLL_MILLIS);
      }
    }

    /** Ends it and waits until all that was sent is in the lake. */
    void stop(BenchResult result) throws Exception {
      stopped.set(true);
      double seconds = (Clock.micros() - schedule.startMicros()) / MICROS_PER_SECOND;
      try {
        sending.get(1, TimeUnit.MINUTES);
      } catch (ExecutionException failure) {
        throw new IOException("the sender failed", failure);
      }
      await(sent());
      result.add("events", "", sent());
      result.add("sent", "events/s", sent() / seconds);
      result.add("all in the lake after the last", "s", drained(seconds));
      result.atLeast(TARGET, "events per second", LEAST_OF_RATE * rate(), sent() / seconds);
      result.atMost(TARGET, "behind, at most (s)", MOST_BEHIND_SECONDS, mostBehind);
    }

    private double drained(double seconds) {
      return (Clock.micros() - schedule.startMicros()) / MICROS_PER_SECOND - seconds;
    }

    @Override
    public void close() throws InterruptedException {
      stopped.set(true);
      thread.shutdownNow();
      thread.awaitTermination(10, TimeUnit.SECONDS);
      sender.close();
    }
  }
}
