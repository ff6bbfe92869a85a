package io.tidelake.query.scope;

import io.tidelake.query.platform.ParameterException;
import io.tidelake.query.platform.RequestQuery;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What events must have.
 *
 * @param values codes and province names by dimension; none: all events
 */
public record Filters(Map<Dimension, String> values) {

  public static final Filters NONE = new Filters(Map.of());

  private static final int MAX_NAME = 50;

  public Filters {
    // In the order of the dimensions, so that equal filters read alike.
    values = values.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(values));
  }

  /**
   * Reads the parameters named like the dimensions: a code, or a name in Chinese or English.
   *
   * @throws ParameterException that says what would be accepted
   */
  public static Filters of(RequestQuery query, Locale locale) {
    Map<Dimension, String> values = new EnumMap<>(Dimension.class);
    for (Dimension dimension : Dimension.values()) {
      String text = query.get(dimension.parameter());
      if (text != null) {
        values.put(dimension, key(dimension, text, locale));
      }
    }
    return new Filters(values);
  }

  private static String key(Dimension dimension, String text, Locale locale) {
    String key = dimension.keyOf(text);
    if (key != null) {
      return key;
    }
    if (dimension != Dimension.PROVINCE) {
      throw ParameterException.notAccepted(
          dimension.parameter(), text, "accepted.code-or-label", dimension.choices(locale));
    }
    if (text.length() > MAX_NAME) {
      throw ParameterException.notAccepted(
          dimension.parameter(), text, "accepted.name", Integer.toString(MAX_NAME));
    }
    // Events may name places that are not listed.
    return text;
  }

  public @Nullable String get(Dimension dimension) {
    return values.get(dimension);
  }

  /** The dimensions that are filtered. */
  public Set<Dimension> dimensions() {
    return values.keySet();
  }

  /** {@code action}, {@code age}, {@code gender}: code or -1; {@code province}: name or empty. */
  public Map<String, Object> parameters() {
    Map<String, Object> parameters = new HashMap<>();
    for (Dimension dimension : Dimension.values()) {
      String value = values.get(dimension);
      parameters.put(
          dimension.parameter(),
          dimension == Dimension.PROVINCE
              ? (value == null ? "" : value)
              : (Object) (value == null ? -1 : Integer.parseInt(value)));
    }
    return parameters;
  }
}
