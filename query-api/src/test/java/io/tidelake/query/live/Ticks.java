package io.tidelake.query.live;

import io.tidelake.schema.live.LiveDimension;
import io.tidelake.schema.live.LiveMessage;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Messages of the live topic, as tests speak of them. */
final class Ticks {

  static final LiveProperties PROPERTIES =
      new LiveProperties(
          10,
          8,
          4,
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          Duration.ofSeconds(15),
          Duration.ofMillis(100),
          Compression.REMOTE);

  static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  static final Subscription EVERYTHING =
      new Subscription(Set.of(LiveMessage.SCOPE_ALL), LiveChannel.named(null));

  private Ticks() {}

  static LiveMessage all(LiveDimension dimension, String value, long count) {
    return new LiveMessage.Count(LiveMessage.SCOPE_ALL, dimension, value, count);
  }

  static LiveMessage clicks(long count) {
    return all(LiveDimension.ACTION, "0", count);
  }

  static LiveMessage progress(long position) {
    TreeMap<Integer, Long> positions = new TreeMap<>();
    positions.put(0, position);
    return new LiveMessage.Progress(positions, null, null, null);
  }

  /** The counts and the progress that ends their tick. */
  static List<LiveMessage> tick(LiveMessage... counts) {
    List<LiveMessage> tick = new ArrayList<>(List.of(counts));
    tick.add(new LiveMessage.Progress(new TreeMap<>(), null, null, null));
    return tick;
  }
}
