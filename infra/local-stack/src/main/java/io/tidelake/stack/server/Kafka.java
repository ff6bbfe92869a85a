package io.tidelake.stack.server;

import io.tidelake.stack.process.ProcessCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** One Kafka node that is broker and controller. */
final class Kafka extends Server {

  private static final String SERVER = "kafka";
  private static final int REQUEST_TIMEOUT_MILLIS = 3_000;

  private @Nullable Admin admin;

  Kafka(Site site, Secrets secrets) {
    super(Part.KAFKA, site, secrets);
  }

  @Override
  public List<Path> artifacts() {
    return List.of(classPathFile(SERVER));
  }

  @Override
  public void prepare() throws IOException, InterruptedException {
    Files.createDirectories(site().data(SERVER));
    copyResource("log4j2.properties");
    String controller = "127.0.0.1:" + site().port(Part.KAFKA, 1);
    writeProperties(
        configuration(),
        Map.ofEntries(
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", "1"),
            Map.entry("controller.quorum.voters", "1@" + controller),
            Map.entry("controller.listener.names", "CONTROLLER"),
            Map.entry(
                "listeners",
                "PLAINTEXT://"
                    + site().host()
                    + ":"
                    + site().port(Part.KAFKA)
                    + ",CONTROLLER://"
                    + controller),
            Map.entry(
                "advertised.listeners",
                "PLAINTEXT://" + advertisedHost() + ":" + site().port(Part.KAFKA)),
            Map.entry("log.dirs", site().data(SERVER).toString()),
            Map.entry("auto.create.topics.enable", "false"),
            Map.entry("delete.topic.enable", "true"),
            Map.entry("num.partitions", "4"),
            Map.entry("default.replication.factor", "1"),
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("offsets.topic.num.partitions", "4"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("transaction.state.log.num.partitions", "4"),
            Map.entry("share.coordinator.state.topic.replication.factor", "1"),
            Map.entry("share.coordinator.state.topic.min.isr", "1"),
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            // Hostile events of 10 MB have to come in, to be quarantined and not to be lost.
            Map.entry("message.max.bytes", Integer.toString(16 << 20)),
            Map.entry("replica.fetch.max.bytes", Integer.toString(16 << 20)),
            // The topic is the source of truth that reconciliation reads: nothing expires.
            Map.entry("log.retention.hours", "-1"),
            Map.entry("log.retention.bytes", "-1"),
            // A broker that was killed may not register again before its old session is over, by
            // default nine seconds; with 1.5 a busy machine was seen to fence a healthy one.
            Map.entry("broker.heartbeat.interval.ms", "500"),
            Map.entry("broker.session.timeout.ms", "3000"),
            // Twice a second, if nothing is said, a record that says nothing is written and synced.
            Map.entry("metadata.max.idle.interval.ms", "5000"),
            // Nobody else stands for election.
            Map.entry("controller.quorum.election.timeout.ms", "200"),
            Map.entry("num.network.threads", "2"),
            Map.entry("num.io.threads", "4"),
            Map.entry("controlled.shutdown.enable", "true")));
    if (!Files.exists(site().data(SERVER).resolve("meta.properties"))) {
      format();
    }
  }

  @Override
  public ProcessCommand command() {
    List<String> options =
        List.of(
            "-Xms128m",
            "-Xmx640m",
            "-XX:MaxDirectMemorySize=128m",
            "-XX:+UseG1GC",
            "-XX:MaxGCPauseMillis=20",
            "-XX:+UseCompactObjectHeaders",
            "-Dlog4j2.configurationFile=" + site().configuration("log4j2.properties"));
    return java(
        withSharedClasses(options),
        readClassPath(classPathFile(SERVER)),
        List.of("kafka.Kafka", configuration().toString()),
        Map.of());
  }

  @Override
  public void checkReady() throws IOException, InterruptedException, TimeoutException {
    try {
      if (admin()
          .describeCluster()
          .nodes()
          .get(REQUEST_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
          .isEmpty()) {
        throw new IOException("the broker has not joined the cluster");
      }
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause().getMessage()), e);
    }
  }

  @Override
  public void checkAlive() throws IOException, InterruptedException, TimeoutException {
    checkReady();
  }

  @Override
  public synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
      admin = null;
    }
  }

  private synchronized Admin admin() {
    if (admin == null) {
      admin =
          Admin.create(
              Map.of(
                  AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                  site().address(Part.KAFKA),
                  AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                  REQUEST_TIMEOUT_MILLIS,
                  AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                  REQUEST_TIMEOUT_MILLIS,
                  AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                  500));
    }
    return admin;
  }

  /** Writes the identity of the cluster into the empty log folder, as Kafka wants it once. */
  private void format() throws IOException, InterruptedException {
    List<String> program =
        new ArrayList<>(
            List.of(
                "kafka.tools.StorageTool", "format", "--cluster-id", Uuid.randomUuid().toString()));
    program.addAll(List.of("--config", configuration().toString()));
    ProcessCommand command =
        java(
            List.of(
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlog4j2.configurationFile=" + site().configuration("log4j2.properties")),
            readClassPath(classPathFile(SERVER)),
            program,
            Map.of());
    Process process =
        new ProcessBuilder(command.line())
            .directory(command.folder().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(site().log(SERVER).toFile()))
            .start();
    int exit = process.waitFor();
    if (exit != 0) {
      throw new IOException("formatting the storage ended with exit code " + exit);
    }
  }

  private String advertisedHost() throws IOException {
    return switch (site().host()) {
      case "0.0.0.0", "::" -> InetAddress.getLocalHost().getHostName();
      default -> site().clientHost();
    };
  }

  private Path configuration() {
    return site().configuration("kafka.properties");
  }
}
