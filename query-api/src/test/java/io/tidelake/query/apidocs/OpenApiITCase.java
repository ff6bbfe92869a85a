package io.tidelake.query.apidocs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.query.HttpCalls;
import io.tidelake.query.QueryApi;
import io.tidelake.query.security.Tokens;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** The document says what the service does, and the service does what the document says. */
@SpringBootTest(
    classes = QueryApi.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "tidelake.kafka.bootstrap-servers=localhost:1",
      "tidelake.trino.url=jdbc:trino://localhost:1/lake/taobao",
      "tidelake.flink.url=http://localhost:1",
      "tidelake.catalog.url=http://localhost:1",
      "tidelake.object-store.url=http://localhost:1",
      "tidelake.maintenance.url=http://localhost:1",
      "tidelake.security.key=" + Tokens.KEY,
      "tidelake.limits.exports-per-hour=1000"
    })
class OpenApiITCase {

  /** What is no call of the API: where errors are made, and the document itself. */
  private static final Set<String> INTERNAL = Set.of("/error", "/v3/api-docs");

  @LocalServerPort private int port;

  @Autowired private List<RequestMappingHandlerMapping> mappings;

  private HttpCalls service;
  private JsonNode document;

  @BeforeEach
  void readTheDocument() throws Exception {
    service = new HttpCalls(port);
    document = HttpCalls.json(service.get("/v3/api-docs"));
  }

  @Test
  void everyPathIsDocumentedAndEveryDocumentedPathIsThere() {
    Set<String> mapped = new TreeSet<>();
    for (RequestMappingHandlerMapping mapping : mappings) {
      mapping
          .getHandlerMethods()
          .forEach(
              (info, method) -> {
                if (!method.getBeanType().getName().startsWith("io.tidelake")) {
                  return;
                }
                for (String path : info.getPatternValues()) {
                  if (!INTERNAL.contains(path)) {
                    info.getMethodsCondition()
                        .getMethods()
                        .forEach(verb -> mapped.add(verb + " " + path));
                  }
                }
              });
    }
    Set<String> documented = new TreeSet<>();
    operations()
        .forEach(
            call -> documented.add(call.method().toUpperCase(Locale.ROOT) + " " + call.path()));

    assertThat(documented).isEqualTo(mapped);
  }

  @Test
  void isCompleteAndRefersOnlyToWhatItHas() {
    assertThat(document.get("openapi").asString()).isEqualTo("3.1.0");
    assertThat(document.at("/info/version").asString()).isNotBlank().isNotEqualTo("0");
    Set<String> names = new TreeSet<>();
    for (Operation call : operations()) {
      JsonNode operation = call.node();
      assertThat(names.add(operation.path("operationId").asString())).as(call.path()).isTrue();
      assertThat(operation.path("summary").asString()).as(call.path()).isNotBlank();
      assertThat(operation.path("responses").has("200") || operation.path("responses").has("202"))
          .as(call.path())
          .isTrue();
      if (!call.path().equals("/healthz")) {
        assertThat(operation.path("responses").has("default")).as(call.path()).isTrue();
      }
    }
    document
        .findValues("$ref")
        .forEach(
            reference ->
                assertThat(document.at(reference.asString().substring(1)).isMissingNode())
                    .as(reference.asString())
                    .isFalse());
  }

  @Test
  void everyCodeHasAnExample() {
    Set<Integer> codes = new TreeSet<>();
    document
        .at("/components/responses")
        .findValues("code")
        .forEach(code -> codes.add(code.asInt(-1)));

    assertThat(codes).contains(1, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008);
  }

  /** Those that need no lake; the others are asked by the end-to-end tests. */
  @ParameterizedTest
  @ValueSource(
      strings = {"/healthz", "/api/system/status", "/api/system/metrics", "/api/admin/stats"})
  void answersHaveTheFieldsOfTheirExample(String path) throws Exception {
    HttpResponse<String> response =
        service.get(path, "Authorization", "Bearer " + Tokens.of("root", "admin"));

    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode example =
        document.at(
            "/paths/%s/get/responses/200/content/application~1json/example"
                .formatted(path.replace("/", "~1")));
    assertThat(Shapes.differences(example, HttpCalls.json(response))).isEmpty();
  }

  @Test
  void aParameterWithAClosedListOfValuesTakesEachOfThem() throws Exception {
    for (Operation call : operations()) {
      for (JsonNode parameter : call.parameters(document)) {
        for (JsonNode value : parameter.at("/schema/enum")) {
          if (!call.method().equals("get")
              || call.path().contains("{")
              || isTaken(call, parameter, value)) {
            continue;
          }
          HttpResponse<String> response =
              service.get(
                  call.pathWith(document, parameter.get("name").asString(), value.asString()),
                  "Authorization",
                  "Bearer " + Tokens.of("root", "admin"));
          assertThat(response.statusCode())
              .as("%s %s=%s: %s", call.path(), parameter.get("name"), value, response.body())
              .isNotEqualTo(400);
        }
      }
    }
  }

  @Test
  void aParameterThatMustBeGivenIsAskedFor() throws Exception {
    for (Operation call : operations()) {
      for (JsonNode parameter : call.parameters(document)) {
        if (parameter.path("required").asBoolean(false)
            && parameter.get("in").asString().equals("query")) {
          String name = parameter.get("name").asString();
          assertThat(
                  HttpCalls.assertError(service.get(call.pathWith(document, name, "")), 400, 1001)
                      .get("msg")
                      .asString())
              .contains(name);
        }
      }
    }
  }

  @Test
  void swaggerUiComesFromThisServiceAlone() throws Exception {
    HttpResponse<String> page = service.get("/swagger-ui/index.html");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).doesNotContain("http://", "https://", "<script>");
    assertThat(page.headers().firstValue("Content-Security-Policy")).isPresent();
    for (String file : new String[] {"swagger-ui.css", "swagger-ui-bundle.js", "start.js"}) {
      assertThat(service.get("/swagger-ui/" + file).statusCode()).as(file).isEqualTo(200);
    }
    assertThat(service.get("/swagger-ui").statusCode()).isEqualTo(302);
  }

  /** Another parameter has that value already, and no dimension is broken down by itself. */
  private boolean isTaken(Operation call, JsonNode parameter, JsonNode value) {
    return call.parameters(document).stream()
        .anyMatch(
            other ->
                other.path("required").asBoolean(false)
                    && !other.get("name").equals(parameter.get("name"))
                    && other.path("example").equals(value));
  }

  private List<Operation> operations() {
    return Operation.of(document);
  }
}
