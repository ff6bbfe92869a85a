package io.tidelake.query.export;

import io.tidelake.query.platform.BusinessTime;
import io.tidelake.query.platform.ParameterException;
import io.tidelake.query.platform.Parameters;
import io.tidelake.schema.label.Action;
import io.tidelake.schema.label.AgeRange;
import io.tidelake.schema.label.Gender;
import io.tidelake.schema.label.Label;
import io.tidelake.schema.label.Province;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which rows an export has: a range of time, both ends included, and filters on the dimensions.
 *
 * @param firstDay business date of {@code start}; with {@code lastDay} it names the partitions
 * @param action code, or {@link #ALL}; so are {@code age} and {@code gender}
 * @param province name, or empty for all
 */
record Selection(
    Instant start,
    Instant end,
    LocalDate firstDay,
    LocalDate lastDay,
    int action,
    int age,
    int gender,
    String province) {

  static final int ALL = -1;

  private static final Instant EARLIEST = Instant.parse("0001-01-02T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-30T00:00:00Z");
  private static final int MAX_NAME = 50;

  /** Reads {@code start_time}, {@code end_time} and the dimensions; none of them must be given. */
  static Selection of(BusinessTime times, Map<String, String> parameters, Locale locale) {
    Instant givenStart = times.parse("start_time", parameters.get("start_time"));
    Instant givenEnd = times.parse("end_time", parameters.get("end_time"));
    Instant start = givenStart == null ? EARLIEST : givenStart;
    Instant end = givenEnd == null ? LATEST : givenEnd;
    if (end.isBefore(start)) {
      throw ParameterException.notAccepted(
          "end_time",
          String.valueOf(parameters.get("end_time")),
          "accepted.not-before",
          times.format(start));
    }
    return new Selection(
        start,
        end,
        times.date(start),
        times.date(end),
        code("action", parameters, Action.values(), locale),
        code("age", parameters, AgeRange.values(), locale),
        code("gender", parameters, Gender.values(), locale),
        province(parameters));
  }

  /** The same filters over some of the dates. */
  Map<String, Object> parameters(LocalDate first, LocalDate last) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("first_day", first);
    parameters.put("last_day", last);
    parameters.put("start_time", start);
    parameters.put("end_time", end);
    parameters.put("action", action);
    parameters.put("age", age);
    parameters.put("gender", gender);
    parameters.put("province", province);
    return parameters;
  }

  Map<String, Object> parameters() {
    return parameters(firstDay, lastDay);
  }

  private static int code(
      String name, Map<String, String> parameters, Label[] labels, Locale locale) {
    String text = Parameters.optional(parameters.get(name));
    if (text == null) {
      return ALL;
    }
    Label label = find(text, labels);
    if (label == null) {
      boolean english = locale.getLanguage().equals(Locale.ENGLISH.getLanguage());
      throw ParameterException.notAccepted(
          name,
          text,
          "accepted.code-or-label",
          Arrays.stream(labels)
              .map(each -> each.key() + " (" + (english ? each.en() : each.zh()) + ")")
              .collect(Collectors.joining(", ")));
    }
    return Integer.parseInt(label.key());
  }

  /** Events may name places that are not listed. */
  private static String province(Map<String, String> parameters) {
    String text = Parameters.optional(parameters.get("province"));
    if (text == null) {
      return "";
    }
    if (text.length() > MAX_NAME) {
      throw ParameterException.notAccepted(
          "province", text, "accepted.name", Integer.toString(MAX_NAME));
    }
    Label label = find(text, Province.values());
    return label == null ? text : label.key();
  }

  private static @Nullable Label find(String text, Label[] labels) {
    for (Label label : labels) {
      if (label.key().equals(text)
          || label.zh().equals(text)
          || label.en().equalsIgnoreCase(text)) {
        return label;
      }
    }
    return null;
  }
}
