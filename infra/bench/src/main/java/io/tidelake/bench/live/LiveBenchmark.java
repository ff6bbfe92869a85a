package io.tidelake.bench.live;

import io.tidelake.bench.BenchResult;
import io.tidelake.bench.BenchSettings;
import io.tidelake.bench.Benchmark;
import io.tidelake.bench.StackUse;
import io.tidelake.stack.LocalStack;
import io.tidelake.stack.StackOptions;
import io.tidelake.stack.server.Part;
import io.tidelake.stack.server.Site;
import java.util.EnumSet;

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
        Watched watched = Watched.open(settings, result, stack)) {
      watched.warmUp();
      long half = watched.capacity() / 2;
      StackUse use = StackUse.begin(stack);
      for (int round = 1; round <= settings.rounds(); round++) {
        for (long rate : new long[] {1_000, 10_000, half}) {
          settings.say().accept("Round %d: %,d events/s ...".formatted(round, rate));
          String what = rate == half ? "half of capacity" : "%,d/s".formatted(rate);
          watched.measure(rate, settings.seconds(), what);
        }
      }
      use.into(result);
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
    double consumed = result.median(what + " to bare consumer, p99");
    result.atMost(
        "S5",
        what + " to paint, p99 ÷ bare consumer's (ms)",
        5,
        painted,
        consumed,
        painted / consumed);
  }
}
