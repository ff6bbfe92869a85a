package io.tidelake.query.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a call, of which it knows every one, and each once. What a client misspells or
 * says twice is refused, rather than answered as if it had not been said.
 */
public final class RequestQuery {

  private final SortedMap<String, String> values;

  private RequestQuery(SortedMap<String, String> values) {
    this.values = values;
  }

  /**
   * @param known what the call takes
   * @throws ParameterException that names a parameter that is not known, or given more than once
   */
  public static RequestQuery of(HttpServletRequest request, Collection<String> known) {
    SortedMap<String, String> values = new TreeMap<>();
    for (Map.Entry<String, String[]> given : request.getParameterMap().entrySet()) {
      String name = given.getKey();
      if (!known.contains(name)) {
        throw ParameterException.unknown(name, String.join(", ", new TreeSet<>(known)));
      }
      if (given.getValue().length > 1) {
        throw ParameterException.repeated(name);
      }
      String value = Parameters.optional(given.getValue()[0]);
      if (value != null) {
        values.put(name, value);
      }
    }
    return new RequestQuery(values);
  }

  /** Null if the parameter is not given or blank. */
  public @Nullable String get(String name) {
    return values.get(name);
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** See {@link Parameters#wholeNumber}. */
  public long wholeNumber(String name, long fallback, long min, long max) {
    return Parameters.wholeNumber(name, get(name), fallback, min, max);
  }

  /** What was given, the same text for every order and spelling of blanks. */
  @Override
  public String toString() {
    return values.toString();
  }
}
