package io.tidelake.query.platform;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads single parameters of a query string. An empty value counts as not given. Every method
 * throws {@link ParameterException} that names the parameter, its value and what is accepted.
 */
public final class Parameters {

  private Parameters() {}

  /** Null if the parameter is not given or blank. */
  public static @Nullable String optional(@Nullable String raw) {
    return raw == null || raw.isBlank() ? null : raw.strip();
  }

  /** A whole number between {@code min} and {@code max}. */
  public static long wholeNumber(
      String name, @Nullable String raw, long fallback, long min, long max) {
    String text = optional(raw);
    if (text == null) {
      return fallback;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException noNumber) {
      // Said below, as for a number out of range.
    }
    throw max == Long.MAX_VALUE
        ? ParameterException.notAccepted(
            name, text, "accepted.whole-number-from", Long.toString(min))
        : ParameterException.notAccepted(
            name, text, "accepted.whole-number", Long.toString(min), Long.toString(max));
  }

  /**
   * One of a closed list, in any case of letters.
   *
   * @param nameOf the word that stands for a choice
   */
  public static <E extends Enum<E>> @Nullable E oneOf(
      String name, @Nullable String raw, Class<E> choices, Function<E, String> nameOf) {
    String text = optional(raw);
    if (text == null) {
      return null;
    }
    String word = text.toLowerCase(Locale.ROOT);
    for (E choice : choices.getEnumConstants()) {
      if (nameOf.apply(choice).equals(word)) {
        return choice;
      }
    }
    throw ParameterException.notAccepted(name, text, "accepted.one-of", words(choices, nameOf));
  }

  /** Like {@link #oneOf}, but must be given. */
  public static <E extends Enum<E>> E requiredOneOf(
      String name, @Nullable String raw, Class<E> choices, Function<E, String> nameOf) {
    E choice = oneOf(name, raw, choices, nameOf);
    if (choice == null) {
      throw ParameterException.missing(name, "accepted.one-of", words(choices, nameOf));
    }
    return choice;
  }

  private static <E extends Enum<E>> String words(Class<E> choices, Function<E, String> nameOf) {
    return Arrays.stream(choices.getEnumConstants()).map(nameOf).collect(Collectors.joining(", "));
  }
}
