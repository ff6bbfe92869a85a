package io.tidelake.stack.chaos;

import io.tidelake.ingest.ProduceException;
import io.tidelake.stack.LocalStack;
import io.tidelake.stack.StackException;
import io.tidelake.stack.StackOptions;
import io.tidelake.stack.server.Detour;
import io.tidelake.stack.server.Part;
import io.tidelake.stack.server.Server;
import io.tidelake.stack.server.Site;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * One run: a fresh stack, load, the steps of the schedule, and the reckoning.
 *
 * <p>After each step the run waits until live output and a commit of records from after the fault
 * were seen and the stream has caught up; what does not come back in time is noted, and the run
 * goes on.
 */
final class ChaosRun {

  private static final Duration FIRST_OUTPUT_PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(50);

  private final ChaosSettings settings;
  private final PrintWriter out;

  ChaosRun(ChaosSettings settings, PrintWriter out) {
    this.settings = settings;
    this.out = out;
  }

  /**
   * Runs to the end; the stack is stopped when this returns or throws.
   *
   * @throws StackException if the stack does not start
   * @throws InterruptedException if the thread was told to end
   */
  ChaosReport run()
      throws StackException,
          IOException,
          InterruptedException,
          ProduceException,
          ExecutionException {
    StackOptions options = StackOptions.all(settings.home(), settings.portOffset());
    Site site = options.site();
    LocalStack.purge(site);
    if (!Server.startsFromSharedClasses(site)) {
      recordClasses(options);
    }
    Instant started = Instant.now();
    say("Starting a stack of its own in " + site.home() + " ...");
    try (CatalogProxy catalog = CatalogProxy.start(URI.create(site.url(Part.CATALOG)));
        TcpProxy objectStore = TcpProxy.start(site.clientHost(), site.port(Part.OBJECT_STORE));
        LocalStack stack = LocalStack.start(options.withDetour(detour(catalog, objectStore)))) {
      say("Dashboard: " + stack.endpoints().dashboard());
      return underLoad(stack, new Injector(stack, catalog, objectStore), started);
    }
  }

  /**
   * Servers that were only ever killed never write the archive of their classes, and start and
   * recover twice as slowly as those of a stack that was stopped in good order once.
   */
  private void recordClasses(StackOptions options)
      throws StackException,
          IOException,
          InterruptedException,
          ProduceException,
          ExecutionException {
    say("First run of this build: starting and stopping once, so that servers start faster ...");
    try (LocalStack stack = LocalStack.start(options);
        Load load =
            new Load(stack.endpoints().kafka(), settings.rate(), settings.seed(), this::say);
        LiveWatch live = new LiveWatch(stack.endpoints().kafka());
        CommitWatch commits = new CommitWatch(stack.endpoints().catalog())) {
      awaitFirst(live, commits);
      load.stop();
    }
    LocalStack.purge(options.site());
  }

  private static Detour detour(CatalogProxy catalog, TcpProxy objectStore) {
    return new Detour(catalog.uri(), URI.create("http://localhost:" + objectStore.port()));
  }

  private ChaosReport underLoad(LocalStack stack, Injector injector, Instant started)
      throws IOException,
          InterruptedException,
          StackException,
          ProduceException,
          ExecutionException {
    String kafka = stack.endpoints().kafka();
    try (Load load = new Load(kafka, settings.rate(), settings.seed(), this::say);
        LiveWatch live = new LiveWatch(kafka);
        CommitWatch commits = new CommitWatch(stack.endpoints().catalog());
        LiveReader reader = new LiveReader(stack.endpoints().dashboard())) {
      awaitFirst(live, commits);
      Scene scene = new Scene(stack, injector, load, live, commits);
      Map<String, ChaosReport.Share> availability = new LinkedHashMap<>();
      Map<String, ChaosReport.Memory> memory = new LinkedHashMap<>();
      List<ChaosReport.StepResult> steps = steps(scene, availability, memory);
      say("Draining and counting ...");
      ChaosReport.Exactness exactness = new Reckoning(scene, reader).reckon(load.stop());
      return new ChaosReport(
          settings.seed(),
          settings.schedule().faults(),
          settings.rate(),
          started.toString(),
          Duration.between(started, Instant.now()).toSeconds(),
          steps,
          ChaosReport.byKind(steps),
          availability,
          memory,
          reader.backwards(),
          reader.examples(),
          exactness);
    }
  }

  private List<ChaosReport.StepResult> steps(
      Scene scene,
      Map<String, ChaosReport.Share> availability,
      Map<String, ChaosReport.Memory> memory)
      throws InterruptedException {
    List<ChaosReport.StepResult> results = new ArrayList<>();
    ReportTable table = new ReportTable(out);
    try (DashboardProbe probe = new DashboardProbe(scene.stack().endpoints().dashboard());
        MemoryWatch watch = new MemoryWatch(scene.stack()::status)) {
      int faults = 0;
      for (Step step : settings.schedule().steps()) {
        Instant next = Instant.now().plus(settings.interval());
        ChaosReport.StepResult result =
            new StepRun(scene, step, settings.rate()).run(results.size() + 1);
        results.add(result);
        faults += step.faults().size();
        table.step(result, faults, settings.schedule().faults());
        Duration rest = Duration.between(Instant.now(), next);
        Thread.sleep(rest.isNegative() ? Duration.ZERO : rest);
      }
      availability.putAll(probe.shares());
      memory.putAll(watch.memory());
    }
    return results;
  }

  private static void awaitFirst(LiveWatch live, CommitWatch commits)
      throws StackException, InterruptedException {
    Instant deadline = Instant.now().plus(FIRST_OUTPUT_PATIENCE);
    while (live.outputs().isEmpty() || commits.newest().isEmpty()) {
      if (Instant.now().isAfter(deadline)) {
        throw new StackException(
            StackException.Kind.FAILURE,
            "no live output and commit within " + FIRST_OUTPUT_PATIENCE.toSeconds() + " s");
      }
      Thread.sleep(POLL);
    }
  }

  private void say(String text) {
    out.println(text);
    out.flush();
  }
}
