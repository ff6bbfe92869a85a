package io.tidelake.query.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.HashMap;
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
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record LivePart(
    Map<String, Map<String, Map<String, Long>>> scopes,
    List<List<Long>> pulse,
    @Nullable Progress progress) {

  /**
   * @param positions next offset to read of each partition of the event topic
   * @param endOffsets where each partition ends; never before its position
   * @param lag records between the two
   * @param completeThrough see {@link io.tidelake.schema.live.LiveMessage.Progress}
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Progress(
      SortedMap<Integer, Long> positions,
      SortedMap<Integer, Long> endOffsets,
      long lag,
      @Nullable Long watermark,
      @Nullable Long recordTime,
      @Nullable Long completeThrough) {}

  /** The same without the scopes that were not asked for. */
  LivePart only(Set<String> wanted) {
    if (wanted.containsAll(scopes.keySet())) {
      return this;
    }
    Map<String, Map<String, Map<String, Long>>> kept = new LinkedHashMap<>(scopes);
    kept.keySet().retainAll(wanted);
    return new LivePart(kept, pulse, progress);
  }

  /** Events by value; empty if there is none. */
  Map<String, Long> counts(String scope, String dimension) {
    return scopes.getOrDefault(scope, new HashMap<>()).getOrDefault(dimension, Map.of());
  }
}
