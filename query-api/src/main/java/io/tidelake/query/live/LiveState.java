package io.tidelake.query.live;

import io.tidelake.schema.live.LiveDimension;
import io.tidelake.schema.live.LiveMessage;
import io.tidelake.schema.live.LiveTop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the live topic says: the largest value of every key, however often and in whatever order
 * messages come. Remembers what changed since it was last asked. Not thread-safe.
 */
final class LiveState {

  private record Cell(String scope, LiveDimension dimension, String value)
      implements Comparable<Cell> {

    private static final Comparator<Cell> ORDER =
        Comparator.comparing(Cell::scope).thenComparing(Cell::dimension).thenComparing(Cell::value);

    @Override
    public int compareTo(Cell other) {
      return ORDER.compare(this, other);
    }
  }

  private record ListKey(String scope, LiveTop top) implements Comparable<ListKey> {

    private static final Comparator<ListKey> ORDER =
        Comparator.comparing(ListKey::scope).thenComparing(ListKey::top);

    @Override
    public int compareTo(ListKey other) {
      return ORDER.compare(this, other);
    }
  }

  private static final Comparator<LiveMessage.Pulse> LATER =
      Comparator.comparingLong(LiveMessage.Pulse::second)
          .thenComparingLong(LiveMessage.Pulse::events);

  private final TreeMap<Cell, Long> counts = new TreeMap<>();
  private final Map<Integer, LiveMessage.Pulse> pulses = new TreeMap<>();
  private final TreeMap<ListKey, LiveMessage.Top> tops = new TreeMap<>();
  private final Map<Integer, LiveMessage.Recent> recent = new TreeMap<>();
  private final SortedMap<Integer, Long> positions = new TreeMap<>();
  private final SortedMap<Integer, Long> endOffsets = new TreeMap<>();
  private final SortedMap<Integer, Long> beginnings = new TreeMap<>();
  private @Nullable Long watermark;
  private @Nullable Long recordTime;
  private @Nullable Long completeThrough;

  private final TreeSet<Cell> changedCells = new TreeSet<>();
  private final TreeSet<Integer> changedPulses = new TreeSet<>();
  private final TreeSet<ListKey> changedTops = new TreeSet<>();
  private final TreeSet<Integer> changedRecent = new TreeSet<>();
  private boolean progressChanged;

  /** Whether the broker told where the event topic ends when it was last asked. */
  private boolean endsMeasured;

  /** Takes a message over if it says more than is known. */
  void merge(LiveMessage message) {
    switch (message) {
      case LiveMessage.Count count -> merge(count);
      case LiveMessage.Pulse pulse -> merge(pulse);
      case LiveMessage.Top top -> merge(top);
      case LiveMessage.Recent event -> merge(event);
      case LiveMessage.Progress progress -> merge(progress);
    }
  }

  private void merge(LiveMessage.Count count) {
    Cell cell = new Cell(count.scope(), count.dimension(), count.value());
    Long known = counts.get(cell);
    if (known == null || known < count.count()) {
      counts.put(cell, count.count());
      changedCells.add(cell);
    }
  }

  private void merge(LiveMessage.Pulse pulse) {
    int slot = (int) Math.floorMod(pulse.second(), LiveMessage.PULSE_SECONDS);
    LiveMessage.Pulse known = pulses.get(slot);
    if (known == null || LATER.compare(known, pulse) < 0) {
      pulses.put(slot, pulse);
      changedPulses.add(slot);
    }
  }

  private void merge(LiveMessage.Top top) {
    ListKey key = new ListKey(top.scope(), top.top());
    LiveMessage.Top known = tops.get(key);
    if (known == null || known.events() < top.events()) {
      tops.put(key, top);
      changedTops.add(key);
    }
  }

  private void merge(LiveMessage.Recent event) {
    LiveMessage.Recent known = recent.get(event.slot());
    if (known == null || LiveMessage.Recent.LATER.compare(known, event) < 0) {
      recent.put(event.slot(), event);
      changedRecent.add(event.slot());
    }
  }

  private void merge(LiveMessage.Progress progress) {
    progress
        .positions()
        .forEach((partition, position) -> progressChanged |= raise(positions, partition, position));
    Long later = larger(watermark, progress.watermark());
    Long newer = larger(recordTime, progress.recordTime());
    Long further = larger(completeThrough, progress.completeThrough());
    progressChanged |= later != watermark || newer != recordTime || further != completeThrough;
    watermark = later;
    recordTime = newer;
    completeThrough = further;
  }

  /**
   * Takes over where the partitions of the event topic end now.
   *
   * @param ends null: the broker did not tell, so how much waits is not known
   */
  void mergeEndOffsets(@Nullable Map<Integer, Long> ends) {
    progressChanged |= endsMeasured != (ends != null);
    endsMeasured = ends != null;
    if (ends == null) {
      return;
    }
    ends.forEach((partition, end) -> progressChanged |= raise(endOffsets, partition, end));
  }

  /** Takes over where the partitions of the event topic begin now: what was before has expired. */
  void mergeBeginnings(Map<Integer, Long> offsets) {
    offsets.forEach((partition, first) -> progressChanged |= raise(beginnings, partition, first));
  }

