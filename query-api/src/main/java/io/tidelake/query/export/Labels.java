package io.tidelake.query.export;

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

/** What the values of the dimensions are called in a language. */
final class Labels {

  private static final Map<Locale, Labels> BY_LANGUAGE =
      Map.of(Locale.CHINESE, new Labels(Label::zh), Locale.ENGLISH, new Labels(Label::en));

  private final String[] actions;
  private final String[] ageRanges;
  private final String[] genders;
  private final Map<String, String> provinces;

  private Labels(Function<Label, String> name) {
    this.actions = names(Action.values(), name);
    this.ageRanges = names(AgeRange.values(), name);
    this.genders = names(Gender.values(), name);
    this.provinces =
        Arrays.stream(Province.values()).collect(Collectors.toUnmodifiableMap(Label::key, name));
  }

  /**
   * @param language {@link Locale#CHINESE} or {@link Locale#ENGLISH}
   */
  static Labels in(Locale language) {
    return BY_LANGUAGE.getOrDefault(language, BY_LANGUAGE.get(Locale.CHINESE));
  }

  String action(int code) {
    return actions[code];
  }

  String ageRange(int code) {
    return ageRanges[code];
  }

  String gender(int code) {
    return genders[code];
  }

  /** A province that is not listed keeps its own name. */
  String province(String key) {
    return provinces.getOrDefault(key, key);
  }

  private static String[] names(Label[] labels, Function<Label, String> name) {
    return Arrays.stream(labels).map(name).toArray(String[]::new);
  }
}
