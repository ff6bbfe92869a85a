package io.tidelake.query.scope;

import io.tidelake.schema.label.Action;
import io.tidelake.schema.label.AgeRange;
import io.tidelake.schema.label.Gender;
import io.tidelake.schema.label.Label;
import io.tidelake.schema.label.Province;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A dimension of the cube, as requests name it, answers title it and the lake codes it. */
public enum Dimension {
  ACTION("action", "action_type", Action.values()),
  AGE("age", "age_range", AgeRange.values()),
  GENDER("gender", "gender", Gender.values()),
  PROVINCE("province", "province", Province.values());

  private final String parameter;
  private final String field;
  private final Map<String, Label> labels;

  Dimension(String parameter, String field, Label[] labels) {
    this.parameter = parameter;
    this.field = field;
    this.labels =
        Arrays.stream(labels)
            .collect(Collectors.toUnmodifiableMap(Label::key, Function.identity()));
  }

  /** The word in requests and in the SQL. */
  public String parameter() {
    return parameter;
  }

  /** The field in answers. */
  public String field() {
    return field;
  }

  /** The column in the lake. */
  public String column() {
    return this == ACTION ? "action" : field;
  }

  /** What a value is called; a value without a name of its own (an unlisted province) as it is. */
  public String label(String key, Locale locale) {
    Label label = labels.get(key);
    if (label == null) {
      return key;
    }
    return locale.getLanguage().equals(Locale.ENGLISH.getLanguage()) ? label.en() : label.zh();
  }

  public String label(int code, Locale locale) {
    return label(Integer.toString(code), locale);
  }

  /** The value that a request means by its code or by its name in either language, or null. */
  public @Nullable String keyOf(String text) {
    for (Label label : labels.values()) {
      if (label.key().equals(text)
          || label.zh().equals(text)
          || label.en().equalsIgnoreCase(text)) {
        return label.key();
      }
    }
    return null;
  }

  /** All codes with their names, to tell a caller what would be accepted. */
  public String choices(Locale locale) {
    return labels.keySet().stream()
        .sorted()
        .map(key -> key + " (" + label(key, locale) + ")")
        .collect(Collectors.joining(", "));
  }
}
