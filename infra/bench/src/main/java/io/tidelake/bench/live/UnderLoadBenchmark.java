package io.tidelake.bench.live;

import io.tidelake.bench.BenchResult;
import io.tidelake.bench.BenchSettings;
import io.tidelake.bench.Benchmark;
import io.tidelake.bench.Catalog;
import io.tidelake.bench.LoadedLake;
import io.tidelake.bench.MaintenanceOrders;
import io.tidelake.bench.StackCommand;
import io.tidelake.bench.StackUse;
import io.tidelake.ingest.GeneratedCsv;
import io.tidelake.ingest.trino.SqlResource;
import io.tidelake.ingest.trino.TrinoAddress;
import io.tidelake.stack.LocalStack;
import io.tidelake.stack.StackOptions;
import io.tidelake.stack.server.Site;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;

/**
 * The latency of the live page, and how fast the lake takes events in, while maintenance runs and
 * Trino answers questions about 90 days; in turn with windows in which nothing else happens. All
 * parts of the stack run in both.
 */
public final class UnderLoadBenchmark implements Benchmark {

  private static final long EVENTS = 5_000_000;
  private static final long QUICK_EVENTS = 1_000_000;
  private static final int DAYS = 90;
  private static final long RATE = 10_000;

  /** A window has to see many commits, which are five seconds apart. */
  private static final int LONGER = 3;

  private static final double MOST_SLOWER = 2;
  private static final double LEAST_INGEST = 0.9;

  private static final String QUIET = "quiet";
  private static final String LOADED = "loaded";
  private static final String PAINTED = " to paint, p99";
  private static final String COMPACTED = "compactions of the stream's tables in a loaded window";
  private static final String INGEST = ", into the lake";

  @Override
  public String name() {
    return "live-under-load";
  }

  @Override
  public void run(BenchSettings settings, BenchResult result) throws Exception {
    StackOptions options = StackOptions.all(settings.home().resolve(name()), settings.portOffset());
    Site site = options.site();
    LocalStack.purge(site);
    settings.say().accept("Starting a stack ...");
    try (LocalStack stack = LocalStack.start(options)) {
      long events = settings.eventsOr(settings.quick() ? QUICK_EVENTS : EVENTS);
      LocalDate last = load(settings, site, events);
      measure(settings, result, stack, last);
      judge(settings, result, events);
    } finally {
      LocalStack.purge(site);
    }
  }

  /**
   * @return the last day of what is loaded
   */
  private static LocalDate load(BenchSettings settings, Site site, long events) throws Exception {
    settings.say().accept("Loading %,d events of %d days ...".formatted(events, DAYS));
    LocalDate last = LocalDate.ofInstant(GeneratedCsv.today(), LoadedLake.ZONE).minusDays(1);
    StackCommand.run(
        site,
        "backfill",
        "--generate",
        Long.toString(events),
        "--days",
        Integer.toString(DAYS),
        "--seed",
        Long.toString(settings.seed()));
    return last;
  }

  private static void measure(
      BenchSettings settings, BenchResult result, LocalStack stack, LocalDate last)
      throws Exception {
    LocalDate first = last.minusDays(DAYS - 1L);
    try (Watched watched = Watched.open(settings, result, stack);
        Catalog catalog = new Catalog(stack.endpoints().catalog());
        MaintenanceOrders maintenance = new MaintenanceOrders(stack.site());
        Connection trino = TrinoAddress.of(stack.endpoints().trino()).connect("bench", Map.of())) {
      watched.warmUp();
      settings.say().accept("Bringing rollups up to date, compacting ...");
      maintenance.awaitRun();
      for (int round = 1; round <= settings.rounds(); round++) {
        // Since it ran just now, the stack's own next run is minutes away.
        maintenance.awaitRun();
        settings.say().accept("Round %d, quiet ...".formatted(round));
        window(settings, result, stack, watched, catalog, QUIET);
        settings.say().accept("Round %d, loaded ...".formatted(round));
        Instant from = Instant.now();
        try (LakeLoad load = LakeLoad.start(stack, first, last)) {
          window(settings, result, stack, watched, catalog, LOADED);
          load.into(result);
        }
        result.add(COMPACTED, "", compactions(trino, from));
      }
    }
  }

  private static void window(
      BenchSettings settings,
      BenchResult result,
      LocalStack stack,
      Watched watched,
      Catalog catalog,
      String what)
      throws Exception {
    StackUse use = StackUse.begin(stack);
    try (Ingest ingest = new Ingest(catalog)) {
      watched.measure(RATE, settings.seconds() * LONGER, what);
      result.add(what + INGEST, "events/s", ingest.perSecond());
    }
    use.into(result, what);
  }

  private static long compactions(Connection trino, Instant from) throws SQLException {
    try (Statement statement = trino.createStatement();
        ResultSet row =
            statement.executeQuery(
                SqlResource.text(UnderLoadBenchmark.class, "compactions")
                    .replace("{from}", from.toString()))) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void judge(BenchSettings settings, BenchResult result, long events) {
    double loaded = result.median(LOADED + PAINTED);
    double quiet = result.median(QUIET + PAINTED);
    result.atMost(
        "S6", "to paint, p99, loaded ÷ quiet (ms)", MOST_SLOWER, loaded, quiet, loaded / quiet);
    loaded = result.median(LOADED + INGEST);
    quiet = result.median(QUIET + INGEST);
    result.atLeast(
        "S6",
        "into the lake, loaded ÷ quiet (events/s)",
        LEAST_INGEST,
        loaded,
        quiet,
        loaded / quiet);
    result.atLeast("S6", COMPACTED, 1, result.median(COMPACTED));
    result.atLeast(
        "S6", "questions answered in a loaded window", 1, result.median(LakeLoad.ANSWERED));
    result.note(
        ("%,d events of %d days in the lake, %,d events/s live, windows of %d s in turn. Loaded:"
                + " maintenance is told to run over and over, and Trino is asked ten questions about"
                + " all days on the events, one after the other. Checkpoints come every five seconds"
                + " in both. Into the lake: rows of the table of events a second, between the first"
                + " and the last commit that was seen.")
            .formatted(events, DAYS, RATE, settings.seconds() * LONGER));
  }
}
