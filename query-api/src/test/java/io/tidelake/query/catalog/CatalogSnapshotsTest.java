package io.tidelake.query.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidelake.query.platform.ApiException;
import io.tidelake.query.platform.LakeSnapshots;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a catalog that speaks the few words of the protocol that are used. */
class CatalogSnapshotsTest {

  private static final String TWO_SNAPSHOTS =
      """
      {"metadata-location":"s3://m","metadata":{
        "current-snapshot-id":6312954863284112345,
        "properties":{"comment":"x"},
        "snapshots":[
          {"snapshot-id":1,"timestamp-ms":1000,"summary":{"operation":"append"}},
          {"snapshot-id":6312954863284112345,"parent-snapshot-id":1,"timestamp-ms":2000,
           "summary":{"operation":"replace","tidelake.kafka-positions":"0:7"}}]}}
      """;

  private final List<String> asked = new ArrayList<>();
  private HttpServer server;
  private LakeSnapshots snapshots;
  private volatile int status = 200;
  private volatile String body = TWO_SNAPSHOTS;
  private volatile String tag = "\"a\"";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/config", exchange -> answer(exchange, 200, "{}"));
    server.createContext("/v1/namespaces/taobao/tables/", this::table);
    server.start();
    CatalogProperties properties =
        new CatalogProperties(
            URI.create("http://localhost:" + server.getAddress().getPort() + "/"),
            "taobao",
            Duration.ofSeconds(30));
    snapshots = new CatalogSnapshots(new CatalogClient(properties), properties);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void tellsTheNewestSnapshotAndThoseBefore() {
    LakeSnapshots.State state = snapshots.state("behavior_1m");

    assertThat(state.current())
        .isEqualTo(
            new LakeSnapshots.Snapshot(
                6312954863284112345L,
                1L,
                Instant.ofEpochMilli(2000),
                "replace",
                Map.of("operation", "replace", "tidelake.kafka-positions", "0:7")));
    assertThat(state.snapshots()).containsOnlyKeys(1L, 6312954863284112345L);
    assertThat(state.properties()).containsEntry("comment", "x");
  }

  @Test
  void asksEachTimeButForTheWholeTableOnlyWhenItChanged() {
    snapshots.current("behavior_1m");
    LakeSnapshots.State again = snapshots.state("behavior_1m");
    tag = "\"b\"";
    body =
        TWO_SNAPSHOTS.replace(
            "\"current-snapshot-id\":6312954863284112345", "\"current-snapshot-id\":1");
    LakeSnapshots.State changed = snapshots.state("behavior_1m");

    assertThat(asked).containsExactly("200 null", "304 \"a\"", "200 \"a\"");
    assertThat(again.current().id()).isEqualTo(6312954863284112345L);
    assertThat(changed.current().id()).isEqualTo(1);
  }

  @Test
  void aTableThatIsEmptyOrMissingHasNone() {
    body = "{\"metadata\":{\"current-snapshot-id\":-1,\"snapshots\":[]}}";
    assertThat(snapshots.current("behavior_1m")).isEmpty();
    status = 404;
    assertThat(snapshots.current("other")).isEmpty();
  }

  @Test
  void aCatalogThatFailsIsUnreachable() {
    status = 500;

    assertThatThrownBy(() -> snapshots.current("behavior_1m"))
        .isInstanceOfSatisfying(
            ApiException.class,
            problem -> {
              assertThat(problem.status().value()).isEqualTo(503);
              assertThat(problem.code().code()).isEqualTo(1002);
            });
  }

  private void table(HttpExchange exchange) throws IOException {
    String known = exchange.getRequestHeaders().getFirst("If-None-Match");
    boolean same = status == 200 && tag.equals(known);
    asked.add((same ? 304 : status) + " " + known);
    exchange.getResponseHeaders().set("ETag", tag);
    answer(exchange, same ? 304 : status, same ? "" : body);
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
