package io.tidelake.query.live;

import io.tidelake.query.platform.BusinessTime;
import io.tidelake.query.platform.StreamProgress;
import io.tidelake.schema.event.RejectReason;
import io.tidelake.schema.label.Delay;
import io.tidelake.schema.label.Label;
import io.tidelake.schema.live.LiveDimension;
import io.tidelake.schema.live.LiveMessage;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The progress of the stream, from the live state. */
@Component
class LiveProgress implements StreamProgress {

  private final LiveHub hub;
  private final BusinessTime times;

  LiveProgress(LiveHub hub, BusinessTime times) {
    this.hub = hub;
    this.times = times;
  }

  @Override
  public Report report() {
    boolean upToDate = hub.isReady();
    LivePart state = hub.counts(LiveMessage.SCOPE_ALL);
    LivePart.Progress progress = state.progress();
    if (progress == null) {
      throw new IllegalStateException("the state has no progress");
    }
    Map<String, Long> rejected = all(state, LiveDimension.REJECTED, RejectReason.values());
    return new Report(
        upToDate,
        sum(counts(state, LiveDimension.ACTION)),
        sum(counts(state, LiveDimension.LATE)),
        sum(rejected),
        rejected,
        all(state, LiveDimension.DELAY, Delay.values()),
        progress.waiting(),
        partitions(progress),
        iso(progress.completeThrough()),
        progress.completeThrough(),
        iso(progress.watermark()),
        progress.watermark(),
        iso(progress.recordTime()),
        progress.recordTime());
  }

  private static Map<String, Partition> partitions(LivePart.Progress progress) {
    Map<String, Partition> partitions = new LinkedHashMap<>();
    progress
        .endOffsets()
        .forEach(
            (partition, end) -> {
              long position = progress.positions().getOrDefault(partition, 0L);
              partitions.put(partition.toString(), new Partition(position, end, end - position));
            });
    return partitions;
  }

  private static Map<String, Long> counts(LivePart state, LiveDimension dimension) {
    return state.counts(LiveMessage.SCOPE_ALL, dimension.wireName());
  }

  private static Map<String, Long> all(LivePart state, LiveDimension dimension, Label[] labels) {
    Map<String, Long> known = counts(state, dimension);
    Map<String, Long> all = new LinkedHashMap<>();
    for (Label label : labels) {
      all.put(label.key(), known.getOrDefault(label.key(), 0L));
    }
    return all;
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private @Nullable String iso(@Nullable Long millis) {
    return millis == null
        ? null
        : Instant.ofEpochMilli(millis).atZone(times.zone()).toOffsetDateTime().toString();
  }
}
