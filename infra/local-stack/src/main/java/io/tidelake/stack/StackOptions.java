package io.tidelake.stack;

import io.tidelake.stack.server.Detour;
import io.tidelake.stack.server.Part;
import io.tidelake.stack.server.Site;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What to start and where.
 *
 * @param site folders, host and ports
 * @param parts the processes to start
 * @param liveJob whether to keep the streaming job on the cluster
 * @param detour another way for the job to catalog and object store, for tests
 * @param secure whether the service answers only to tokens
 * @param flink settings of Flink that are not the stack's usual ones, by Flink's names
 * @param readyTimeout how long each part may take to be healthy
 */
public record StackOptions(
    Site site,
    Set<Part> parts,
    boolean liveJob,
    Optional<Detour> detour,
    boolean secure,
    Map<String, String> flink,
    Duration readyTimeout) {

  /** Enough for two busy cores; a machine that is slower still says so by this property. */
  static final Duration READY_TIMEOUT =
      Duration.ofSeconds(Integer.getInteger("tidelake.ready-timeout-seconds", 150));

  static final Set<Part> LIVE_JOB_NEEDS =
      Collections.unmodifiableSet(
          EnumSet.of(
              Part.OBJECT_STORE, Part.CATALOG, Part.KAFKA, Part.JOBMANAGER, Part.TASKMANAGER));

  /** Any of them is enough for the live job. */
  static final Set<Part> TASK_MANAGERS =
      Collections.unmodifiableSet(EnumSet.of(Part.TASKMANAGER, Part.TASKMANAGER_2));

  /** Either serves. */
  static final Set<Part> QUERY_APIS =
      Collections.unmodifiableSet(EnumSet.of(Part.QUERY_API, Part.QUERY_API_2));

  public StackOptions {
    parts = Collections.unmodifiableSet(EnumSet.copyOf(parts));
    flink = Map.copyOf(flink);
    if (liveJob && !parts.containsAll(LIVE_JOB_NEEDS)) {
      throw new IllegalArgumentException("the live job needs the parts " + LIVE_JOB_NEEDS);
    }
  }

  /** The job goes straight to every part. */
  public StackOptions(Site site, Set<Part> parts, boolean liveJob) {
    this(site, parts, liveJob, Optional.empty(), false, Map.of(), READY_TIMEOUT);
  }

  /** Everything, on loopback. */
  public static StackOptions all(Path home, int portOffset) {
    return new StackOptions(
        new Site(projectRoot(), home, "127.0.0.1", portOffset), EnumSet.allOf(Part.class), true);
  }

  /** The same with another way for the job to catalog and object store. */
  public StackOptions withDetour(Detour newDetour) {
    return new StackOptions(
        site, parts, liveJob, Optional.of(newDetour), secure, flink, readyTimeout);
  }

  /** The same with a service that answers only to tokens, or to all. */
  public StackOptions secured(boolean newSecure) {
    return new StackOptions(site, parts, liveJob, detour, newSecure, flink, readyTimeout);
  }

  /** The same with settings of Flink that are not the stack's usual ones. */
  public StackOptions withFlink(Map<String, String> newFlink) {
    return new StackOptions(site, parts, liveJob, detour, secure, newFlink, readyTimeout);
  }

  /** The same with other patience. */
  StackOptions readyWithin(Duration newReadyTimeout) {
    return new StackOptions(site, parts, liveJob, detour, secure, flink, newReadyTimeout);
  }

  /** Only these parts and no job, on loopback. */
  public static StackOptions only(Path home, int portOffset, Set<Part> parts) {
    return new StackOptions(new Site(projectRoot(), home, "127.0.0.1", portOffset), parts, false);
  }

  /**
   * The root of the project: what the script {@code tidelake} says, else where the working
   * directory lies in.
   *
   * @throws IllegalStateException outside of the project
   */
  public static Path projectRoot() {
    String told = System.getProperty("tidelake.project", "");
    if (!told.isBlank()) {
      return Path.of(told);
    }
    Path start = Path.of("").toAbsolutePath();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve("infra/local-stack/servers"))) {
        return folder;
      }
    }
    throw new IllegalStateException(
        start + " is not inside the Tidelake project: run ./tidelake from its root");
  }
}
