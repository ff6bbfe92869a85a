package io.tidelake.bench.sustained;

import io.tidelake.bench.BenchResult;
import io.tidelake.bench.BenchSettings;
import io.tidelake.bench.Benchmark;
import io.tidelake.bench.Catalog;
import io.tidelake.bench.ProcessUse;
import io.tidelake.bench.load.Clock;
import io.tidelake.bench.load.Schedule;
import io.tidelake.bench.load.Sender;
import io.tidelake.schema.topic.Topics;
import io.tidelake.stack.LocalStack;
import io.tidelake.stack.StackOptions;
import io.tidelake.stack.reconcile.ReconcileCommand;
import io.tidelake.stack.server.Part;
import io.tidelake.stack.server.Site;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;

/**
 * Events at a fixed rate for minutes on end, with all parts of the stack on this machine and the
 * sender too; then whether all of them are in the lake and in the live counts, each once.
 */
public final class SustainedBenchmark implements Benchmark {

  private static final long RATE = 100_000;
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
      reconcile(settings, result, stack);
    } finally {
      LocalStack.purge(site);
    }
    result.note(
        "One round, whatever --rounds says. Behind: events that were sent and not yet in a snapshot"
            + " of the table, in seconds of the rate; a commit comes every five seconds.");
  }

  private static void measure(
      BenchSettings settings,
      BenchResult result,
      LocalStack stack,
      Catalog catalog,
      Sender sender,
      long before)
      throws IOException, InterruptedException {
    long rate = settings.rateOr(RATE);
    int minutes = settings.minutesOr(settings.quick() ? QUICK_MINUTES : MINUTES);
    long events = rate * minutes * 60;
    settings.say().accept("%,d events/s for %d minutes ...".formatted(rate, minutes));
    Map<Part, Double> cpu = cpu(stack);
    try (Memory memory = new Memory(stack::status)) {
      long start = Clock.micros();
      sender.send(new Schedule(start, rate), events);
      double seconds = (Clock.micros() - start) / MICROS_PER_SECOND;
      double behind = (before + events - catalog.rows(NAMESPACE, TABLE)) / (double) rate;
      await(catalog, before + events);
      double drained = (Clock.micros() - start) / MICROS_PER_SECOND - seconds;
      cpu(stack)
          .forEach(
              (part, used) ->
                  result.add(
                      part + ", CPU",
                      "CPU-s per million events",
                      (used - cpu.getOrDefault(part, 0.0)) / events * MILLION));
      memory.into(result);
      result.add("sent", "events/s", events / seconds);
      result.add("behind at the end", "s", behind);
      result.add("until all were in the lake", "s", drained);
      result.atLeast("S3", "events per second", RATE, events / seconds);
      result.atMost("S3", "behind at the end (s)", MOST_BEHIND_SECONDS, behind);
      result.atMost("S3", "memory, last third ÷ second", MOST_GROWTH, memory.growth());
    }
  }

  private static void reconcile(BenchSettings settings, BenchResult result, LocalStack stack)
      throws IOException {
    settings.say().accept("Reconciling ...");
    StringWriter text = new StringWriter();
    int exit =
        new CommandLine(new ReconcileCommand())
            .setOut(new PrintWriter(text))
            .setErr(new PrintWriter(text))
            .execute(
                "--wait",
                "PT1M",
                "--bootstrap-servers",
                stack.endpoints().kafka(),
                "--trino-url",
                stack.endpoints().trino());
    result.add("reconcile, exit code", "", exit);
    result.atMost("S3", "reconcile, exit code", 0, exit);
    if (exit != 0) {
      settings.say().accept(text.toString());
    }
  }

  private static Map<Part, Double> cpu(LocalStack stack) {
    Map<Part, Double> seconds = new LinkedHashMap<>();
    for (Part part : Part.values()) {
      seconds.put(part, ProcessUse.cpuSeconds(stack.status(part).pid()));
    }
    return seconds;
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
