package io.tidelake.query.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The {@code state} of a frame: all of it in a snapshot, what changed in a delta. Every number is
 * absolute. Immutable.
 *
 * @param scopes scope → dimension → value → events
 * @param pulse {@code [second, events]}, oldest first
 * @param pulseActions {@code [second, accepted events by action …]}, oldest first, as far as known
 * @param tops scope → item, category or brand → the most frequent ones
 * @param recent sample events, oldest first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record LivePart(
    Map<String, Map<String, Map<String, Long>>> scopes,
    List<List<Long>> pulse,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<List<Long>> pulseActions,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Map<String, Top>> tops,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Recent> recent,
    @Nullable Progress progress) {

  /**
   * @param positions next offset to read of each partition of the event topic; of what has expired
   *     unread, the first one that is still there
   * @param endOffsets where each partition ends; never before its position
   * @param lag records between the two; null if the broker does not tell where the partitions end
   * @param completeThrough see {@link io.tidelake.schema.live.LiveMessage.Progress}
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Progress(
      SortedMap<Integer, Long> positions,
      SortedMap<Integer, Long> endOffsets,
      @Nullable Long lag,
      @Nullable Long watermark,
      @Nullable Long recordTime,
      @Nullable Long completeThrough) {

    /** Records between the two as far as the ends were ever told. */
    long waiting() {
      long waiting = 0;
      for (Map.Entry<Integer, Long> end : endOffsets.entrySet()) {
        waiting += end.getValue() - positions.getOrDefault(end.getKey(), 0L);
      }
      return waiting;
    }

    /** The same with the lag, which holds as long as the ends are what they are. */
    Progress measured() {
      return new Progress(positions, endOffsets, waiting(), watermark, recordTime, completeThrough);
    }
  }

  /**
   * A list of the most frequent values.
   *
   * @param events of all values
   * @param floor a count may be too large by as much; 0: exact
   * @param counts {@code [name, events]}, the most frequent first
   */
  record Top(long events, long floor, List<List<Object>> counts) {}

  /**
   * A sample event.
   *
   * @param at record timestamp, epoch milliseconds
   * @param id of the record: partition and offset
   * @param user masked
   */
  record Recent(
      long at, String id, int action, String province, String item, String category, String user) {}

  /** The same without what was not asked for. */
  LivePart only(Subscription wanted) {
    Set<LiveChannel> channels = wanted.channels();
    Map<String, Map<String, Map<String, Long>>> kept = new LinkedHashMap<>();
    if (channels.contains(LiveChannel.COUNTS)) {
      kept.putAll(scopes);
      kept.keySet().retainAll(wanted.scopes());
    }
    Map<String, Map<String, Top>> lists = new LinkedHashMap<>();
    if (channels.contains(LiveChannel.TOPS)) {
      lists.putAll(tops);
      lists.keySet().retainAll(wanted.scopes());
    }
    boolean pulses = channels.contains(LiveChannel.PULSE);
    return new LivePart(
        kept,
        pulses ? pulse : List.of(),
        pulses ? pulseActions : List.of(),
        lists,
        channels.contains(LiveChannel.RECENT) ? recent : List.of(),
        progress);
  }

  /** The scopes of which it says something. */
  Set<String> named() {
    if (tops.isEmpty()) {
      return scopes.keySet();
    }
    Set<String> named = new HashSet<>(scopes.keySet());
    named.addAll(tops.keySet());
    return named;
  }

  /** Events by value; empty if there is none. */
  Map<String, Long> counts(String scope, String dimension) {
    return scopes.getOrDefault(scope, new HashMap<>()).getOrDefault(dimension, Map.of());
  }
}
