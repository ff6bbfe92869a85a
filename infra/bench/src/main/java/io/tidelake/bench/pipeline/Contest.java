package io.tidelake.bench.pipeline;

import io.tidelake.bench.BenchSettings;
import io.tidelake.bench.Catalog;
import io.tidelake.bench.ChildJvm;
import io.tidelake.bench.ProcessUse;
import io.tidelake.ingest.EventSource;
import io.tidelake.ingest.ProduceException;
import io.tidelake.ingest.ShopGenerator;
import io.tidelake.ingest.ShopSettings;
import io.tidelake.schema.table.StreamCommit;
import io.tidelake.stack.LocalStack;
import io.tidelake.stack.StackException;
import io.tidelake.stack.StackOptions;
import io.tidelake.stack.server.Part;
import io.tidelake.stack.server.Site;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One topic, and those who read it from its beginning to its end, one at a time, each in processes
 * that have done nothing before. Of each the first events are the warm-up. From then on counts what
 * happens until the last event is where it has to be: for those that write, in a snapshot of the
 * table.
 */
final class Contest implements AutoCloseable {

  static final long MINUTE_MILLIS = Duration.ofMinutes(1).toMillis();
  static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

  private static final EnumSet<Part> PARTS =
      EnumSet.of(
          Part.OBJECT_STORE,
          Part.CATALOG,
          Part.ZOOKEEPER,
          Part.KAFKA,
          Part.JOBMANAGER,
          Part.TASKMANAGER);

  private static final String TOPIC = "behavior";
  private static final String EVENTS = "raw_events";
  private static final String MINUTES = "behavior_1m";
  private static final int PARSER_HEAP_MIB = 512;
  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final long POLL_MILLIS = 200;
  private static final double NANOS_PER_SECOND = 1e9;

  private final BenchSettings settings;
  private final Site site;
  private final LocalStack stack;
  private final Catalog catalog;
  private final long warmUp;
  private final long all;
  private int number;

  /**
   * What a topic holds.
   *
   * @param counted events after the warm-up
   * @param warmUp events before them
   * @param partitions of the topic
   * @param ways how many times events happen at in turn
   * @param stepMillis from one of those times to the next
   */
  record Events(long counted, long warmUp, int partitions, int ways, long stepMillis) {}

  private Contest(
      BenchSettings settings, Site site, LocalStack stack, Catalog catalog, Events events) {
    this.settings = settings;
    this.site = site;
    this.stack = stack;
    this.catalog = catalog;
    this.warmUp = events.warmUp();
    this.all = events.warmUp() + events.counted();
  }

  /** Starts a stack and writes the topic. */
  static Contest start(BenchSettings settings, String name, Events events)
      throws IOException, InterruptedException, StackException, ProduceException {
    StackOptions options =
        StackOptions.only(settings.home().resolve(name), settings.portOffset(), PARTS);
    LocalStack.purge(options.site());
    settings.say().accept("Starting a stack ...");
    LocalStack stack = LocalStack.start(options);
    Contest contest =
        new Contest(
            settings, options.site(), stack, new Catalog(stack.endpoints().catalog()), events);
    try {
      contest.write(events);
      return contest;
    } catch (IOException | InterruptedException | ProduceException | RuntimeException e) {
      contest.close();
      throw e;
    }
  }

  private void write(Events events) throws IOException, InterruptedException, ProduceException {
    settings.say().accept("Writing %,d events ...".formatted(all));
    long start = System.nanoTime();
    EventTopic.create(stack.endpoints().kafka(), TOPIC, events.partitions());
    ShopSettings shop = ShopSettings.defaults().withSeed(settings.seed()).withCount(all);
    try (EventSource source =
        new SpreadEvents(new ShopGenerator(shop), events.ways(), events.stepMillis())) {
      EventTopic.write(stack.endpoints().kafka(), TOPIC, source);
    }
    settings
        .say()
        .accept("... in %.0f s".formatted((System.nanoTime() - start) / NANOS_PER_SECOND));
  }

