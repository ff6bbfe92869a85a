package io.tidelake.stack.server;

import io.tidelake.stack.process.AtomicFile;
import java.util.Map;
import java.util.TreeMap;

/** The configuration that JobManager and TaskManager share. */
final class FlinkConfiguration {

  static final int PARALLELISM = 2;

  static final int TASK_HEAP_MIB = 896;
  static final int FRAMEWORK_HEAP_MIB = 128;
  static final int TASK_OFF_HEAP_MIB = 128;
  static final int FRAMEWORK_OFF_HEAP_MIB = 128;
  static final int NETWORK_MIB = 96;
  static final int MANAGED_MIB = 64;
  static final int METASPACE_MIB = 320;
  static final int OVERHEAD_MIB = 192;

  private FlinkConfiguration() {}

  /**
   * @param different what is not as in {@link #entries}
   */
  static void write(Site site, Map<String, String> different) {
    StringBuilder text = new StringBuilder();
    Map<String, String> entries = new TreeMap<>(entries(site));
    entries.putAll(different);
    entries.forEach((key, value) -> text.append(key).append(": ").append(value).append('\n'));
    AtomicFile.write(site.configuration("flink").resolve("config.yaml"), text.toString());
  }

  static Map<String, String> entries(Site site) {
    String state = site.data("flink").toUri().toString();
    return Map.ofEntries(
        Map.entry("jobmanager.rpc.address", quoted(site.clientHost())),
        Map.entry("jobmanager.bind-host", quoted(site.host())),
        Map.entry("jobmanager.rpc.port", Integer.toString(site.port(Part.JOBMANAGER, 1))),
        Map.entry("jobmanager.memory.process.size", "768m"),
        Map.entry("rest.address", quoted(site.clientHost())),
        Map.entry("rest.bind-address", quoted(site.host())),
        Map.entry("rest.port", Integer.toString(site.port(Part.JOBMANAGER))),
        Map.entry("rest.bind-port", quoted(Integer.toString(site.port(Part.JOBMANAGER)))),
        Map.entry("blob.server.port", quoted(Integer.toString(site.port(Part.JOBMANAGER, 2)))),
        Map.entry("blob.storage.directory", quoted(site.data("flink/tmp").toString())),
        Map.entry("web.upload.dir", quoted(site.data("flink/upload").toString())),
        Map.entry("io.tmp.dirs", quoted(site.data("flink/tmp").toString())),
        Map.entry("taskmanager.host", quoted(site.clientHost())),
        Map.entry("taskmanager.bind-host", quoted(site.host())),
        Map.entry("taskmanager.numberOfTaskSlots", "4"),
        // The process is started without Flink's scripts, which would derive these.
        Map.entry("taskmanager.cpu.cores", "2"),
        Map.entry("taskmanager.memory.task.heap.size", TASK_HEAP_MIB + "m"),
        Map.entry("taskmanager.memory.framework.heap.size", FRAMEWORK_HEAP_MIB + "m"),
        Map.entry("taskmanager.memory.task.off-heap.size", TASK_OFF_HEAP_MIB + "m"),
        Map.entry("taskmanager.memory.framework.off-heap.size", FRAMEWORK_OFF_HEAP_MIB + "m"),
        Map.entry("taskmanager.memory.network.min", NETWORK_MIB + "m"),
        Map.entry("taskmanager.memory.network.max", NETWORK_MIB + "m"),
        Map.entry("taskmanager.memory.managed.size", MANAGED_MIB + "m"),
        Map.entry("taskmanager.memory.jvm-metaspace.size", METASPACE_MIB + "m"),
        Map.entry("taskmanager.memory.jvm-overhead.min", OVERHEAD_MIB + "m"),
        Map.entry("taskmanager.memory.jvm-overhead.max", OVERHEAD_MIB + "m"),
        Map.entry("parallelism.default", Integer.toString(PARALLELISM)),
        Map.entry("pipeline.object-reuse", "true"),
        Map.entry("execution.buffer-timeout.interval", "5 ms"),
        Map.entry("high-availability.type", "zookeeper"),
        Map.entry("high-availability.zookeeper.quorum", quoted(site.address(Part.ZOOKEEPER))),
        Map.entry("high-availability.zookeeper.path.root", "/tidelake"),
        Map.entry("high-availability.cluster-id", "/local"),
        Map.entry("high-availability.storageDir", quoted(state + "high-availability")),
        Map.entry(
            "high-availability.jobmanager.port",
            quoted(Integer.toString(site.port(Part.JOBMANAGER, 1)))),
        // A new JobManager leads only once the session of the dead one has ended.
        Map.entry("high-availability.zookeeper.client.session-timeout", "5 s"),
        Map.entry("high-availability.zookeeper.client.connection-timeout", "3 s"),
        Map.entry("high-availability.zookeeper.client.retry-wait", "500 ms"),
        Map.entry("high-availability.zookeeper.client.max-retry-attempts", "20"),
        Map.entry("high-availability.zookeeper.client.tolerate-suspended-connections", "true"),
        // A process that is gone refuses the heartbeat: two of these are enough. One that hangs
        // is given the time-out.
        Map.entry("heartbeat.interval", "500 ms"),
        Map.entry("heartbeat.timeout", "5 s"),
        Map.entry("heartbeat.rpc-failure-threshold", "2"),
        // Longer than a JobManager is away: the job finds the slots it had, on the TaskManager that
        // has its classes loaded and compiled, and not on the spare.
        Map.entry("taskmanager.slot.timeout", "1 min"),
        // TaskManagers knock while a new JobManager is still getting up: let them knock again soon
        // (ten seconds, and thirty after a refusal, if nothing is said).
        Map.entry("cluster.registration.error-delay", "300 ms"),
        Map.entry("cluster.registration.refused-registration-delay", "1 s"),
        Map.entry("execution.checkpointing.dir", quoted(state + "checkpoints")),
        Map.entry("execution.checkpointing.savepoint-dir", quoted(state + "savepoints")),
        Map.entry(
            "execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION"),
        Map.entry("execution.checkpointing.num-retained", "3"),
        Map.entry("restart-strategy.type", "exponential-delay"),
        Map.entry("restart-strategy.exponential-delay.initial-backoff", "100 ms"),
        Map.entry("restart-strategy.exponential-delay.max-backoff", "5 s"),
        Map.entry("restart-strategy.exponential-delay.backoff-multiplier", "1.5"),
        Map.entry("restart-strategy.exponential-delay.reset-backoff-threshold", "30 s"),
        // The classes of the job come from one jar and are unloaded with it; the check that warns
        // of
        // leaks would fail reporters that close later than the job.
        Map.entry("classloader.check-leaked-classloader", "false"),
        Map.entry("web.submit.enable", "true"),
        Map.entry(
            "metrics.reporter.prometheus.factory.class",
            "org.apache.flink.metrics.prometheus.BoundPrometheusReporterFactory"),
        Map.entry("metrics.reporter.prometheus.host", quoted(site.host())));
  }

  private static String quoted(String value) {
    return "'" + value.replace("'", "''") + "'";
  }
}
