package io.tidelake.stack.server;

import io.tidelake.stack.process.ProcessCommand;
import java.io.IOException;
import java.util.List;

/** Flink's JobManager: a session cluster, high availability through ZooKeeper. */
final class JobManager extends FlinkServer {

  JobManager(Site site, Secrets secrets) {
    super(Part.JOBMANAGER, site, secrets);
  }

  @Override
  public ProcessCommand command() {
    return flink(
        List.of("-Xms128m", "-Xmx512m", "-XX:MaxMetaspaceSize=256m", "-XX:+UseSerialGC"),
        "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
        site().port(Part.JOBMANAGER, 3),
        List.of());
  }

  @Override
  public void checkReady() throws IOException, InterruptedException {
    // Answered by the dispatcher, thus not before leadership is won.
    Http.getJson(site().uri(Part.JOBMANAGER, "/overview"));
  }

  @Override
  public void checkAlive() throws IOException, InterruptedException {
    checkReady();
  }
}
