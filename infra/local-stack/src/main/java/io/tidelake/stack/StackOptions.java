package io.tidelake.stack;

import io.tidelake.stack.server.Part;
import io.tidelake.stack.server.Site;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What to start and where.
 *
 * @param site folders, host and ports
 * @param parts the processes to start
 * @param liveJob whether to keep the streaming job on the cluster
 */
public record StackOptions(Site site, Set<Part> parts, boolean liveJob) {

  static final Set<Part> LIVE_JOB_NEEDS =
      Collections.unmodifiableSet(
          EnumSet.of(
              Part.OBJECT_STORE, Part.CATALOG, Part.KAFKA, Part.JOBMANAGER, Part.TASKMANAGER));

  public StackOptions {
    parts = Collections.unmodifiableSet(EnumSet.copyOf(parts));
    if (liveJob && !parts.containsAll(LIVE_JOB_NEEDS)) {
      throw new IllegalArgumentException("the live job needs the parts " + LIVE_JOB_NEEDS);
    }
  }

  /** Everything, on loopback. */
  public static StackOptions all(Path home, int portOffset) {
    return new StackOptions(
        new Site(projectRoot(), home, "127.0.0.1", portOffset), EnumSet.allOf(Part.class), true);
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
