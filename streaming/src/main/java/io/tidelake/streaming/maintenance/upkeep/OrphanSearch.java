package io.tidelake.streaming.maintenance.upkeep;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a look for orphans ended with. Metadata alone cannot tell them: they are what it does not
 * name.
 *
 * @param at when
 * @param files how many lay below the table's location
 * @param left how many of them belonged to no snapshot, were old enough to be deleted, and were not
 */
public record OrphanSearch(Instant at, long files, long left) {

  private static final Pattern TEXT = Pattern.compile("(\\d+)/(\\d+)@(\\S+)");

  /** Of what {@link #text} makes; empty for nothing or anything else. */
  public static Optional<OrphanSearch> parse(@Nullable String text) {
    Matcher parts = TEXT.matcher(text == null ? "" : text);
    return parts.matches()
        ? Optional.of(
            new OrphanSearch(
                Instant.parse(parts.group(3)),
                Long.parseLong(parts.group(2)),
                Long.parseLong(parts.group(1))))
        : Optional.empty();
  }

  /** Such as {@code 0/1200@2026-11-23T12:00:00Z}. */
  public String text() {
    return "%d/%d@%s".formatted(left, files, at);
  }

  OrphanSearch deleted(long orphans) {
    return new OrphanSearch(at, files, left - orphans);
  }
}
