package io.tidelake.bench.live;

import io.tidelake.bench.BenchResult;
import io.tidelake.bench.BenchSettings;
import io.tidelake.bench.Latencies;
import io.tidelake.bench.ProcessUse;
import io.tidelake.bench.StackUse;
import io.tidelake.bench.load.Clock;
import io.tidelake.bench.load.Progression;
import io.tidelake.bench.load.Schedule;
import io.tidelake.bench.load.Sender;
import io.tidelake.schema.topic.Topics;
import io.tidelake.stack.LocalStack;
import io.tidelake.stack.server.Part;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/**
 * A stack with somebody who sends events and a browser that shows their number: how long each takes
 * from one to the other, and beside it to a bare consumer.
 */
final class Watched implements AutoCloseable {

  private static final long WARM_UP_RATE = 10_000;
  private static final int WARM_UP_SECONDS = 3;
  private static final Duration CATCH_UP = Duration.ofMinutes(3);
  private static final Duration STEADY = Duration.ofSeconds(2);
  private static final long POLL_MILLIS = 100;
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final double EVENTS_PER_MILLION = 1e6;

  private final BenchSettings settings;
  private final BenchResult result;
  private final LocalStack stack;
  private final Browser browser;
  private final Sender sender;

  private Watched(
      BenchSettings settings,
      BenchResult result,
      LocalStack stack,
      Browser browser,
      Sender sender) {
    this.settings = settings;
    this.result = result;
    this.stack = stack;
    this.browser = browser;
    this.sender = sender;
  }

  /** Opens the dashboard of a stack that keeps the live job. */
  static Watched open(BenchSettings settings, BenchResult result, LocalStack stack)
      throws Exception {
    Browser browser = Browser.open(stack.endpoints().dashboard());
    try {
      Sender sender = new Sender(stack.endpoints().kafka(), Topics.BEHAVIOR, settings.seed());
      return new Watched(settings, result, stack, browser, sender);
    } catch (RuntimeException e) {
      browser.close();
      throw e;
    }
  }

  /** Until the compilers of all the servers are done with the way of an event. */
  void warmUp() throws Exception {
    settings.say().accept("Warming up ...");
    long events = WARM_UP_RATE * (settings.quick() ? 20 : 60);
    sender.send(new Schedule(Clock.micros(), WARM_UP_RATE), events);
    awaitSteady(events);
    browser.takeSeen();
  }

  /** Sends as fast as it goes and counts what the page has counted, all parts on this machine. */
  long capacity() throws Exception {
    settings.say().accept("Finding the capacity ...");
    long before = browser.events();
    StackUse use = StackUse.begin(stack);
    long start = Clock.micros();
    long sent = sender.sendUntil(start + settings.seconds() * MICROS_PER_SECOND);
    awaitSteady(before + sent);
    Progression painted = browser.takeSeen().painted();
    double seconds = (painted.lastMicros() - start) / (double) MICROS_PER_SECOND;
    double perSecond = sent / seconds;
    result.add("capacity, sender on the same machine", "events/s", perSecond);
    addCpu("at capacity", use, sent);
    return Math.max(1_000, (long) (perSecond / 2) * 2);
  }

  /**
   * Sends by schedule and tells how late events were seen.
   *
   * @param seconds to measure, after three that are not
   * @param what the figures are called
   */
  void measure(long rate, int seconds, String what) throws Exception {
    long before = browser.events();
    browser.takeSeen();
    long skip = rate * WARM_UP_SECONDS;
    long events = skip + rate * seconds;
    try (BareConsumer bare = new BareConsumer(stack.endpoints().kafka())) {
      StackUse use = StackUse.begin(stack);
      double browserCpu = ProcessUse.cpuSeconds(browser.pid());
      long begun = Clock.micros();
      Schedule schedule = new Schedule(begun + MICROS_PER_SECOND / 2, rate);
      double senderLate = sender.send(schedule, events);
      awaitSteady(before + events);
      addCpu("at " + what, use, events);
      addBrowserCpu("at " + what, browserCpu, begun);
      Browser.Seen seen = browser.takeSeen();
      Latencies painted = seen.painted().latencies(schedule, before, skip, events);
      Latencies consumed = bare.progression().latencies(schedule, 0, skip, events);
      if (painted.count() < events - skip || consumed.count() < events - skip) {
        throw new IOException(
            "of %,d events %,d were painted and %,d consumed"
                .formatted(events - skip, painted.count(), consumed.count()));
      }
      painted.into(result, what + " to paint");
      seen.heard().latencies(schedule, before, skip, events).into(result, what + " to page");
      seen.written().latencies(schedule, before, skip, events).into(result, what + " to frame");
      consumed.into(result, what + " to bare consumer");
      result.add(what + ", sender late by at most", "ms", senderLate);
    }
  }

  /** Waits until the page shows all events. */
  private void awaitSteady(long events) throws Exception {
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

  private void addCpu(String what, StackUse use, long events) {
    Map<String, Double> cpu = use.cpuSeconds();
    for (Part part : new Part[] {Part.KAFKA, Part.TASKMANAGER, Part.QUERY_API}) {
      result.add(
          "%s %s".formatted(part, what),
          "CPU-s per million events",
          cpu.getOrDefault(part.title(), 0.0) / events * EVENTS_PER_MILLION);
    }
  }

  /** Of all its processes, the one that draws included. */
  private void addBrowserCpu(String what, double before, long begunMicros) {
    double seconds = (Clock.micros() - begunMicros) / (double) MICROS_PER_SECOND;
    result.add(
        "Chromium " + what,
        "CPU-s per second",
        (ProcessUse.cpuSeconds(browser.pid()) - before) / seconds);
  }

  @Override
  public void close() throws InterruptedException {
    sender.close();
    browser.close();
  }
}
