package io.tidelake.stack.server;

import io.tidelake.stack.process.ProcessCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The service: REST, WebSocket and dashboard. */
final class QueryApi extends Server {

  private final boolean secure;

  /**
   * @param secure whether nothing is answered without a token
   */
  QueryApi(Site site, Secrets secrets, boolean secure) {
    super(Part.QUERY_API, site, secrets);
    this.secure = secure;
  }

  @Override
  public List<Path> artifacts() {
    return List.of(jar());
  }

  @Override
  public void prepare() throws IOException, InterruptedException {
    extracted().extract();
  }

  @Override
  public ProcessCommand command() {
    return java(
        withSharedClasses(
            List.of(
                "-Xms64m",
                "-Xmx512m",
                "-XX:MaxDirectMemorySize=128m",
                "-XX:+UseG1GC",
                "-XX:+UseCompactObjectHeaders")),
        "",
        List.of("-jar", extracted().main().toString()),
        Map.ofEntries(
            Map.entry("SERVER_ADDRESS", site().host()),
            Map.entry("SERVER_PORT", Integer.toString(site().port(Part.QUERY_API))),
            Map.entry("TIDELAKE_KAFKA_BOOTSTRAP_SERVERS", site().address(Part.KAFKA)),
            Map.entry("TIDELAKE_KAFKA_TOPIC", LiveJob.TOPIC),
            Map.entry("TIDELAKE_KAFKA_LIVE_TOPIC", LiveJob.LIVE_TOPIC),
            Map.entry(
                "TIDELAKE_TRINO_URL",
                "jdbc:trino://" + site().address(Part.TRINO) + "/lake/taobao"),
            Map.entry("TIDELAKE_FLINK_URL", site().url(Part.JOBMANAGER)),
            Map.entry("TIDELAKE_CATALOG_URL", site().url(Part.CATALOG)),
            Map.entry("TIDELAKE_OBJECT_STORE_URL", site().url(Part.OBJECT_STORE)),
            Map.entry("TIDELAKE_SECURITY_ANONYMOUS", secure ? "none" : "analyst"),
            // Tokens are accepted either way: administrators always need one.
            Map.entry("TIDELAKE_SECURITY_KEY", secrets().tokenKey()),
            Map.entry("TIDELAKE_MASKING_KEY", secrets().maskingKey()),
            Map.entry("TIDELAKE_EXPORT_DIRECTORY", site().home().resolve("exports").toString()),
            Map.entry("TIDELAKE_AUDIT_DIRECTORY", site().data("audit").toString()),
            Map.entry("TIDELAKE_HOME", site().home().toString())));
  }

  @Override
  public void checkReady() throws IOException, InterruptedException {
    Http.expectSuccess(Http.request(site().uri(Part.QUERY_API, "/healthz")).GET().build());
  }

  @Override
  public void checkAlive() throws IOException, InterruptedException {
    checkReady();
  }

  private ExtractedJar extracted() {
    return new ExtractedJar(jar(), site().project().resolve("infra/local-stack/target/query-api"));
  }

  private Path jar() {
    return site().project().resolve("query-api/target/query-api.jar");
  }
}
