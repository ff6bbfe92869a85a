package io.tidelake.schema.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why maintenance does something: the closed list behind the column {@code reason} of {@code
 * maintenance_runs}. The journal holds the English sentence, for analysts; {@link #read} finds the
 * reason and its values in it again, so that a reader can tell them in another language. What is
 * said of a run that failed is in no list.
 */
public enum RunReason {
  /** Files, partitions, the first and the last of these, rows, KiB. */
  COMPACTION(
      "%d files of %d partitions (%s to %s) hold %d rows in %d KiB: to be read and written anew"),
  /** Manifests, KiB of them all, KiB that each should have. */
  MANIFESTS("%d manifests of %d KiB in all are smaller than %d KiB each"),
  /** Snapshots, those that are too old, how old they may be, how many stay in any case. */
  EXPIRY("of %d snapshots %d are older than is kept (%s, at least %d)"),
  /** Rows, files, KiB, the first date that stays, days that are kept. */
  RETENTION("%d rows (%d files, %d KiB) are of dates before %s, more than %d days old"),
  /** Files of no snapshot, all files, how old they may be, the first. */
  ORPHANS("%d of %d files belong to no snapshot and are older than %s, the first is %s"),
  /** Nothing. */
  ROLLUP_FIRST("build: never rolled up"),
  /** The snapshot, its table. */
  ROLLUP_LOST("build: snapshot %d is no longer in the history of %s"),
  /** The table with new snapshots. */
  ROLLUP_ADD("add: new snapshots of %s"),
  /** The table. */
  ROLLUP_ADVANCE("advance: %s was compacted");

  /** What is added once it is done, see {@link RunNote}. */
  private static final String NOTE = "(?:; (.+))?";

  private final String english;
  private final List<Boolean> numbers = new ArrayList<>();
  private final Pattern pattern;

  RunReason(String english) {
    this.english = english;
    StringBuilder expression = new StringBuilder();
    Matcher places = Pattern.compile("%([ds])").matcher(english);
    int from = 0;
    while (places.find()) {
      boolean number = places.group(1).equals("d");
      numbers.add(number);
      expression
          .append(Pattern.quote(english.substring(from, places.start())))
          .append(number ? "(\\d{1,19})" : "(.+?)");
      from = places.end();
    }
    expression.append(Pattern.quote(english.substring(from))).append(NOTE);
    this.pattern = Pattern.compile(expression.toString());
  }

  /**
   * A reason that was read.
   *
   * @param values {@code Long} or {@code String}
   * @param note what was added to it, see {@link RunNote}; empty: nothing
   */
  public record Told(RunReason reason, List<Object> values, String note) {}

  /** Stable, for machines: {@code rollup-add}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * @param values as many as the list above names, in its order
   */
  public String text(Object... values) {
    return english.formatted(values);
  }

  /** Empty if the sentence is none of the list. */
  public static Optional<Told> read(String text) {
    for (RunReason reason : values()) {
      Matcher matcher = reason.pattern.matcher(text);
      if (matcher.matches()) {
        return reason.told(matcher);
      }
    }
    return Optional.empty();
  }

  private Optional<Told> told(Matcher matcher) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < numbers.size(); i++) {
      String value = matcher.group(i + 1);
      try {
        values.add(numbers.get(i) ? (Object) Long.valueOf(value) : value);
      } catch (NumberFormatException tooLarge) {
        return Optional.empty();
      }
    }
    String note = matcher.group(numbers.size() + 1);
    return Optional.of(new Told(this, values, note == null ? "" : note));
  }
}
