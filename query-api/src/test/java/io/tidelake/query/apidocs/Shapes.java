package io.tidelake.query.apidocs;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Compares answers with examples by their fields and kinds of values, whatever the values are. */
final class Shapes {

  private Shapes() {}

  /** What is missing, too much, or of another kind; empty if the two have the same shape. */
  static List<String> differences(JsonNode example, JsonNode answer) {
    List<String> differences = new ArrayList<>();
    compare("", example, answer, differences);
    return differences;
  }

  private static void compare(
      String path, JsonNode example, JsonNode answer, List<String> differences) {
    if (answer.isNull() || example.isNull()) {
      return;
    }
    if (example.getNodeType() != answer.getNodeType()) {
      differences.add(path + " is " + answer.getNodeType() + ", not " + example.getNodeType());
    } else if (example.isArray()) {
      if (!example.isEmpty()) {
        answer.forEach(element -> compare(path + "[]", example.get(0), element, differences));
      }
    } else if (example.isObject() && !isByName(path)) {
      example
          .properties()
          .forEach(
              field -> {
                JsonNode other = answer.get(field.getKey());
                if (other == null) {
                  differences.add(path + "/" + field.getKey() + " is missing");
                } else {
                  compare(path + "/" + field.getKey(), field.getValue(), other, differences);
                }
              });
      answer
          .propertyNames()
          .forEach(
              name -> {
                if (!example.has(name)) {
                  differences.add(path + "/" + name + " is not documented");
                }
              });
    }
  }

  /** Objects whose names are data. */
  private static boolean isByName(String path) {
    return path.startsWith("/data/components/")
        || path.endsWith("/rejected_by_reason")
        || path.endsWith("/delay")
        || path.endsWith("/partitions")
        || path.endsWith("/by_code")
        || path.endsWith("/by_role")
        || path.endsWith("/parameters");
  }
}
