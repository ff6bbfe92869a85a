package io.tidelake.stack.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidelake.ingest.trino.SqlResource;
import io.tidelake.stack.process.ProcessCommand;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Trino, one node, with the lake as its only catalog. */
final class Trino extends Server {

  private static final String PROBE = SqlResource.text(Trino.class, "trino-ready");

  /** What the probe may fail with: the tables are the streaming job's to create. */
  private static final Set<String> NOT_CREATED_YET = Set.of("SCHEMA_NOT_FOUND", "TABLE_NOT_FOUND");

  private static final String USER = "tidelake";

  Trino(Site site, Secrets secrets) {
    super(Part.TRINO, site, secrets);
  }

  @Override
  public List<Path> artifacts() {
    return List.of(target().resolve("server"), target().resolve("plugin"));
  }

  @Override
  public void prepare() throws IOException {
    Path etc = etc();
    Files.createDirectories(data());
    copyResource("trino-log.properties");
    Map<String, String> config = new HashMap<>();
    config.put("coordinator", "true");
    config.put("node-scheduler.include-coordinator", "true");
    config.put("node.environment", "tidelake");
    // Stable, because it stands in query ids and in the names of what the node writes.
    config.put("node.id", "tidelake-local");
    config.put("node.bind-ip", bindAddress());
    config.put("node.internal-address", bindAddress());
    config.put("node.external-address", bindAddress());
    config.put("http-server.http.port", Integer.toString(site().port(Part.TRINO)));
    config.put("discovery.uri", "http://" + bindAddress() + ":" + site().port(Part.TRINO));
    config.put("catalog.config-dir", etc.resolve("catalog").toString());
    config.put("plugin.dir", target().resolve("plugin").toString());
    config.put("query.max-memory", "900MB");
    config.put("query.max-memory-per-node", "900MB");
    config.put("memory.heap-headroom-per-node", "400MB");
    config.put("query.max-history", "50");
    config.put("query.min-expire-age", "2m");
    writeProperties(etc.resolve("config.properties"), config);

    Map<String, String> lake = new HashMap<>();
    lake.put("connector.name", "iceberg");
    lake.put("iceberg.catalog.type", "rest");
    lake.put("iceberg.rest-catalog.uri", site().url(Part.CATALOG));
    lake.put("iceberg.rest-catalog.warehouse", ObjectStore.WAREHOUSE);
    lake.put("fs.native-s3.enabled", "true");
    lake.put("s3.endpoint", site().url(Part.OBJECT_STORE));
    lake.put("s3.region", ObjectStore.REGION);
    lake.put("s3.path-style-access", "true");
    lake.put("s3.aws-access-key", "${ENV:AWS_ACCESS_KEY_ID}");
    lake.put("s3.aws-secret-key", "${ENV:AWS_SECRET_ACCESS_KEY}");
    writeProperties(etc.resolve("catalog/lake.properties"), lake);
  }

  @Override
  public ProcessCommand command() {
    List<String> options =
        List.of(
            "-Xms512m",
            "-Xmx1792m",
            "-XX:MaxDirectMemorySize=256m",
            "-XX:ReservedCodeCacheSize=256m",
            "-XX:+UseG1GC",
            "-XX:+ExplicitGCInvokesConcurrent",
            "-XX:-OmitStackTraceInFastThrow",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+EnableDynamicAgentLoading",
            "-Djdk.attach.allowAttachSelf=true",
            "-Djdk.nio.maxCachedBufferSize=2000000",
            "--add-modules=jdk.incubator.vector",
            "-Dlog.levels-file=" + site().configuration("trino-log.properties"),
            "-Dconfig=" + etc().resolve("config.properties"));
    return java(
        options,
        serverFolder().resolve("lib") + "/*",
        List.of("io.trino.server.TrinoServer"),
        secrets().environment(),
        // Where Trino makes its folder var/.
        data());
  }

  /** Also runs a query: the server answers well before it can. */
  @Override
  public void checkReady() throws IOException, InterruptedException {
    checkAlive();
    JsonNode answer =
        Http.JSON.readTree(
            Http.expectSuccess(
                Http.request(site().uri(Part.TRINO, "/v1/statement"))
                    .header("X-Trino-User", USER)
                    .POST(HttpRequest.BodyPublishers.ofString(PROBE))
                    .build()));
    while (true) {
      if (NOT_CREATED_YET.contains(answer.path("error").path("errorName").asText())) {
        return;
      }
      if (answer.has("error")) {
        throw new IOException(
            "the first query failed: " + answer.path("error").path("message").asText());
      }
      if (!answer.has("nextUri")) {
        break;
      }
      answer = Http.getJson(URI.create(answer.path("nextUri").asText()));
    }
  }

  @Override
  public void checkAlive() throws IOException, InterruptedException {
    if (Http.getJson(site().uri(Part.TRINO, "/v1/info")).path("starting").asBoolean(true)) {
      throw new IOException("still starting");
    }
  }

  private String bindAddress() {
    return switch (site().host()) {
      case "localhost" -> "127.0.0.1";
      default -> site().host();
    };
  }

  private Path serverFolder() {
    try (Stream<Path> folders = Files.list(target().resolve("server"))) {
      return folders
          .filter(folder -> Files.isDirectory(folder.resolve("lib")))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no Trino server is unpacked"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Path target() {
    return site().servers().resolve("trino/target");
  }

  private Path etc() {
    return data().resolve("etc");
  }

  private Path data() {
    return site().data("trino");
  }
}