  /**
   * A bare consumer that parses.
   *
   * @param how as {@link BareParser} takes it
   */
  Measured parse(String how) throws IOException, InterruptedException {
    List<String> program =
        List.of(
            BareParser.class.getName(),
            stack.endpoints().kafka(),
            TOPIC,
            how,
            Long.toString(warmUp),
            Long.toString(all));
    try (ChildJvm parser =
        ChildJvm.start(
            PARSER_HEAP_MIB,
            List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=error"),
            ChildJvm.ownClassPath(),
            program,
            Map.of(),
            true,
            site.log("bare-parser"))) {
      String[] answer = parser.line().split(" ");
      return new Measured(
          Long.parseLong(answer[0]),
          Double.parseDouble(answer[1]),
          Long.parseLong(answer[2]) / NANOS_PER_SECOND,
          Double.parseDouble(answer[3]));
    }
  }

  /** Our job; everything, or the events alone. */
  Measured job(boolean rawOnly) throws IOException, InterruptedException, StackException {
    String namespace = "run_" + ++number;
    try (LakeJob job = LakeJob.start(stack, TOPIC, namespace, rawOnly)) {
      Measured measured =
          measure(
              job::read, job::cpuSeconds, job::peakMemory, () -> catalog.rows(namespace, EVENTS));
      if (!rawOnly) {
        requireSamePositions(namespace);
      }
      return measured;
    }
  }

  /** The aggregates cover what the events cover. */
  private void requireSamePositions(String namespace) throws IOException, InterruptedException {
    String events = catalog.property(namespace, EVENTS, StreamCommit.POSITIONS);
    String minutes = catalog.property(namespace, MINUTES, StreamCommit.POSITIONS);
    if (events.isEmpty() || !events.equals(minutes)) {
      throw new IOException(
          "events are in the lake up to %s, minutes up to %s".formatted(events, minutes));
    }
  }

  /** Kafka Connect. */
  Measured connect() throws IOException, InterruptedException {
    String name = "connect_" + ++number;
    catalog.createTable(name, resource("events-table.json"));
    EventTopic.create(stack.endpoints().kafka(), Connect.controlTopic(name), 1);
    Path folder = Files.createDirectories(site.home().resolve("connect"));
    try (Connect connect = Connect.start(stack, TOPIC, name, folder)) {
      return measure(
          connect::read,
          () -> ProcessUse.cpuSeconds(connect.pid()),
          () -> ProcessUse.peakMemory(connect.pid()),
          () -> {
            connect.requireRunning();
            return catalog.rows(name, Connect.TABLE);
          });
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Contest.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource missing: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Something that servers know. */
  @FunctionalInterface
  private interface Count {
    long now() throws IOException, InterruptedException;
  }

  /** Something that the operating system knows. */
  @FunctionalInterface
  private interface Use {
    double now();
  }

  private Measured measure(Count read, Use cpuSeconds, Use peakMemory, Count written)
      throws IOException, InterruptedException {
    long begun = await(warmUp, read, "read");
    double cpu = cpuSeconds.now();
    long start = System.nanoTime();
    long end = await(all, written, "written");
    if (end != all) {
      throw new IOException("%,d events became %,d rows".formatted(all, end));
    }
    return new Measured(
        all - begun,
        cpuSeconds.now() - cpu,
        (System.nanoTime() - start) / NANOS_PER_SECOND,
        peakMemory.now());
  }

  private static long await(long wanted, Count count, String what)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      long now = count.now();
      if (now >= wanted) {
        return now;
      }
      if (System.nanoTime() > deadline) {
        throw new IOException(
            String.format(
                Locale.ROOT, "%,d of %,d events are %s after %s", now, wanted, what, PATIENCE));
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    try {
      catalog.close();
    } finally {
      stack.close();
      try {
        LocalStack.purge(site);
      } catch (StackException e) {
        throw new IOException(e);
      }
    }
  }
}
