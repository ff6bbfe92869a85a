package io.tidelake.stack.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.topic.Topics;
import io.tidelake.stack.process.ProcessCommand;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One of Flink's TaskManagers. */
final class TaskManager extends FlinkServer {

  private static final String ID_SEPARATOR = "@";

  // Each process has an id of its own: the JobManager lists a dead one for some seconds.
  private volatile @Nullable String resourceId;

  TaskManager(Part part, Site site, Secrets secrets, Map<String, String> different) {
    super(part, site, secrets, different);
  }

  @Override
  public ProcessCommand command() {
    String id = part().title() + ID_SEPARATOR + System.currentTimeMillis();
    resourceId = id;
    int heap = FlinkConfiguration.TASK_HEAP_MIB + FlinkConfiguration.FRAMEWORK_HEAP_MIB;
    int direct =
        FlinkConfiguration.TASK_OFF_HEAP_MIB
            + FlinkConfiguration.FRAMEWORK_OFF_HEAP_MIB
            + FlinkConfiguration.NETWORK_MIB;
    List<String> options = new ArrayList<>(HotPathJvm.OPTIONS);
    options.addAll(
        List.of(
            "-XX:MaxGCPauseMillis=50",
            "-Xms256m",
            "-Xmx" + heap + "m",
            "-XX:MaxDirectMemorySize=" + direct + "m",
            "-XX:MaxMetaspaceSize=" + FlinkConfiguration.METASPACE_MIB + "m",
            "-Dtidelake.warm-up.kafka=" + site().address(Part.KAFKA),
            "-Dtidelake.warm-up.topic=" + Topics.BEHAVIOR,
            "-Dtidelake.warm-up.catalog=" + site().url(Part.CATALOG),
            "-Dtidelake.warm-up.object-store=" + site().url(Part.OBJECT_STORE),
            "-Dtidelake.warm-up.table=" + LakeTables.NAMESPACE + ".raw_events"));
    return flink(
        options,
        "io.tidelake.flink.WarmTaskManager",
        site().port(part(), 2),
        List.of(
            "-D",
            "taskmanager.resource-id=" + id,
            "-D",
            "taskmanager.rpc.port=" + site().port(part()),
            "-D",
            "taskmanager.data.port=" + site().port(part(), 1)));
  }

  /** Its fellow takes over at once and needs the cores for that; this one is the next spare. */
  @Override
  public Duration restartDelay() {
    return Duration.ofSeconds(10);
  }

  /** Whether Flink's resource id is that of a process of the part. */
  static boolean isOf(Part part, String resourceId) {
    int end = resourceId.lastIndexOf(ID_SEPARATOR);
    return end > 0 && resourceId.substring(0, end).equals(part.title());
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
