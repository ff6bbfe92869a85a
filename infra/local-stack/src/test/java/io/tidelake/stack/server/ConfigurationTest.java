package io.tidelake.stack.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the servers are told: addresses, ports, secrets. */
class ConfigurationTest {

  @TempDir private Path folder;

  private Site site;
  private Secrets secrets;

  @BeforeEach
  void setUp() {
    site = new Site(folder, folder.resolve("home"), "127.0.0.1", 1000);
    secrets = Secrets.loadOrCreate(site.home().resolve("secrets.properties"));
  }

  @Test
  void everyPortIsShifted() {
    assertThat(site.port(Part.KAFKA)).isEqualTo(10_092);
    assertThat(site.url(Part.QUERY_API)).isEqualTo("http://localhost:6001");
    assertThat(FlinkConfiguration.entries(site))
        .containsEntry("rest.port", "9081")
        .containsEntry("blob.server.port", "'7124'")
        .containsEntry("high-availability.jobmanager.port", "'7123'")
        .containsEntry("high-availability.zookeeper.quorum", "'localhost:3181'");
  }

  @Test
  void eitherTaskManagerHasItsOwnPorts() throws Exception {
    Path target = Files.createDirectories(site.servers().resolve("flink/target"));
    Files.writeString(target.resolve("classpath"), "flink.jar");
    assertThat(Server.of(Part.TASKMANAGER, site, secrets).command().line())
        .contains("taskmanager.rpc.port=7122", "taskmanager.data.port=7121");
    assertThat(Server.of(Part.TASKMANAGER_2, site, secrets).command().line())
        .contains("taskmanager.rpc.port=7125", "taskmanager.data.port=7126");
  }

  @Test
  void flinkIsConfiguredOtherwiseWhereThatIsSaid() throws Exception {
    FlinkConfiguration.write(
        site, Map.of("taskmanager.load-balance.mode", "SLOTS", "parallelism.default", "1"));
    assertThat(Files.readString(site.configuration("flink").resolve("config.yaml")))
        .contains(
            "taskmanager.load-balance.mode: SLOTS\n", "parallelism.default: 1\n", "rest.port");
  }

  @Test
  void aProcessOfFlinkTellsItsPart() {
    assertThat(TaskManager.isOf(Part.TASKMANAGER, "taskmanager@1764000000000")).isTrue();
    assertThat(TaskManager.isOf(Part.TASKMANAGER_2, "taskmanager-2@1764000000000")).isTrue();
    assertThat(TaskManager.isOf(Part.TASKMANAGER, "taskmanager-2@1764000000000")).isFalse();
    assertThat(TaskManager.isOf(Part.TASKMANAGER, "localhost:6122-abc")).isFalse();
  }

  @Test
  void anOffsetOutOfRangeIsRefused() {
    assertThatThrownBy(() -> new Site(folder, folder, "127.0.0.1", 60_000))
        .hasMessageContaining("60000")
        .hasMessageContaining("choose 0 to");
  }

  @Test
  void serversListenOnTheHostOnly() throws Exception {
    Server.of(Part.OBJECT_STORE, site, secrets).prepare();
    Server.of(Part.CATALOG, site, secrets).prepare();
    Server.of(Part.ZOOKEEPER, site, secrets).prepare();

    assertThat(etc("object-store.properties")).contains("s3proxy.endpoint=http://127.0.0.1:10000");
    assertThat(etc("catalog.properties")).contains("server.host=127.0.0.1", "server.port=9182");
    assertThat(etc("zookeeper.properties")).contains("clientPortAddress=127.0.0.1");
    assertThat(FlinkConfiguration.entries(site))
        .containsEntry("rest.bind-address", "'127.0.0.1'")
        .containsEntry("jobmanager.bind-host", "'127.0.0.1'")
        .containsEntry("taskmanager.bind-host", "'127.0.0.1'");
  }

  @Test
  void flinkKeepsWhatARestartNeeds() {
    Map<String, String> flink = FlinkConfiguration.entries(site);

    assertThat(flink)
        .containsEntry(
            "execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION")
        .containsEntry("high-availability.type", "zookeeper")
        .containsEntry("restart-strategy.type", "exponential-delay");
    assertThat(flink.get("execution.checkpointing.dir")).startsWith("'file:");
  }

  @Test
  void trinoGetsTheKeysThroughItsEnvironment() throws Exception {
    Server.of(Part.TRINO, site, secrets).prepare();

    Path catalog = site.data("trino").resolve("etc/catalog/lake.properties");
    assertThat(Files.readString(catalog))
        .contains("iceberg.rest-catalog.uri=http://localhost:9182")
        .contains("s3.aws-secret-key=${ENV:AWS_SECRET_ACCESS_KEY}")
        .doesNotContain(secrets.secretKey());
  }

  @Test
  void keysAreMadeOnceAndForTheirOwnerAlone() throws Exception {
    Path file = site.home().resolve("secrets.properties");

    assertThat(Secrets.loadOrCreate(file)).isEqualTo(secrets);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(secrets.toString()).doesNotContain(secrets.secretKey());
  }

  @Test
  void aSecretsFileWithoutKeyIsRefused() throws Exception {
    Path file = folder.resolve("broken.properties");
    Files.writeString(file, "s3.access-key-id=a\n");

    assertThatThrownBy(() -> Secrets.loadOrCreate(file))
        .hasMessageContaining("s3.secret-access-key");
  }

  @Test
  void everyPartIsStoppedAndNothingBeforeWhoNeedsIt() {
    assertThat(Part.stopOrder()).containsExactlyInAnyOrder(Part.values());
    for (Part part : Part.values()) {
      for (Part needed : part.needs()) {
        assertThat(Part.stopOrder().indexOf(part))
            .as("%s before %s", part, needed)
            .isLessThan(Part.stopOrder().indexOf(needed));
      }
    }
  }

  @Test
  void noTwoPartsShareAPort() {
    assertThat(java.util.Arrays.stream(Part.values()).flatMap(part -> part.ports().stream()))
        .doesNotHaveDuplicates();
  }

  private String etc(String name) throws IOException {
    return Files.readString(site.configuration(name));
  }
}
