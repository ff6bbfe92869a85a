package io.tidelake.schema.table;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What maintenance adds to a {@link RunReason} once it is done: the closed list. Like the reason it
 * is noted in English and read again.
 */
public enum RunNote {
  /** How many. */
  COMMITS("in %d commits"),
  /** KiB. */
  FREED("%d KiB freed"),
  /** KiB, where not all were measured. */
  FREED_AT_LEAST("at least %d KiB freed");

  private final String english;
  private final Pattern pattern;

  RunNote(String english) {
    this.english = english;
    this.pattern = Pattern.compile(english.replace("%d", "(\\d{1,18})"));
  }

  /** A note that was read, with its number. */
  public record Told(RunNote note, long value) {}

  /** Stable, for machines: {@code commits}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public String text(long value) {
    return english.formatted(value);
  }

  /** Empty if the text is none of the list. */
  public static Optional<Told> read(String text) {
    for (RunNote note : values()) {
      Matcher matcher = note.pattern.matcher(text);
      if (matcher.matches()) {
        return Optional.of(new Told(note, Long.parseLong(matcher.group(1))));
      }
    }
    return Optional.empty();
  }
}
