package io.tidelake.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidelake.stack.server.AccessToken;
import io.tidelake.stack.server.Part;
import io.tidelake.stack.server.Secrets;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The documented answers, with a lake behind them that is empty and then is not. */
@ExtendWith(SharedLake.class)
class DocumentedAnswersE2ECase {

  private static final Duration WARM = Duration.ofSeconds(90);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Objects whose names are data. */
  private static final List<String> BY_NAME =
      List.of(
          "/components/",
          "/rejected_by_reason",
          "/delay",
          "/partitions",
          "/by_code",
          "/by_role",
          "/parameters",
          // An ECharts option has more than an example shows.
          "/data/title",
          "/data/tooltip",
          "/data/legend",
          "/data/xAxis",
          "/data/yAxis",
          "/data/dataZoom",
          "/data/series");

  private static LakeStack stack;

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws Exception {
    stack = SharedLake.stack();
  }

  @Test
  void answersHaveTheFieldsOfTheirExamplesOnAnEmptyLakeAndOnAFullOne() throws Exception {
    // A Trino that has only just started answers 503 now and then.
    await().atMost(WARM).untilAsserted(() -> assertThat(differences()).isEmpty());
    SyntheticEvents.addRaw(stack.lake(), 10_000);
    SyntheticEvents.addMinutes(stack.lake());
    await().atMost(WARM).untilAsserted(() -> assertThat(differences()).isEmpty());
  }

  private List<String> differences() throws Exception {
    JsonNode document = JSON.readTree(call("/v3/api-docs", "root", "admin").body());
    List<String> differences = new ArrayList<>();
    int answers = 0;
    for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
      JsonNode get = path.getValue().path("get");
      JsonNode example = get.at("/responses/200/content/application~1json/example");
      if (example.isMissingNode() || path.getKey().contains("{")) {
        continue;
      }
      HttpResponse<String> response =
          call(path.getKey() + "?" + required(document, get), "root", "admin");
      if (response.statusCode() == 200) {
        compare(path.getKey() + " ", "", example, JSON.readTree(response.body()), differences);
        answers++;
      } else {
        differences.add(path.getKey() + " answers " + response.statusCode());
      }
    }
    assertThat(answers).isGreaterThan(5);
    return differences;
  }

  private static String required(JsonNode document, JsonNode operation) {
    List<String> query = new ArrayList<>();
    for (JsonNode given : operation.path("parameters")) {
      JsonNode parameter =
          given.has("$ref") ? document.at(given.get("$ref").asText().substring(1)) : given;
      if (parameter.path("required").asBoolean()) {
        query.add(
            parameter.get("name").asText() + "=" + encoded(parameter.get("example").asText()));
      }
    }
    return String.join("&", query);
  }

  private static void compare(
      String call, String path, JsonNode example, JsonNode answer, List<String> differences) {
    if (answer.isNull() || example.isNull() || BY_NAME.stream().anyMatch(path::contains)) {
      return;
    }
    if (example.getNodeType() != answer.getNodeType()) {
      differences.add(call + path + " is " + answer.getNodeType());
    } else if (example.isArray()) {
      answer.forEach(row -> compare(call, path + "[]", example.get(0), row, differences));
    } else if (example.isObject()) {
      example
          .properties()
          .forEach(
              field -> {
                JsonNode other = answer.get(field.getKey());
                if (other == null && field.getKey().equals("next_cursor")) {
                  return; // The last page has none.
                }
                if (other == null) {
                  differences.add(call + path + "/" + field.getKey() + " is missing");
                } else {
                  compare(call, path + "/" + field.getKey(), field.getValue(), other, differences);
                }
              });
      answer
          .fieldNames()
          .forEachRemaining(
              name -> {
                if (!example.has(name)) {
                  differences.add(call + path + "/" + name + " is not documented");
                }
              });
    }
  }

  private HttpResponse<String> call(String path, String user, String role) throws Exception {
    Secrets secrets = Secrets.loadOrCreate(stack.site().secrets());
    String token = AccessToken.sign(secrets, user, role, Instant.now(), Duration.ofHours(1));
    return http.send(
        HttpRequest.newBuilder(URI.create(stack.site().url(Part.QUERY_API) + path))
            .header("Authorization", "Bearer " + token)
            .timeout(Duration.ofSeconds(60))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