  private static boolean raise(Map<Integer, Long> values, int key, long value) {
    Long known = values.get(key);
    if (known != null && known >= value) {
      return false;
    }
    values.put(key, value);
    return true;
  }

  private static @Nullable Long larger(@Nullable Long known, @Nullable Long other) {
    return known == null || (other != null && other > known) ? other : known;
  }

  boolean changed() {
    return progressChanged
        || !changedCells.isEmpty()
        || !changedPulses.isEmpty()
        || !changedTops.isEmpty()
        || !changedRecent.isEmpty();
  }

  /** What changed since the last call, with progress always. */
  LivePart takeChanges() {
    LivePart changes = part(changedCells, changedPulses, changedTops, changedRecent);
    changedCells.clear();
    changedPulses.clear();
    changedTops.clear();
    changedRecent.clear();
    progressChanged = false;
    return changes;
  }

  /** All of it. */
  LivePart everything() {
    return part(counts.keySet(), pulses.keySet(), tops.keySet(), recent.keySet());
  }

  /** The counts of one scope, and how far the stream has come: what a chart needs and no more. */
  LivePart counts(String scope) {
    return part(
        counts
            .subMap(
                new Cell(scope, LiveDimension.values()[0], ""),
                new Cell(scope + '\0', LiveDimension.values()[0], ""))
            .keySet(),
        List.of(),
        List.of(),
        List.of());
  }

  private LivePart part(
      Iterable<Cell> cells,
      Iterable<Integer> slots,
      Iterable<ListKey> lists,
      Collection<Integer> recentSlots) {
    Map<String, Map<String, Map<String, Long>>> scopes = new LinkedHashMap<>();
    for (Cell cell : cells) {
      scopes
          .computeIfAbsent(cell.scope(), scope -> new LinkedHashMap<>())
          .computeIfAbsent(cell.dimension().wireName(), dimension -> new LinkedHashMap<>())
          .put(cell.value(), counts.get(cell));
    }
    Map<String, Map<String, LivePart.Top>> topsByScope = new LinkedHashMap<>();
    for (ListKey list : lists) {
      topsByScope
          .computeIfAbsent(list.scope(), scope -> new LinkedHashMap<>())
          .put(list.top().wireName(), shown(tops.get(list)));
    }
    List<LiveMessage.Pulse> chosen = new ArrayList<>();
    for (Integer slot : slots) {
      chosen.add(pulses.get(slot));
    }
    chosen.sort(LATER);
    return new LivePart(
        scopes,
        chosen.stream().map(pulse -> List.of(pulse.second(), pulse.events())).toList(),
        chosen.stream()
            .filter(pulse -> !pulse.actions().isEmpty())
            .map(pulse -> Stream.concat(Stream.of(pulse.second()), pulse.actions().stream()))
            .map(Stream::toList)
            .toList(),
        topsByScope,
        recentSlots.stream()
            .map(recent::get)
            .sorted(LiveMessage.Recent.LATER)
            .map(LiveState::shown)
            .toList(),
        progress());
  }

  private static LivePart.Top shown(LiveMessage.Top top) {
    return new LivePart.Top(
        top.events(),
        top.floor(),
        top.entries().stream().map(entry -> List.<Object>of(entry.name(), entry.count())).toList());
  }

  private static LivePart.Recent shown(LiveMessage.Recent event) {
    return new LivePart.Recent(
        event.recordTime(),
        event.partition() + "-" + event.offset(),
        event.action(),
        event.province(),
        event.item(),
        event.category(),
        event.user());
  }

  /** The count of a value in the scope of all events; 0 if there is none. */
  long total(LiveDimension dimension, String value) {
    return counts.getOrDefault(new Cell(LiveMessage.SCOPE_ALL, dimension, value), 0L);
  }

  /** The sum over the values of a dimension in the scope of all events. */
  long total(LiveDimension dimension) {
    long sum = 0;
    Cell first = new Cell(LiveMessage.SCOPE_ALL, dimension, "");
    for (Map.Entry<Cell, Long> each : counts.tailMap(first).entrySet()) {
      Cell cell = each.getKey();
      if (!cell.scope().equals(first.scope()) || cell.dimension() != dimension) {
        break;
      }
      sum += each.getValue();
    }
    return sum;
  }

  LivePart.Progress progress() {
    SortedMap<Integer, Long> next = new TreeMap<>(positions);
    beginnings.forEach(
        (partition, first) -> {
          // Records that have expired unread can't be read any more, so none of them waits.
          if (first > 0) {
            next.merge(partition, first, Math::max);
          }
        });
    SortedMap<Integer, Long> ends = new TreeMap<>(endOffsets);
    // Ends are measured by the second, positions come by the tick.
    next.forEach((partition, position) -> ends.merge(partition, position, Math::max));
    LivePart.Progress known =
        new LivePart.Progress(next, ends, null, watermark, recordTime, completeThrough);
    return endsMeasured ? known.measured() : known;
  }
}
