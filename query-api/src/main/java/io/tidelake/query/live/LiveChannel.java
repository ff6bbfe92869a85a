package io.tidelake.query.live;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a client may take or leave of a frame. How far the stream has come is always told. */
enum LiveChannel {
  /** Counts, visitors among them, of the scopes asked for. */
  COUNTS,
  /** Records and events by second. */
  PULSE,
  /** The most frequent items, categories and brands of the scopes asked for. */
  TOPS,
  /** Sample events. */
  RECENT;

  private final String wireName = name().toLowerCase(Locale.ROOT);

  /** Those named, names that this version does not know passed over; without names all. */
  static Set<LiveChannel> named(@Nullable List<@Nullable String> names) {
    if (names == null) {
      return Set.copyOf(EnumSet.allOf(LiveChannel.class));
    }
    Set<LiveChannel> named = EnumSet.noneOf(LiveChannel.class);
    for (LiveChannel channel : values()) {
      if (names.contains(channel.wireName)) {
        named.add(channel);
      }
    }
    return Set.copyOf(named);
  }
}
