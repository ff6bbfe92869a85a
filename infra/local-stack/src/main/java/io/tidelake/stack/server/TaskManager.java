package io.tidelake.stack.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidelake.stack.process.ProcessCommand;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Flink's TaskManager. */
final class TaskManager extends FlinkServer {

  // Each process has an id of its own: the JobManager lists a dead one for some seconds.
  private volatile @Nullable String resourceId;

  TaskManager(Site site, Secrets secrets) {
    super(Part.TASKMANAGER, site, secrets);
  }

  @Override
  public ProcessCommand command() {
    String id = "taskmanager-" + System.currentTimeMillis();
    resourceId = id;
    int heap = FlinkConfiguration.TASK_HEAP_MIB + FlinkConfiguration.FRAMEWORK_HEAP_MIB;
    int direct =
        FlinkConfiguration.TASK_OFF_HEAP_MIB
            + FlinkConfiguration.FRAMEWORK_OFF_HEAP_MIB
            + FlinkConfiguration.NETWORK_MIB;
    return flink(
        List.of(
            "-Xms256m",
            "-Xmx" + heap + "m",
            "-XX:MaxDirectMemorySize=" + direct + "m",
            "-XX:MaxMetaspaceSize=" + FlinkConfiguration.METASPACE_MIB + "m",
            "-XX:+UseG1GC",
            "-XX:MaxGCPauseMillis=50"),
        "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
        site().port(Part.TASKMANAGER, 2),
        List.of("-D", "taskmanager.resource-id=" + id));
  }

  @Override
  public void checkReady() throws IOException, InterruptedException {
    JsonNode taskManagers = Http.getJson(site().uri(Part.JOBMANAGER, "/taskmanagers"));
    for (JsonNode taskManager : taskManagers.path("taskmanagers")) {
      if (taskManager.path("id").asText().equals(resourceId)) {
        return;
      }
    }
    throw new IOException("not registered at the JobManager");
  }

  @Override
  public void checkAlive() throws IOException, InterruptedException {
    checkReady();
  }
}
