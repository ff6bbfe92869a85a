package io.tidelake.bench.pipeline;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.tidelake.bench.ChildJvm;
import io.tidelake.stack.LocalStack;
import io.tidelake.stack.server.Site;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * The peer that does the same: a standalone Kafka Connect worker with Iceberg's sink, two tasks, a
 * commit every five seconds, to the catalog and object store of the stack. It starts at the
 * beginning of the topic.
 */
final class Connect implements AutoCloseable {

  static final String TABLE = "events";

  private static final int HEAP_MIB = 1024;
  private static final int COMMIT_MILLIS = 5_000;
  private static final int LONGEST_LOG = 4_000;

  /** Above the dashboard's. */
  private static final int PORT = 5_021;

  private static final String CONSUMERS =
      "kafka.consumer:type=consumer-fetch-manager-metrics,client-id=connector-consumer-*";

  private static final String TASKS = "kafka.connect:type=connector-task-metrics,*";

  private final ChildJvm worker;
  private final JMXConnector management;
  private final Path files;

  private Connect(ChildJvm worker, JMXConnector management, Path files) {
    this.worker = worker;
    this.management = management;
    this.files = files;
  }

  /**
   * Starts a worker.
   *
   * @param name of its own: consumer group, control topic and namespace of the table; topic and
   *     table exist
   * @param folder for its files
   */
  static Connect start(LocalStack stack, String topic, String name, Path folder)
      throws IOException, InterruptedException {
    Path files = Files.createDirectories(folder.resolve(name));
    Path plugins = Files.createDirectories(files.resolve("plugins"));
    Site site = stack.site();
    Path worker =
        write(
            files.resolve("worker.properties"),
            Map.ofEntries(
                Map.entry("bootstrap.servers", stack.endpoints().kafka()),
                Map.entry("listeners", "http://127.0.0.1:" + (PORT + site.portOffset())),
                Map.entry(
                    "key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter"),
                Map.entry("value.converter", "org.apache.kafka.connect.json.JsonConverter"),
                Map.entry("value.converter.schemas.enable", "false"),
                // A task without new events waits for them so long before it looks whether it
                // should commit: a minute, if nothing is said.
                Map.entry("offset.flush.interval.ms", "1000"),
                Map.entry("offset.storage.file.filename", files.resolve("offsets").toString()),
                Map.entry("plugin.discovery", "only_scan"),
                Map.entry("plugin.path", plugins.toString())));
    Path connector =
        write(
            files.resolve("connector.properties"),
            Map.ofEntries(
                Map.entry("name", name),
                Map.entry("connector.class", "org.apache.iceberg.connect.IcebergSinkConnector"),
                Map.entry("tasks.max", "2"),
                Map.entry("topics", topic),
                Map.entry("iceberg.tables", name + "." + TABLE),
                Map.entry("iceberg.control.topic", controlTopic(name)),
                Map.entry("iceberg.control.commit.interval-ms", Integer.toString(COMMIT_MILLIS)),
                Map.entry("iceberg.kafka.bootstrap.servers", stack.endpoints().kafka()),
                Map.entry("iceberg.catalog.type", "rest"),
                Map.entry("iceberg.catalog.uri", stack.endpoints().catalog()),
                Map.entry("iceberg.catalog.warehouse", "s3://lake/warehouse"),
                Map.entry("iceberg.catalog.io-impl", "org.apache.iceberg.aws.s3.S3FileIO"),
                Map.entry("iceberg.catalog.client.region", "us-east-1"),
                Map.entry("iceberg.catalog.s3.endpoint", stack.endpoints().objectStore()),
                Map.entry("iceberg.catalog.s3.path-style-access", "true")));
    ChildJvm child =
        ChildJvm.start(
            HEAP_MIB,
            List.of("-Dorg.apache.logging.log4j.level=WARN"),
            Files.readString(site.project().resolve("infra/bench/connect/target/classpath"))
                .strip(),
            List.of(
                "org.apache.kafka.connect.cli.ConnectStandalone",
                worker.toString(),
                connector.toString()),
            Map.of(
                "AWS_ACCESS_KEY_ID",
                stack.secrets().accessKey(),
                "AWS_SECRET_ACCESS_KEY",
                stack.secrets().secretKey(),
                "AWS_REGION",
                "us-east-1"),
            false,
            files.resolve("worker.log"));
    try {
      return new Connect(child, manage(child.pid()), files);
    } catch (IOException e) {
      child.close();
      throw e;
    }
  }

  static String controlTopic(String name) {
    return name + "-control";
  }

  private static JMXConnector manage(long pid) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      try {
        return JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException e) {
      throw new IOException("Kafka Connect does not answer", e);
    }
  }

  private static Path write(Path file, Map<String, String> entries) throws IOException {
    Properties properties = new Properties();
    properties.putAll(entries);
    StringWriter text = new StringWriter();
    properties.store(text, null);
    return Files.writeString(file, text.toString());
  }

  long pid() {
    return worker.pid();
  }

  /**
   * Events that its tasks have taken from Kafka.
   *
   * @throws IOException if it has failed
   */
  long read() throws IOException {
    requireRunning();
    MBeanServerConnection server = management.getMBeanServerConnection();
    long read = 0;
    try {
      for (ObjectName consumer : server.queryNames(new ObjectName(CONSUMERS), null)) {
        read += ((Number) server.getAttribute(consumer, "records-consumed-total")).longValue();
      }
    } catch (JMException notYet) {
      return 0;
    }
    return read;
  }

  /**
   * @throws IOException if the worker is gone or one of its tasks has failed
   */
  void requireRunning() throws IOException {
    boolean failed = !worker.isAlive();
    if (!failed) {
      MBeanServerConnection server = management.getMBeanServerConnection();
      try {
        for (ObjectName task : server.queryNames(new ObjectName(TASKS), null)) {
          failed |= "failed".equals(server.getAttribute(task, "status"));
        }
      } catch (JMException notYet) {
        return;
      }
    }
    if (failed) {
      String log = Files.readString(files.resolve("worker.log"));
      throw new IOException(
          "Kafka Connect has failed: " + log.substring(0, Math.min(LONGEST_LOG, log.length())));
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    try (management) {
      worker.close();
    } catch (IOException gone) {
      // As it has to be.
    }
  }
}
