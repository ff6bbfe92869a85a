package io.tidelake.bench.pipeline;

import io.tidelake.bench.BenchSettings;
import io.tidelake.bench.Catalog;
import io.tidelake.bench.ChildJvm;
import io.tidelake.bench.ProcessUse;
import io.tidelake.bench.StackUse;
import io.tidelake.bench.ThreadUse;
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
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Topics, and those who read one from its beginning to its end, one at a time, each in processes
 * that have done nothing before. Of each the first events are the warm-up. From then on counts what
 * happens until the last event is where it has to be: for those that write, in a snapshot of the
 * table.
 */
final class Contest implements AutoCloseable {

  static final long MINUTE_MILLIS = Duration.ofMinutes(1).toMillis();
  static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

  /** With a second TaskManager. */
  static final Set<Part> TWO_TASK_MANAGERS =
      Collections.unmodifiableSet(EnumSet.of(Part.TASKMANAGER, Part.TASKMANAGER_2));

  static final Set<Part> ONE_TASK_MANAGER =
      Collections.unmodifiableSet(EnumSet.of(Part.TASKMANAGER));

  /** Besides TaskManagers. */
  private static final Set<Part> PARTS =
      EnumSet.of(Part.OBJECT_STORE, Part.CATALOG, Part.ZOOKEEPER, Part.KAFKA, Part.JOBMANAGER);

  /** Who serves everybody: told apart, and no contender's own. */
  private static final Set<Part> SERVERS = EnumSet.of(Part.KAFKA, Part.OBJECT_STORE, Part.CATALOG);

  /** Else Flink fills one TaskManager before it takes another. */
  private static final Map<String, String> SPREAD =
      Map.of("taskmanager.load-balance.mode", "SLOTS");

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
  record Events(long counted, long warmUp, int partitions, int ways, long stepMillis) {

    long all() {
      return warmUp + counted;
    }
  }

  /**
   * A topic that is written.
   *
   * @param name in Kafka
   * @param events that it holds
   */
  record Topic(String name, Events events) {}

  private Contest(BenchSettings settings, Site site, LocalStack stack, Catalog catalog) {
    this.settings = settings;
    this.site = site;
    this.stack = stack;
    this.catalog = catalog;
  }

  /**
   * Starts a stack.
   *
   * @param taskManagers those that a contender may have
   */
  static Contest start(BenchSettings settings, String name, Set<Part> taskManagers)
      throws IOException, InterruptedException, StackException {
    Set<Part> parts = EnumSet.copyOf(PARTS);
    parts.addAll(taskManagers);
    StackOptions options =
        StackOptions.only(settings.home().resolve(name), settings.portOffset(), parts)
            .withFlink(SPREAD);
    LocalStack.purge(options.site());
    settings.say().accept("Starting a stack ...");
    LocalStack stack = LocalStack.start(options);
    return new Contest(settings, options.site(), stack, new Catalog(stack.endpoints().catalog()));
  }

  /**
   * Writes a topic.
   *
   * @param name of a topic that is not there
   */
  Topic write(String name, Events events)
      throws IOException, InterruptedException, ProduceException {
    settings.say().accept("Writing %,d events ...".formatted(events.all()));
    long start = System.nanoTime();
    EventTopic.create(stack.endpoints().kafka(), name, events.partitions());
    ShopSettings shop = ShopSettings.defaults().withSeed(settings.seed()).withCount(events.all());
    try (EventSource source =
        new SpreadEvents(new ShopGenerator(shop), events.ways(), events.stepMillis())) {
      EventTopic.write(stack.endpoints().kafka(), name, source);
    }
    settings
        .say()
        .accept("... in %.0f s".formatted((System.nanoTime() - start) / NANOS_PER_SECOND));
    return new Topic(name, events);
  }

  /**
   * A bare consumer that parses.
   *
   * @param how as {@link BareParser} takes it
   */
  Measured parse(Topic topic, String how) throws IOException, InterruptedException {
    Events events = topic.events();
    List<String> program =
        List.of(
            BareParser.class.getName(),
            stack.endpoints().kafka(),
            topic.name(),
            how,
            Long.toString(events.warmUp()),
            Long.toString(events.all()));
    StackUse use = StackUse.begin(stack);
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
      Map<String, Double> broker = only(EnumSet.of(Part.KAFKA), use.cpuSeconds());
      // The parser tells only when it is done: the broker's is that of the warm-up too.
      broker.replaceAll((part, seconds) -> seconds * events.counted() / events.all());
      return new Measured(
          Long.parseLong(answer[0]),
          Double.parseDouble(answer[1]),
          Long.parseLong(answer[2]) / NANOS_PER_SECOND,
          Double.parseDouble(answer[3]),
          broker,
          only(EnumSet.of(Part.KAFKA), use.peakMemory()),
          Map.of());
    }
  }

  /**
   * Our job.
   *
   * @param rawOnly the events alone instead of everything
   * @param taskManagers on which it has to run, all of them
   */
  Measured job(Topic topic, boolean rawOnly, Set<Part> taskManagers)
      throws IOException, InterruptedException, StackException {
    String namespace = "run_" + ++number;
    try (LakeJob job = LakeJob.start(stack, taskManagers, topic.name(), namespace, rawOnly)) {
      Set<Part> parts = EnumSet.copyOf(SERVERS);
      parts.add(Part.JOBMANAGER);
      parts.addAll(taskManagers);
      Measured measured =
          measure(
              topic.events(),
              job::read,
              job::cpuSeconds,
              job::peakMemory,
              () -> catalog.rows(namespace, EVENTS),
              parts,
              job::processes);
      job.requireOnAll();
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
  Measured connect(Topic topic) throws IOException, InterruptedException {
    String name = "connect_" + ++number;
    catalog.createTable(name, resource("events-table.json"));
    EventTopic.create(stack.endpoints().kafka(), Connect.controlTopic(name), 1);
    Path folder = Files.createDirectories(site.home().resolve("connect"));
    try (Connect connect = Connect.start(stack, topic.name(), name, folder)) {
      return measure(
          topic.events(),
          connect::read,
          () -> ProcessUse.cpuSeconds(connect.pid()),
          () -> ProcessUse.peakMemory(connect.pid()),
          () -> {
            connect.requireRunning();
            return catalog.rows(name, Connect.TABLE);
          },
          SERVERS,
          Map::of);
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

  private Measured measure(
      Events events,
      Count read,
      Use cpuSeconds,
      Use peakMemory,
      Count written,
      Set<Part> parts,
      Supplier<Map<String, Long>> withThreads)
      throws IOException, InterruptedException {
    long begun = await(events.warmUp(), read, "read");
    double cpu = cpuSeconds.now();
    StackUse use = StackUse.begin(stack);
    ThreadUse threads = ThreadUse.begin(withThreads.get());
    long start = System.nanoTime();
    long end = await(events.all(), written, "written");
    if (end != events.all()) {
      throw new IOException("%,d events became %,d rows".formatted(events.all(), end));
    }
    return new Measured(
        events.all() - begun,
        cpuSeconds.now() - cpu,
        (System.nanoTime() - start) / NANOS_PER_SECOND,
        peakMemory.now(),
        only(parts, use.cpuSeconds()),
        only(parts, use.peakMemory()),
        threads.groups());
  }

  private static Map<String, Double> only(Set<Part> parts, Map<String, Double> all) {
    Map<String, Double> some = new LinkedHashMap<>(all);
    some.keySet().retainAll(parts.stream().map(Part::title).toList());
    return some;
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
