package io.tidelake.query.apidocs;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A call as the document has it. */
public record Operation(String path, String method, JsonNode node) {

  /** All calls of a document. */
  public static List<Operation> of(JsonNode document) {
    List<Operation> operations = new ArrayList<>();
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            operations.add(
                                new Operation(path.getKey(), method.getKey(), method.getValue()))));
    return operations;
  }

  /** With references resolved. */
  public List<JsonNode> parameters(JsonNode document) {
    List<JsonNode> parameters = new ArrayList<>();
    for (JsonNode parameter : node.path("parameters")) {
      parameters.add(
          parameter.has("$ref")
              ? document.at(parameter.get("$ref").asString().substring(1))
              : parameter);
    }
    return parameters;
  }

  /** The path with all parameters that must be given, as in their examples, and this one. */
  public String pathWith(JsonNode document, String name, String value) {
    List<String> query = new ArrayList<>();
    query.add(encoded(name) + "=" + encoded(value));
    for (JsonNode parameter : parameters(document)) {
      String other = parameter.get("name").asString();
      if (parameter.path("required").asBoolean(false)
          && parameter.get("in").asString().equals("query")
          && !other.equals(name)) {
        query.add(encoded(other) + "=" + encoded(parameter.get("example").asString()));
      }
    }
    return path + "?" + String.join("&", query);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
