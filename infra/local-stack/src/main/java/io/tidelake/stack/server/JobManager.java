package io.tidelake.stack.server;

import io.tidelake.stack.process.ProcessCommand;
import io.tidelake.stack.process.StuckException;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Flink's JobManager: a session cluster, high availability through ZooKeeper. */
final class JobManager extends FlinkServer {

  private static final int OK = 200;
  private static final int NO_LEADER = 503;

  JobManager(Site site, Secrets secrets, Map<String, String> different) {
    super(Part.JOBMANAGER, site, secrets, different);
  }

  @Override
  public ProcessCommand command() {
    return flink(
        List.of(
            "-Xms128m",
            "-Xmx512m",
            "-XX:MaxMetaspaceSize=256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1"),
        "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
        site().port(Part.JOBMANAGER, 3),
        List.of());
  }

  @Override
  public void checkReady() throws IOException, InterruptedException {
    // Answered by the dispatcher, thus not before leadership is won.
    Http.getJson(site().uri(Part.JOBMANAGER, "/overview"));
  }

  /**
   * A JobManager that has lost its leadership together with its ZooKeeper sometimes waits for ever
   * to be elected, as the only candidate.
   */
  @Override
  public void checkAlive() throws IOException, InterruptedException {
    int status =
        Http.send(Http.request(site().uri(Part.JOBMANAGER, "/overview")).GET().build())
            .statusCode();
    if (status == NO_LEADER) {
      new ZooKeeper(site(), secrets()).checkAlive();
      throw new StuckException("nobody leads");
    }
    if (status != OK) {
      throw new IOException("/overview answered " + status);
    }
  }
}
