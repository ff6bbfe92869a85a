package io.tidelake.stack;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidelake.stack.process.AtomicFile;
import io.tidelake.stack.process.State;
import io.tidelake.stack.process.Status;
import io.tidelake.stack.process.Supervised;
import io.tidelake.stack.server.LiveJob;
import io.tidelake.stack.server.Part;
import io.tidelake.stack.server.Secrets;
import io.tidelake.stack.server.Server;
import io.tidelake.stack.server.Site;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A running stack, supervised by this JVM: the launcher's and the end-to-end tests' own.
 *
 * <p>{@link #start} returns when every part is healthy; from then on parts that die are started
 * again until {@link #close}. Not for concurrent use, except {@link #status} and {@link #close}.
 *
 * <pre>{@code
 * try (LocalStack stack = LocalStack.start(options)) {
 *   stack.kill(Part.TASKMANAGER);
 *   stack.awaitHealthy(Part.TASKMANAGER, Duration.ofSeconds(30));
 * }
 * }</pre>
 */
public final class LocalStack implements AutoCloseable {

  private static final Duration CANCEL_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final JsonMapper JSON = new JsonMapper();

  private final StackOptions options;
  private final Site site;
  private final Secrets secrets;
  private final FileLock lock;
  private final Map<Part, Server> servers = new EnumMap<>(Part.class);
  private final Map<Part, Supervised> processes = new EnumMap<>(Part.class);
  private final LiveJob liveJob;
  private final @Nullable LiveJobKeeper keeper;
  private volatile boolean closed;

  private LocalStack(StackOptions options, FileLock lock) {
    this.options = options;
    this.site = options.site();
    this.lock = lock;
    this.secrets = Secrets.loadOrCreate(site.secrets());
    for (Part part : options.parts()) {
      Server server = Server.of(part, site, secrets, options.secure(), options.flink());
      servers.put(part, server);
      processes.put(
          part,
          new Supervised(
              server,
              Leftovers.pidFile(site, part),
              site.log(part.title()),
              options.readyTimeout()));
    }
    this.liveJob = new LiveJob(site, options.detour());
    this.keeper = options.liveJob() ? new LiveJobKeeper(liveJob, this::liveJobCanRun) : null;
  }

  /**
   * Starts the stack and waits until all of it is healthy.
   *
   * @throws StackException if a precondition is missing or a part fails; then nothing is left
   *     running
   */
  public static LocalStack start(StackOptions options)
      throws StackException, IOException, InterruptedException {
    LocalStack stack = prepare(options);
    try {
      stack.launch();
      return stack;
    } catch (StackException | InterruptedException | RuntimeException e) {
      stack.close();
      throw e;
    }
  }

  /**
   * Deletes the home with all data, after ending what may still run from it.
   *
   * @throws StackException if the folder is not a stack's home, or a stack uses it
   */
  public static void purge(Site site) throws StackException, IOException, InterruptedException {
    if (!Files.exists(site.home())) {
      return;
    }
    Home home = new Home(site.home());
    home.create();
    try (FileChannel lock = home.lock().channel()) {
      new Leftovers(site).stop();
    }
    home.purge();
  }

  /** Checks the preconditions and takes the home, but starts nothing. */
  static LocalStack prepare(StackOptions options)
      throws StackException, IOException, InterruptedException {
    Home home = new Home(options.site().home());
    home.create();
    FileLock lock = home.lock();
    try {
      home.bind(options.site().portOffset());
      new Leftovers(options.site()).stop();
      LocalStack stack = new LocalStack(options, lock);
      List<Path> jars = options.liveJob() ? List.of(stack.liveJob.jar()) : List.of();
      List<String> findings =
          new ArrayList<>(Preflight.findings(options.site(), stack.servers.values(), jars));
      if (options.liveJob()) {
        findings.addAll(LiveJob.wrongSettings(System.getenv()));
      }
      if (!findings.isEmpty()) {
        throw new StackException(
            StackException.Kind.PRECONDITION, String.join(System.lineSeparator(), findings));
      }
      Files.deleteIfExists(stack.endpointsFile());
      return stack;
    } catch (StackException | IOException | InterruptedException | RuntimeException e) {
      lock.channel().close();
      throw e;
    }
  }

  /** Starts each part as soon as those it needs are healthy; returns when all are. */
  void launch() throws StackException, InterruptedException, IOException {
    if (keeper != null) {
      keeper.start();
    }
    Set<Part> waiting = EnumSet.copyOf(options.parts());
    while (!allHealthy()) {
      if (closed) {
        throw new InterruptedException("closed while starting");
      }
      for (Part part : List.copyOf(waiting)) {
        Set<Part> needs = EnumSet.copyOf(part.needs());
        needs.retainAll(options.parts());
        if (healthy(needs)) {
          processes.get(part).start();
          waiting.remove(part);
        }
      }
      for (Map.Entry<String, Status> entry : status().entrySet()) {
        if (entry.getValue().state() == State.FAILED) {
          String log =
              entry.getKey().equals(LiveJob.TITLE) ? Part.JOBMANAGER.title() : entry.getKey();
          throw new StackException(
              StackException.Kind.FAILURE,
              "%s did not start: %s; see %s"
                  .formatted(entry.getKey(), entry.getValue().detail(), site.log(log)));
        }
      }
      Thread.sleep(POLL);
    }
    AtomicFile.write(
        endpointsFile(),
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(endpoints()) + "\n");
  }

  public Endpoints endpoints() {
    return Endpoints.of(site);
  }

  public Site site() {
    return site;
  }

  /** The keys of the object store. */
  public Secrets secrets() {
    return secrets;
  }

  /** The streaming job, for tests that cancel or resubmit it by hand. */
  public LiveJob liveJob() {
    return liveJob;
  }

  /**
   * Cancels the streaming job and submits it again, under a new id. Flink forgets what it knew of
   * the old one; its checkpoints stay.
   *
   * @param start what to do once the job has ended; returns the checkpoint to start from, or
   *     nothing to start without one
   * @throws IOException if Flink does not answer or refuses; the job may then be left cancelled
   */
  public void restartLiveJob(RestartPoint start) throws IOException, InterruptedException {
    LiveJobKeeper keeping = keeper;
    if (keeping == null) {
      throw new IllegalStateException("this stack keeps no live job");
    }
    keeping.meanwhile(
        job -> {
          Optional<LiveJob.Run> run = job.find().filter(found -> !found.ended());
          if (run.isPresent()) {
            cancel(job, run.get().id());
          }
          return job.submit(start.choose(job, run.map(LiveJob.Run::id)));
        });
  }

  /** Chooses where a job that was cancelled goes on. */
  @FunctionalInterface
  public interface RestartPoint {
    /**
     * @param cancelled the id of the run that was cancelled, if there was one
     */
    Optional<Path> choose(LiveJob job, Optional<String> cancelled)
        throws IOException, InterruptedException;
  }

  private static void cancel(LiveJob job, String id) throws IOException, InterruptedException {
    Instant deadline = Instant.now().plus(CANCEL_TIMEOUT);
    job.cancel(id);
    while (job.find().filter(run -> !run.ended()).isPresent()) {
      if (Instant.now().isAfter(deadline)) {
        throw new IOException("job " + id + " is not cancelled after " + CANCEL_TIMEOUT);
      }
      Thread.sleep(POLL);
    }
  }

  /** Every part and the streaming job by name, as {@code ./tidelake status} shows them. */
  public Map<String, Status> status() {
    Map<String, Status> statuses = new LinkedHashMap<>();
    processes.forEach((part, process) -> statuses.put(part.title(), process.status()));
    if (keeper != null) {
      statuses.put(LiveJob.TITLE, keeper.status());
    }
    return statuses;
  }

  public Status status(Part part) {
    return process(part).status();
  }

  public boolean allHealthy() {
    return status().values().stream().allMatch(status -> status.state() == State.HEALTHY);
  }

  /** Ends the part's process at once, as {@code kill -9}; the stack starts it again. */
  public void kill(Part part) throws InterruptedException {
    process(part).kill();
  }

  /**
   * The TaskManager that the streaming job runs on.
   *
   * @throws IOException if Flink does not say, for example because the job is between two
   */
  public Part busyTaskManager() throws IOException, InterruptedException {
    Optional<LiveJob.Run> run = liveJob.find().filter(LiveJob.Run::running);
    if (run.isEmpty()) {
      throw new IOException("the live job does not run");
    }
    return liveJob.taskManagers(run.get().id()).stream()
        .findFirst()
        .orElseThrow(() -> new IOException("no TaskManager runs the live job"));
  }

  /**
   * The process of the service that clients reach.
   *
   * @throws IOException if there is none just now
   */
  public Part servingQueryApi() throws IOException, InterruptedException {
    for (Part part : StackOptions.QUERY_APIS) {
      if (servers.containsKey(part) && serves(servers.get(part))) {
        return part;
      }
    }
    throw new IOException("no process serves");
  }

  private static boolean serves(Server server) throws InterruptedException {
    try {
      return server.serving();
    } catch (IOException dead) {
      return false;
    }
  }

  /** Pauses the part's process (SIGSTOP) until {@link #resume}; it is not restarted meanwhile. */
  public void pause(Part part) throws InterruptedException {
    process(part).signal("STOP");
  }

  /** Lets a paused process go on. */
  public void resume(Part part) throws InterruptedException {
    process(part).signal("CONT");
  }

  /** Ends the part in good order and leaves it stopped until {@link #startPart}. */
  public void stopPart(Part part) throws InterruptedException {
    process(part).stop(part.stopTimeout());
    servers.get(part).close();
  }

  /** Starts a part that {@link #stopPart} ended; returns before it is healthy. */
  public void startPart(Part part) {
    process(part).start();
  }

  /**
   * Waits until the part is healthy with another process than before a kill just made.
   *
   * @throws StackException if it takes longer than the time-out
   */
  public void awaitHealthy(Part part, Duration timeout)
      throws StackException, InterruptedException {
    Instant deadline = Instant.now().plus(timeout);
    while (!processRunsHealthy(part)) {
      if (Instant.now().isAfter(deadline)) {
        throw new StackException(
            StackException.Kind.FAILURE,
            part + " is not healthy after " + timeout.toSeconds() + " s: " + status(part));
      }
      Thread.sleep(POLL);
    }
  }

  /** Waits until every part and the streaming job are healthy. */
  public void awaitAllHealthy(Duration timeout) throws StackException, InterruptedException {
    Instant deadline = Instant.now().plus(timeout);
    while (!allHealthy()) {
      if (Instant.now().isAfter(deadline)) {
        throw new StackException(
            StackException.Kind.FAILURE,
            "not healthy after " + timeout.toSeconds() + " s: " + status());
      }
      Thread.sleep(POLL);
    }
  }

  /** Stops everything in order. May be called at any time, also while {@link #start} works. */
  @Override
  public void close() {
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
      try {
        if (keeper != null) {
          keeper.stop();
        }
        for (Part part : Part.stopOrder()) {
          Supervised process = processes.get(part);
          if (process != null) {
            process.stop(part.stopTimeout());
            servers.get(part).close();
          }
        }
        Files.deleteIfExists(endpointsFile());
        lock.channel().close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  private boolean processRunsHealthy(Part part) {
    Status status = status(part);
    return status.state() == State.HEALTHY
        && ProcessHandle.of(status.pid()).map(ProcessHandle::isAlive).orElse(false);
  }

  private boolean healthy(Set<Part> parts) {
    return parts.stream()
        .filter(processes::containsKey)
        .allMatch(part -> processes.get(part).status().state() == State.HEALTHY);
  }

  private boolean liveJobCanRun() {
    Set<Part> needs = EnumSet.copyOf(StackOptions.LIVE_JOB_NEEDS);
    needs.removeAll(StackOptions.TASK_MANAGERS);
    return healthy(needs)
        && StackOptions.TASK_MANAGERS.stream()
            .filter(processes::containsKey)
            .anyMatch(part -> healthy(Set.of(part)));
  }

  private Supervised process(Part part) {
    return Optional.ofNullable(processes.get(part))
        .orElseThrow(() -> new IllegalArgumentException(part + " is not a part of this stack"));
  }

  private Path endpointsFile() {
    return site.home().resolve("endpoints.json");
  }
}
