package io.tidelake.streaming.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.schema.live.LiveCodec;
import io.tidelake.schema.live.LiveMessage;
import io.tidelake.streaming.function.LiveRecord;
import java.util.HashMap;
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
      if (message instanceof LiveMessage.Count count) {
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
    assertThat(lastProgress())
        .satisfies(
            progress -> {
              assertThat(progress.positions()).isEqualTo(expected.positions);
              assertThat(progress.recordTime()).isEqualTo(expected.recordTime);
            });
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
