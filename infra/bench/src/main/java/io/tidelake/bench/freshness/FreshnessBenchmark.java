package io.tidelake.bench.freshness;

import io.tidelake.bench.BenchResult;
import io.tidelake.bench.BenchSettings;
import io.tidelake.bench.Benchmark;
import io.tidelake.bench.Latencies;
import io.tidelake.bench.StackUse;
import io.tidelake.bench.load.Clock;
import io.tidelake.bench.load.Progression;
import io.tidelake.bench.load.Schedule;
import io.tidelake.bench.load.Sender;
import io.tidelake.schema.topic.Topics;
import io.tidelake.stack.LocalStack;
import io.tidelake.stack.StackOptions;
import io.tidelake.stack.server.Site;
import java.io.IOException;
import java.time.Duration;

/**
 * From when an event was due to be written to Kafka until a query of Trino counts it, at half of
 * what the machine can take, with all parts of the stack running and a commit every five seconds.
 */
public final class FreshnessBenchmark implements Benchmark {

  private static final long WARM_UP_RATE = 20_000;

  /** Two commits and more: the first events meet what the warm-up left. */
  private static final int SKIP_SECONDS = 10;

  /** A measurement has to see many commits, which are five seconds apart. */
  private static final int LONGER = 3;

  private static final Duration CATCH_UP = Duration.ofMinutes(5);
  private static final long POLL_MILLIS = 100;
  private static final double MICROS_PER_SECOND = 1_000_000;
  private static final double MILLIS_PER_SECOND = 1_000;

  private static final String CAPACITY = "capacity, all on one machine";
  private static final String HALF = "write to Trino";

  @Override
  public String name() {
    return "freshness";
  }

  @Override
  public void run(BenchSettings settings, BenchResult result) throws Exception {
    StackOptions options = StackOptions.all(settings.home().resolve(name()), settings.portOffset());
    Site site = options.site();
    LocalStack.purge(site);
    settings.say().accept("Starting a stack ...");
    try (LocalStack stack = LocalStack.start(options);
        VisibleEvents visible = new VisibleEvents(stack.endpoints().trino());
        Sender sender = new Sender(stack.endpoints().kafka(), Topics.BEHAVIOR, settings.seed())) {
      long sent = warmUp(settings, visible, sender);
      long rate = settings.rateOr(0);
      if (rate == 0) {
        long before = sent;
        sent += flood(settings, result, visible, sender, before);
        rate = Math.max(1_000, (long) (result.median(CAPACITY) / 2));
      }
      for (int round = 1; round <= settings.rounds(); round++) {
        settings.say().accept("Round %d: %,d events/s ...".formatted(round, rate));
        StackUse use = StackUse.begin(stack);
        long events = measure(settings, result, visible, sender, rate, sent);
        use.into(result, events);
        sent += events;
      }
    } finally {
      LocalStack.purge(site);
    }
    result.atMost("S4", "write to Trino, p50 (s)", 4, result.median(HALF + ", p50"));
    result.atMost("S4", "write to Trino, p95 (s)", 7, result.median(HALF + ", p95"));
    result.atMost("S4", "write to Trino, max (s)", 15, result.most(HALF + ", max"));
    result.note(
        "Of every event: from when it was due to be sent until the answer of a query that counts"
            + " the table's rows had it. The queries come one after the other and take CPU too.");
  }

  private static long warmUp(BenchSettings settings, VisibleEvents visible, Sender sender)
      throws Exception {
    settings.say().accept("Warming up ...");
    long events = WARM_UP_RATE * (settings.quick() ? 15 : 40);
    sender.send(new Schedule(Clock.micros(), WARM_UP_RATE), events);
    await(visible, events);
    return events;
  }

  /** Sends as fast as it goes, which tells the capacity. */
  private static long flood(
      BenchSettings settings, BenchResult result, VisibleEvents visible, Sender sender, long before)
      throws Exception {
    settings.say().accept("Finding the capacity ...");
    long start = Clock.micros();
    long sent = sender.sendUntil(start + (long) (settings.seconds() * MICROS_PER_SECOND));
    await(visible, before + sent);
    Progression seen = visible.take();
    double overall = sent * MICROS_PER_SECOND / (seen.lastMicros() - start);
    double perSecond = seen.perSecond();
    result.add(CAPACITY, "events/s", Double.isNaN(perSecond) ? overall : perSecond);
    return sent;
  }

  private static long measure(
      BenchSettings settings,
      BenchResult result,
      VisibleEvents visible,
      Sender sender,
      long rate,
      long before)
      throws Exception {
    visible.take();
    long skip = rate * SKIP_SECONDS;
    long events = skip + rate * settings.seconds() * LONGER;
    long queries = visible.queries();
    Schedule schedule = new Schedule(Clock.micros(), rate);
    double senderLate = sender.send(schedule, events);
    queries = visible.queries() - queries;
    await(visible, before + events);
    Latencies latencies = visible.take().latencies(schedule, before, skip, events);
    result.add(HALF + ", p50", "s", latencies.millis(50) / MILLIS_PER_SECOND);
    result.add(HALF + ", p95", "s", latencies.millis(95) / MILLIS_PER_SECOND);
    result.add(HALF + ", max", "s", latencies.millis(100) / MILLIS_PER_SECOND);
    result.add("rate", "events/s", rate);
    result.add("queries", "a second", queries / (events / (double) rate));
    result.add("sender late by at most", "ms", senderLate);
    return events;
  }

  private static void await(VisibleEvents visible, long events) throws Exception {
    long deadline = System.nanoTime() + CATCH_UP.toNanos();
    while (visible.count() < events) {
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "Trino sees %,d of %,d events after %s".formatted(visible.count(), events, CATCH_UP));
      }
      Thread.sleep(POLL_MILLIS);
    }
  }
}
