package io.tidelake.query.audit;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The parameters of a query string as they are kept: every value of every name, shortened, and what
 * proves who someone is not at all.
 */
final class AuditParameters {

  private static final Set<String> SECRET =
      Set.of(
          "access_token",
          "api_key",
          "apikey",
          "auth",
          "authorization",
          "id_token",
          "jwt",
          "key",
          "passwd",
          "password",
          "refresh_token",
          "secret",
          "token");

  private static final String HIDDEN = "***";
  private static final int MAX_PARAMETERS = 50;
  private static final int MAX_NAME = 50;
  private static final int MAX_VALUE = 200;

  private AuditParameters() {}

  /** A JSON object of arrays. */
  static String of(@Nullable String query) {
    ObjectNode parameters = JsonMapper.shared().createObjectNode();
    if (query != null && !query.isEmpty()) {
      int count = 0;
      for (String pair : query.split("&", MAX_PARAMETERS + 1)) {
        if (++count > MAX_PARAMETERS) {
          values(parameters, "…").add("…");
          break;
        }
        if (!pair.isEmpty()) {
          add(parameters, pair);
        }
      }
    }
    return parameters.toString();
  }

  private static void add(ObjectNode parameters, String pair) {
    int equals = pair.indexOf('=');
    String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
    String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
    boolean secret = SECRET.contains(name.strip().toLowerCase(Locale.ROOT)) || isToken(value);
    values(parameters, shortened(name, MAX_NAME))
        .add(secret ? HIDDEN : shortened(value, MAX_VALUE));
  }

  private static ArrayNode values(ObjectNode parameters, String name) {
    return parameters.get(name) instanceof ArrayNode known ? known : parameters.putArray(name);
  }

  /** Under whatever name it came. */
  private static boolean isToken(String value) {
    return value.startsWith("eyJ") && value.chars().filter(letter -> letter == '.').count() == 2;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException asItIs) {
      return text;
    }
  }

  private static String shortened(String text, int max) {
    return text.length() <= max ? text : text.substring(0, max) + "…";
  }
}
