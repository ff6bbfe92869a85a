package io.tidelake.bench.live;

import io.tidelake.bench.BenchResult;
import io.tidelake.bench.BenchSettings;
import io.tidelake.bench.Benchmark;
import io.tidelake.bench.Latencies;
import io.tidelake.bench.ProcessUse;
import io.tidelake.bench.load.Clock;
import io.tidelake.bench.load.Progression;
import io.tidelake.bench.load.Schedule;
import io.tidelake.bench.load.Sender;
import io.tidelake.schema.topic.Topics;
import io.tidelake.stack.LocalStack;
import io.tidelake.stack.StackOptions;
import io.tidelake.stack.server.Part;
import io.tidelake.stack.server.Site;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * From when an event was due to be written to Kafka until the count that holds it was painted in
 * Chromium; and beside it, at the same time and of the same events, until a bare consumer had it.
 * The whole way runs: job, tables, live topic, service, page.
 */
public final class LiveBenchmark implements Benchmark {

  private static final EnumSet<Part> PARTS =
      EnumSet.of(
          Part.OBJECT_STORE,
          Part.CATALOG,
          Part.ZOOKEEPER,
          Part.KAFKA,
          Part.JOBMANAGER,
          Part.TASKMANAGER,
          Part.QUERY_API);

  private static final long WARM_UP_RATE = 10_000;
  private static final int WARM_UP_SECONDS = 3;
  private static final Duration CATCH_UP = Duration.ofMinutes(3);
  private static final Duration STEADY = Duration.ofSeconds(2);
  private static final long POLL_MILLIS = 100;
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final double EVENTS_PER_MILLION = 1e6;

  @Override
  public String name() {
    return "live";
  }

  @Override
  public void run(BenchSettings settings, BenchResult result) throws Exception {
    Site site =
        new Site(
            StackOptions.projectRoot(),
            settings.home().resolve("live"),
            "127.0.0.1",
            settings.portOffset());
    LocalStack.purge(site);
    settings.say().accept("Starting a stack ...");
    try (LocalStack stack = LocalStack.start(new StackOptions(site, PARTS, true));
        Browser browser = Browser.open(stack.endpoints().dashboard());
        Sender sender = new Sender(stack.endpoints().kafka(), Topics.BEHAVIOR, settings.seed())) {
      warmUp(settings, browser, sender);
      long half = capacity(settings, result, stack, browser, sender) / 2;
      for (int round = 1; round <= settings.rounds(); round++) {
        for (long rate : new long[] {1_000, 10_000, half}) {
          settings.say().accept("Round %d: %,d events/s ...".formatted(round, rate));
          String what = rate == half ? "half of capacity" : "%,d/s".formatted(rate);
          measure(settings, result, stack, browser, sender, rate, what);
        }
      }
    } finally {
      LocalStack.purge(site);
    }
    held(result, "10,000/s", 50);
    held(result, "half of capacity", 100);
    result.note(
        "Latency is from the moment at which an event was due, so a late sender counts. Painted:"
            + " the number of events on the page of a headless Chromium (software rendering, 60 Hz)"
            + " on the same machine. The bare consumer read the same events at the same time.");
  }

  private static void held(BenchResult result, String what, double millis) {
    double painted = result.median(what + " to paint, p99");
    result.atMost("S5", what + " to paint, p99 (ms)", millis, painted);
    result.atMost(
        "S5",
        what + " to paint, p99 ÷ bare consumer's",
        5,
        painted / result.median(what + " to bare consumer, p99"));
  }

  private static void warmUp(BenchSettings settings, Browser browser, Sender sender)
      throws Exception {
    settings.say().accept("Warming up ...");
    // Until the compilers of all the servers are done with the way of an event.
    long events = WARM_UP_RATE * (settings.quick() ? 20 : 60);
    sender.send(new Schedule(Clock.micros(), WARM_UP_RATE), events);
    awaitSteady(browser, events);
    browser.takePainted();
  }

  /** Sends as fast as it goes and counts what the page has counted, all parts on this machine. */
  private static long capacity(
      BenchSettings settings, BenchResult result, LocalStack stack, Browser browser, Sender sender)
      throws Exception {
    settings.say().accept("Finding the capacity ...");
    long before = browser.events();
    Map<Part, Double> cpu = cpu(stack);
    long start = Clock.micros();
    long sent = sender.sendUntil(start + settings.seconds() * MICROS_PER_SECOND);
    awaitSteady(browser, before + sent);
    Progression painted = browser.takePainted();
    double seconds = (painted.lastMicros() - start) / (double) MICROS_PER_SECOND;
    double perSecond = sent / seconds;
    result.add("capacity, sender on the same machine", "events/s", perSecond);
    addCpu(result, "at capacity", stack, cpu, sent);
    return Math.max(1_000, (long) (perSecond / 2) * 2);
  }

  private static void measure(
      BenchSettings settings,
      BenchResult result,
      LocalStack stack,
      Browser browser,
      Sender sender,
      long rate,
      String what)
      throws Exception {
    long before = browser.events();
    browser.takePainted();
    long skip = rate * WARM_UP_SECONDS;
    long events = skip + rate * settings.seconds();
    try (BareConsumer bare = new BareConsumer(stack.endpoints().kafka())) {
      Map<Part, Double> cpu = cpu(stack);
      Schedule schedule = new Schedule(Clock.micros() + MICROS_PER_SECOND / 2, rate);
      double senderLate = sender.send(schedule, events);
      awaitSteady(browser, before + events);
      addCpu(result, "at " + what, stack, cpu, events);
      Latencies painted = browser.takePainted().latencies(schedule, before, skip, events);
      Latencies consumed = bare.progression().latencies(schedule, 0, skip, events);
      if (painted.count() < events - skip || consumed.count() < events - skip) {
        throw new IOException(
            "of %,d events %,d were painted and %,d consumed"
                .formatted(events - skip, painted.count(), consumed.count()));
      }
      painted.into(result, what + " to paint");
      consumed.into(result, what + " to bare consumer");
      result.add(what + ", sender late by at most", "ms", senderLate);
    }
  }

  /** Waits until the page shows all events. */
  private static void awaitSteady(Browser browser, long events) throws Exception {
    long deadline = System.nanoTime() + CATCH_UP.toNanos();
    while (browser.events() < events) {
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "the page shows %,d of %,d events after %s"
                .formatted(browser.events(), events, CATCH_UP));
      }
      Thread.sleep(POLL_MILLIS);
    }
    Thread.sleep(STEADY);
  }

  private static Map<Part, Double> cpu(LocalStack stack) {
    Map<Part, Double> seconds = new LinkedHashMap<>();
    PARTS.forEach(part -> seconds.put(part, ProcessUse.cpuSeconds(stack.status(part).pid())));
    return seconds;
  }

  private static void addCpu(
      BenchResult result, String what, LocalStack stack, Map<Part, Double> before, long events) {
    cpu(stack)
        .forEach(
            (part, seconds) -> {
              if (part == Part.KAFKA || part == Part.TASKMANAGER || part == Part.QUERY_API) {
                result.add(
                    "%s %s".formatted(part, what),
                    "CPU-s per million events",
                    (seconds - before.get(part)) / events * EVENTS_PER_MILLION);
              }
            });
    result.add(
        "taskmanager, largest memory so far",
        "MiB",
        ProcessUse.peakMemory(stack.status(Part.TASKMANAGER).pid()));
  }
}
