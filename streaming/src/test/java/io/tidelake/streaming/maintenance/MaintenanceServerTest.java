package io.tidelake.streaming.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidelake.schema.table.LakeTables;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaintenanceServerTest {

  private static final Pattern LAST_RUN = Pattern.compile("\"lastRun\":(\"[^\"]+\")");

  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private MaintainedLake lake;
  private int port;
  private Thread server;

  @BeforeEach
  void start() throws Exception {
    lake = new MaintainedLake(folder, 3);
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Maintenance maintenance =
        new Maintenance(
            lake.catalog(), LakeTables.NAMESPACE, MaintainedLake.ZONE, Clock.systemUTC());
    server =
        new Thread(
            () -> {
              try {
                MaintenanceServer.run(
                    maintenance,
                    lake.catalog(),
                    LakeTables.NAMESPACE,
                    Duration.ofHours(1),
                    "127.0.0.1",
                    port);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    server.start();
    await().ignoreExceptions().until(() -> !lastRun().isEmpty());
  }

  @AfterEach
  void stop() throws Exception {
    server.interrupt();
    server.join();
  }

  @Test
  void aRunThatIsAskedForDoesNotWaitForItsTime() throws Exception {
    String before = lastRun();

    assertThat(post("application/json").statusCode()).isEqualTo(202);

    await().until(() -> !lastRun().equals(before));
  }

  @Test
  void aPageOfAnotherSiteBeginsNothing() throws Exception {
    assertThat(post("text/plain").statusCode()).isEqualTo(415);
    assertThat(get("/run").statusCode()).isEqualTo(405);
  }

  @Test
  void everyTableHasAScore() throws Exception {
    await().until(() -> get("/tables").body().contains("audit_log"));
    String tables = get("/tables").body();

    LakeTables.ALL.forEach(table -> assertThat(tables).contains("\"table\":\"" + table.name()));
    assertThat(tables).contains("\"score\":100").contains("\"reasons\":[]");
  }

  @Test
  void metricsGiveTheFiguresOfEveryTableThatAreKnown() throws Exception {
    await().until(() -> get("/metrics").body().contains("tidelake_table_health_score"));
    String metrics = get("/metrics").body();

    assertThat(metrics)
        .contains("tidelake_table_health_score{table=\"raw_events\"} 100\n")
        .contains("tidelake_table_rows{table=\"behavior_1m\"} 0\n")
        .contains("tidelake_table_cells{table=\"behavior_1m\"} 0\n")
        .doesNotContain("tidelake_table_cells{table=\"raw_events\"}")
        .contains("tidelake_table_rollup_behind_seconds{table=\"behavior_1h\"} 0\n")
        .containsPattern("tidelake_maintenance_last_success_seconds \\d+\n")
        .contains("tidelake_maintenance_runs_total{outcome=\"done\"} 1\n")
        .contains("tidelake_maintenance_runs_total{outcome=\"failed\"} 0\n")
        .as("nobody looked yet")
        .doesNotContain("tidelake_table_orphans")
        .doesNotContain("null");
  }

  @Test
  void anOperationThatFailedIsTold() throws Exception {
    lake.table(LakeTables.RAW_EVENTS)
        .updateProperties()
        .set("tidelake.maintenance.retention-days", "x")
        .commit();
    assertThat(get("/health").body()).contains("\"status\":\"UP\"");

    post("application/json");

    await().until(() -> get("/health").body().contains("\"status\":\"DEGRADED\""));
    await().until(() -> get("/metrics").body().contains("health_score{table=\"raw_events\"} 0\n"));
    assertThat(get("/metrics").body())
        .contains("tidelake_maintenance_runs_total{outcome=\"failed\"} 1\n");
    assertThat(get("/tables").body()).contains("retention-days is x");
  }

  private String lastRun() throws Exception {
    Matcher found = LAST_RUN.matcher(get("/health").body());
    return found.find() ? found.group(1) : "";
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String type) throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri("/run"))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }
}
