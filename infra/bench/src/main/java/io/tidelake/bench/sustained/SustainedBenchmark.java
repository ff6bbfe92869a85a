package io.tidelake.bench.sustained;

import io.tidelake.bench.BenchResult;
import io.tidelake.bench.BenchSettings;
import io.tidelake.bench.Benchmark;
import io.tidelake.bench.Catalog;
import io.tidelake.bench.Reconciliation;
import io.tidelake.bench.StackUse;
import io.tidelake.bench.ThreadCosts;
import io.tidelake.bench.ThreadUse;
import io.tidelake.bench.load.Clock;
import io.tidelake.bench.load.Schedule;
import io.tidelake.bench.load.Sender;
import io.tidelake.schema.topic.Topics;
import io.tidelake.stack.LocalStack;
import io.tidelake.stack.StackOptions;
import io.tidelake.stack.server.Site;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/**
 * Events at a fixed rate for minutes on end, with all parts of the stack on this machine and the
 * sender too; then whether all of them are in the lake and in the live counts, each once.
 */
public final class SustainedBenchmark implements Benchmark {

  private static final long RATE = 100_000;

  /** The last flush and the first batch take time too: at the very rate it could not be reached. */
  private static final double MARGIN = 1.01;

  private static final int MINUTES = 10;
  private static final int QUICK_MINUTES = 1;
  private static final long WARM_UP_RATE = 20_000;
  private static final int WARM_UP_SECONDS = 15;

  private static final Duration CATCH_UP = Duration.ofMinutes(10);
  private static final long POLL_MILLIS = 200;
  private static final double MICROS_PER_SECOND = 1_000_000;
  private static final double MILLION = 1e6;

  /** As long as an event may take on its way into the lake. */
  private static final double MOST_BEHIND_SECONDS = 15;

  private static final double MOST_GROWTH = 1.1;

  private static final String NAMESPACE = "taobao";
  private static final String TABLE = "raw_events";

  @Override
  public String name() {
    return "sustained";
  }

  @Override
  public void run(BenchSettings settings, BenchResult result) throws Exception {
    StackOptions options = StackOptions.all(settings.home().resolve(name()), settings.portOffset());
    Site site = options.site();
    LocalStack.purge(site);
    settings.say().accept("Starting a stack ...");
    try (LocalStack stack = LocalStack.start(options);
        Catalog catalog = new Catalog(stack.endpoints().catalog());
        Sender sender = new Sender(stack.endpoints().kafka(), Topics.BEHAVIOR, settings.seed())) {
      settings.say().accept("Warming up ...");
      long warmUp = WARM_UP_RATE * WARM_UP_SECONDS;
      sender.send(new Schedule(Clock.micros(), WARM_UP_RATE), warmUp);
      await(catalog, warmUp);
      measure(settings, result, stack, catalog, sender, warmUp);
      Reconciliation.into(result, settings, "S3", stack);
    } finally {
      LocalStack.purge(site);
    }
    result.note(
        "One round, whatever --rounds says. Events are due at one per cent more than the rate that"
            + " is asked for, and counted per second until the last one was acknowledged. Behind:"
            + " events that were due and not yet in a snapshot of the table, in seconds of the"
            + " rate, looked at every half second; a commit comes every five seconds.");
  }

  private static void measure(
      BenchSettings settings,
      BenchResult result,
      LocalStack stack,
      Catalog catalog,
      Sender sender,
      long before)
      throws IOException, InterruptedException {
    double rate = settings.rateOr(RATE) * MARGIN;
    int minutes = settings.minutesOr(settings.quick() ? QUICK_MINUTES : MINUTES);
    long events = (long) (rate * minutes * 60);
    settings.say().accept("%,.0f events/s for %d minutes ...".formatted(rate, minutes));
    StackUse use = StackUse.begin(stack);
    String taskManager = stack.busyTaskManager().title();
    ThreadUse threads =
        ThreadUse.begin(Map.of(taskManager, StackUse.processes(stack).get(taskManager)));
    Schedule schedule = new Schedule(Clock.micros(), rate);
    try (Memory memory = new Memory(stack::status);
        Backlog backlog = new Backlog(catalog, NAMESPACE, TABLE, schedule, before, events)) {
      double senderLate = sender.send(schedule, events);
      double seconds = (Clock.micros() - schedule.startMicros()) / MICROS_PER_SECOND;
      double behind = (before + events - catalog.rows(NAMESPACE, TABLE)) / rate;
      await(catalog, before + events);
      double drained = (Clock.micros() - schedule.startMicros()) / MICROS_PER_SECOND - seconds;
      use.into(result, events);
      ThreadCosts costs = new ThreadCosts();
      costs.add(threads.groups(), events / MILLION);
      costs.into(result, "job", "CPU-s per million events");
      memory.into(result);
      double most = backlog.mostSeconds();
      result.add("all parts, largest memory", "MiB", memory.most());
      result.add("sent", "events/s", events / seconds);
      result.add("sender late by at most", "ms", senderLate);
      result.add("behind at the end", "s", behind);
      result.add("behind at most", "s", most);
      result.add("until all were in the lake", "s", drained);
      result.atLeast(
          "S3", "events per second for %d minutes".formatted(minutes), RATE, events / seconds);
      result.atMost("S3", "behind at most, all the time (s)", MOST_BEHIND_SECONDS, most);
      result.atMost("S3", "memory, last third ÷ second", MOST_GROWTH, memory.growth());
    }
  }

  private static void await(Catalog catalog, long events) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + CATCH_UP.toNanos();
    long rows = catalog.rows(NAMESPACE, TABLE);
    while (rows < events) {
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "%,d of %,d events are in the lake after %s".formatted(rows, events, CATCH_UP));
      }
      Thread.sleep(POLL_MILLIS);
      rows = catalog.rows(NAMESPACE, TABLE);
    }
  }
}
