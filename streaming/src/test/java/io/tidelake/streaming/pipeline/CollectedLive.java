package io.tidelake.streaming.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.tidelake.schema.live.LiveCodec;
import io.tidelake.schema.live.LiveDimension;
import io.tidelake.schema.live.LiveMessage;
import io.tidelake.schema.live.LiveTop;
import io.tidelake.streaming.function.LiveRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.jspecify.annotations.Nullable;

/** A live topic in memory, and a reader that keeps the largest value of each key. */
final class CollectedLive implements Sink<LiveRecord> {

  private static final long serialVersionUID = 1L;

  /** Shared with the sink's task, which runs in the same process. */
  static final Queue<LiveMessage> MESSAGES = new ConcurrentLinkedQueue<>();

  @Override
  public SinkWriter<LiveRecord> createWriter(WriterInitContext context) {
    return new SinkWriter<>() {
      @Override
      public void write(LiveRecord record, Context context) {
        MESSAGES.add(LiveCodec.decode(record.key, record.value));
      }

      @Override
      public void flush(boolean endOfInput) {}

      @Override
      public void close() {}
    };
  }

  static Map<NaiveModel.LiveKey, Long> counts() {
    Map<NaiveModel.LiveKey, Long> counts = new HashMap<>();
    for (LiveMessage message : MESSAGES) {
      if (message instanceof LiveMessage.Count count
          && count.dimension() != LiveDimension.VISITORS) {
        counts.merge(
            new NaiveModel.LiveKey(count.scope(), count.dimension().wireName(), count.value()),
            count.count(),
            Math::max);
      }
    }
    return counts;
  }

  /** Asserts that the live counts of all jobs since the last reset end with these records. */
  static void assertShows(NaiveModel expected) {
    assertThat(counts()).isEqualTo(expected.live);
    tops()
        .forEach(
            (list, top) -> {
              Map<String, Long> counts = expected.tops.get(list);
              assertThat(top.events())
                  .isEqualTo(counts.values().stream().mapToLong(Long::longValue).sum());
              assertThat(top.floor()).isZero();
              assertThat(top.entries())
                  .as(list)
                  .hasSize(Math.min(LiveTop.LENGTH, counts.size()))
                  .allSatisfy(
                      entry -> assertThat(entry.count()).isEqualTo(counts.get(entry.name())));
            });
    assertThat(tops()).containsKeys("all item", "all category", "all brand");
    Map<String, Long> visitors = visitors();
    assertThat(visitors.keySet()).isEqualTo(expected.visitors.keySet());
    visitors.forEach(
        (scope, estimate) ->
            assertThat((double) estimate)
                .as("visitors, %s", scope)
                .isCloseTo(expected.visitors.get(scope).size(), withinPercentage(6.5)));
    assertThat(lastProgress())
        .satisfies(
            progress -> {
              assertThat(progress.positions()).isEqualTo(expected.positions);
              assertThat(progress.recordTime()).isEqualTo(expected.recordTime);
            });
  }

  /** The list of more events is the later one. A day may have lost its place: only that of all. */
  private static Map<String, LiveMessage.Top> tops() {
    Map<String, LiveMessage.Top> tops = new HashMap<>();
    for (LiveMessage message : MESSAGES) {
      if (message instanceof LiveMessage.Top top && top.scope().equals(LiveMessage.SCOPE_ALL)) {
        tops.merge(
            top.scope() + " " + top.top().wireName(),
            top,
            (known, other) -> other.events() > known.events() ? other : known);
      }
    }
    return tops;
  }

  private static Map<String, Long> visitors() {
    Map<String, Long> visitors = new HashMap<>();
    for (LiveMessage message : MESSAGES) {
      if (message instanceof LiveMessage.Count count
          && count.dimension() == LiveDimension.VISITORS) {
        visitors.merge(count.scope(), count.count(), Math::max);
      }
    }
    return visitors;
  }

  /** Accepted events by action of each second, as of the largest count of the second. */
  static Map<Long, List<Long>> pulseActions() {
    Map<Long, LiveMessage.Pulse> pulse = new HashMap<>();
    for (LiveMessage message : MESSAGES) {
      if (message instanceof LiveMessage.Pulse second) {
        pulse.merge(
            second.second(),
            second,
            (known, other) -> other.events() > known.events() ? other : known);
      }
    }
    Map<Long, List<Long>> actions = new HashMap<>();
    pulse.forEach((second, largest) -> actions.put(second, largest.actions()));
    return actions;
  }

  static Map<Long, Long> pulse() {
    Map<Long, Long> pulse = new HashMap<>();
    for (LiveMessage message : MESSAGES) {
      if (message instanceof LiveMessage.Pulse second) {
        pulse.merge(second.second(), second.events(), Math::max);
      }
    }
    return pulse;
  }

  static LiveMessage.@Nullable Progress lastProgress() {
    LiveMessage.Progress last = null;
    for (LiveMessage message : MESSAGES) {
      if (message instanceof LiveMessage.Progress progress) {
        last = progress;
      }
    }
    return last;
  }
}
