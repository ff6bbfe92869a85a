package io.tidelake.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The calls that the manual of the system which Tidelake replaces gives an answer of, and the
 * fields of each: {@code original-clients/answers.json}. A client of that system finds each of them
 * under the same name, of the same type and never null; what Tidelake adds is compared with its own
 * document by {@link DocumentedAnswersE2ECase}.
 */
final class OriginalAnswers {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** How the table writes a text that has to be a time or a date. */
  private static final Map<String, Pattern> FORMATS =
      Map.of(
          "time", Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d"),
          "date", Pattern.compile("\\d{4}-\\d\\d-\\d\\d"));

  private OriginalAnswers() {}

  /**
   * Makes each of the calls once.
   *
   * @param empty whether lists of statistics have to be empty, otherwise none may be
   * @return what is not as in the manual, a line each
   */
  static List<String> differences(Rest rest, boolean empty)
      throws IOException, InterruptedException {
    String year = Integer.toString(LocalDate.now(KnownInput.ZONE).getYear());
    List<String> differences = new ArrayList<>();
    for (Map.Entry<String, JsonNode> wanted : table().properties()) {
      String call = wanted.getKey();
      Rest.Answer answer = rest.get(call.replace("YEAR", year));
      if (answer.status() != 200 || answer.code() != 0) {
        differences.add(call + " answers " + answer.status() + " " + answer.body());
        continue;
      }
      compare(call, wanted.getValue(), answer.body(), differences);
      for (String list : List.of("/data", "/data/statistics")) {
        JsonNode rows = answer.body().at(list);
        if (rows.isArray() && rows.isEmpty() != empty) {
          differences.add(call + " has " + rows.size() + " rows");
        }
      }
    }
    return differences;
  }

  private static JsonNode table() throws IOException {
    try (InputStream in =
        OriginalAnswers.class.getResourceAsStream("/original-clients/answers.json")) {
      return JSON.readTree(in);
    }
  }

  private static void compare(
      String at, JsonNode wanted, JsonNode found, List<String> differences) {
    if (wanted.getNodeType() != found.getNodeType()) {
      differences.add("%s is %s".formatted(at, found.getNodeType()));
    } else if (wanted.isObject()) {
      wanted
          .properties()
          .forEach(
              field ->
                  compare(
                      at + " " + field.getKey(),
                      field.getValue(),
                      found.path(field.getKey()),
                      differences));
    } else if (wanted.isArray()) {
      found.forEach(row -> compare(at + "[]", wanted.get(0), row, differences));
    } else if (FORMATS.containsKey(wanted.asText())
        && !FORMATS.get(wanted.asText()).matcher(found.asText()).matches()) {
      differences.add("%s is no %s: %s".formatted(at, wanted.asText(), found.asText()));
    }
  }
}
