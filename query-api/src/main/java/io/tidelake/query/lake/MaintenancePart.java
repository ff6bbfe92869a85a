package io.tidelake.query.lake;

import io.tidelake.query.platform.ApiException;
import io.tidelake.query.platform.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The process that keeps the tables in shape, as it is asked over HTTP. */
@Component
class MaintenancePart {

  private static final Logger LOG = LoggerFactory.getLogger(MaintenancePart.class);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /**
   * What takes from a score.
   *
   * @param code of {@code HealthReason}; {@code other} if none was told
   * @param values numbers and texts, as the code has them
   * @param text the same in English
   */
  record Reason(String code, List<Object> values, String text) {}

  /**
   * How well a table was after the last run.
   *
   * @param score 100: nothing to wish for; 0: readers and writers suffer
   * @param reasons what takes from the score, the worst first
   * @param nextAction the operation that helps most; {@code none} if none is needed
   * @param excessFiles data files more than the bytes need; null if it is not told
   * @param manifests of the newest snapshot
   * @param smallManifests of these, so many could be one
   * @param metadataBytes size of {@code metadata.json}
   * @param rollupBehindSeconds for how long the oldest rows of the source have waited to be rolled
   *     up; null for a table that is no rollup
   * @param cells about how many the rows stand for; null for a table whose rows stand for
   *     themselves
   * @param rowsPerCell about, on average; null without cells
   * @param lastMaintenance when an operation last had something to do and did it; null: never
   * @param orphans how many files of no snapshot were left when they were last looked for
   * @param orphansSearched when that was; null: never
   */
  record Health(
      int score,
      List<Reason> reasons,
      String nextAction,
      @Nullable Long excessFiles,
      @Nullable Long manifests,
      @Nullable Long smallManifests,
      @Nullable Long metadataBytes,
      @Nullable Long rollupBehindSeconds,
      @Nullable Long cells,
      @Nullable Double rowsPerCell,
      @Nullable Instant lastMaintenance,
      @Nullable Long orphans,
      @Nullable Instant orphansSearched) {}

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final String root;

  MaintenancePart(MaintenanceProperties properties) {
    this.root = properties.url().toString().replaceAll("/+$", "");
  }

  /** By table; of none as long as there was no run, or if the process does not answer. */
  Map<String, Health> health() {
    try {
      HttpResponse<String> answer = send(request("/tables").GET().build());
      return answer.statusCode() == 200 ? read(answer.body()) : Map.of();
    } catch (IOException | JacksonException e) {
      LOG.debug("maintenance tells no health", e);
      return Map.of();
    }
  }

  /**
   * Has it begin a run, or another one after the one that is under way.
   *
   * @throws ApiException 503 if it does not answer
   */
  void run() {
    try {
      HttpResponse<String> answer =
          send(
              request("/run")
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString("{}"))
                  .build());
      if (answer.statusCode() / 100 != 2) {
        throw new IOException("HTTP status " + answer.statusCode());
      }
    } catch (IOException e) {
      throw new ApiException(
          ErrorCode.UNAVAILABLE, HttpStatus.SERVICE_UNAVAILABLE, e, "maintenance.unreachable");
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(root + path)).timeout(PATIENCE);
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  static Map<String, Health> read(String json) {
    Map<String, Health> health = new HashMap<>();
    for (JsonNode table : JsonMapper.shared().readTree(json)) {
      List<Reason> reasons = new ArrayList<>();
      table.path("reasons").forEach(reason -> reasons.add(reason(reason)));
      health.put(
          table.path("table").asString(""),
          new Health(
              table.path("score").asInt(0),
              reasons,
              table.path("nextAction").asString("none"),
              number(table.path("excessFiles")),
              number(table.path("figures").path("manifests")),
              number(table.path("smallManifests")),
              number(table.path("metadataBytes")),
              number(table.path("rollupBehindSeconds")),
              number(table.path("cells")),
              table.path("rowsPerCell").isNumber() ? table.path("rowsPerCell").asDouble() : null,
              time(table.path("lastMaintenance")),
              number(table.path("orphans")),
              time(table.path("orphansSearched"))));
    }
    return health;
  }

  private static Reason reason(JsonNode told) {
    if (told.isString()) {
      // An older maintenance tells the words alone.
      return new Reason("other", List.of(), told.asString());
    }
    List<Object> values = new ArrayList<>();
    for (JsonNode value : told.path("values")) {
      values.add(value.isNumber() ? (Object) value.asLong() : value.asString(""));
    }
    return new Reason(told.path("code").asString("other"), values, told.path("text").asString(""));
  }

  private static @Nullable Long number(JsonNode value) {
    return value.isNumber() ? value.asLong() : null;
  }

  private static @Nullable Instant time(JsonNode value) {
    try {
      return value.isString() ? Instant.parse(value.asString()) : null;
    } catch (DateTimeParseException notOurs) {
      return null;
    }
  }
}
