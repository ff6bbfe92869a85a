package io.tidelake.stack.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidelake.stack.process.ProcessCommand;
import io.tidelake.stack.process.StuckException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The service: REST, WebSocket and dashboard. Each of its processes has a port of its own; whoever
 * finds the port of {@link Part#QUERY_API} free serves there, and the other one waits.
 */
final class QueryApi extends Server {

  private static final String HEALTH = "/healthz";
  private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(1);

  /** What is awaited from a process that was ready before. */
  private static final Duration ALIVE_TIMEOUT = Duration.ofMillis(300);

  private final boolean secure;

  /**
   * @param secure whether nothing is answered without a token
   */
  QueryApi(Part part, Site site, Secrets secrets, boolean secure) {
    super(part, site, secrets);
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
            Map.entry("SERVER_PORT", Integer.toString(ownPort(part()))),
            Map.entry("TIDELAKE_SHARED_PORT", Integer.toString(site().port(Part.QUERY_API))),
            Map.entry("TIDELAKE_KAFKA_BOOTSTRAP_SERVERS", site().address(Part.KAFKA)),
            Map.entry("TIDELAKE_KAFKA_TOPIC", LiveJob.TOPIC),
            Map.entry("TIDELAKE_KAFKA_LIVE_TOPIC", LiveJob.LIVE_TOPIC),
            Map.entry(
                "TIDELAKE_TRINO_URL",
                "jdbc:trino://" + site().address(Part.TRINO) + "/lake/taobao"),
            Map.entry("TIDELAKE_FLINK_URL", site().url(Part.JOBMANAGER)),
            Map.entry("TIDELAKE_CATALOG_URL", site().url(Part.CATALOG)),
            Map.entry("TIDELAKE_MAINTENANCE_URL", site().url(Part.MAINTENANCE)),
            Map.entry("TIDELAKE_OBJECT_STORE_URL", site().url(Part.OBJECT_STORE)),
            Map.entry("TIDELAKE_SECURITY_ANONYMOUS", secure ? "none" : "analyst"),
            // Tokens are accepted either way: administrators always need one.
            Map.entry("TIDELAKE_SECURITY_KEY", secrets().tokenKey()),
            Map.entry("TIDELAKE_MASKING_KEY", secrets().maskingKey()),
            // Each knows its own files alone.
            Map.entry(
                "TIDELAKE_EXPORT_DIRECTORY", site().data("exports").resolve(name()).toString()),
            Map.entry("TIDELAKE_AUDIT_DIRECTORY", site().data("audit").toString()),
            Map.entry("TIDELAKE_HOME", site().home().toString())));
  }

  @Override
  public void checkReady() throws IOException, InterruptedException {
    health(part(), HEALTH_TIMEOUT);
    Http.expectSuccess(Http.request(site().uri(Part.QUERY_API, HEALTH)).GET().build());
  }

  /** A process that does not answer keeps the port from the one that would. */
  @Override
  public void checkAlive() throws InterruptedException, StuckException {
    try {
      health(part(), ALIVE_TIMEOUT);
    } catch (IOException e) {
      throw new StuckException(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Duration checkInterval() {
    return Duration.ofMillis(200);
  }

  /** The last one that lives is worth more than a new one, which has all its work before it. */
  @Override
  public Duration stuckPatience() {
    return Duration.ofSeconds(otherAnswers() ? 3 : 12);
  }

  @Override
  public Duration frozenPatience() {
    return otherAnswers() ? Duration.ofMillis(300) : Duration.ofSeconds(3);
  }

  private boolean otherAnswers() {
    try {
      health(part() == Part.QUERY_API ? Part.QUERY_API_2 : Part.QUERY_API, ALIVE_TIMEOUT);
      return true;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public boolean serving() throws IOException, InterruptedException {
    return health(part(), HEALTH_TIMEOUT).path("serving").asBoolean();
  }

  private JsonNode health(Part part, Duration timeout) throws IOException, InterruptedException {
    URI uri = URI.create("http://%s:%d%s".formatted(site().clientHost(), ownPort(part), HEALTH));
    return Http.JSON.readTree(Http.expectSuccess(Http.request(uri).timeout(timeout).GET().build()));
  }

  private int ownPort(Part part) {
    return part == Part.QUERY_API ? site().port(part, 1) : site().port(part);
  }

  private ExtractedJar extracted() {
    return new ExtractedJar(jar(), site().project().resolve("infra/local-stack/target/query-api"));
  }

  private Path jar() {
    return site().project().resolve("query-api/target/query-api.jar");
  }
}
