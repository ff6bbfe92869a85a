package io.tidelake.streaming.pipeline;

import io.tidelake.streaming.TestRecords;
import io.tidelake.streaming.function.DecodedRecord;
import io.tidelake.streaming.function.DecodedRecordType;
import io.tidelake.streaming.function.EndOffsets;
import io.tidelake.streaming.function.RecordDecoder;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;

/**
 * A bounded, replayable source of {@link TestRecords} for two subtasks, each of which reads two of
 * the four partitions in order.
 */
final class TestTopic {

  /** Failures left to inject, shared with the tasks, which run in the same process. */
  static final AtomicInteger FAILURES = new AtomicInteger();

  private TestTopic() {}

  /**
   * @param records a multiple of the number of partitions
   * @param failEvery a task fails each time it meets a multiple of this index, while failures are
   *     left
   */
  static DataGeneratorSource<DecodedRecord> of(
      long records, double perSecond, long failEvery, ZoneId zone, Duration lateAfter) {
    return new DataGeneratorSource<>(
        new Decode(records, failEvery, zone, lateAfter),
        records,
        RateLimiterStrategy.perSecond(perSecond),
        DecodedRecordType.INSTANCE);
  }

  /** Where the partitions of such a topic end. */
  static EndOffsets.Factory ends(long records) {
    return () ->
        new EndOffsets() {
          @Override
          public Map<Integer, Long> ask() {
            Map<Integer, Long> ends = new HashMap<>();
            for (long index = Math.max(0, records - TestRecords.PARTITIONS);
                index < records;
                index++) {
              TestRecords.Raw last = TestRecords.at(index);
              ends.put(last.partition(), last.offset() + 1);
            }
            return ends;
          }

          @Override
          public void close() {}
        };
  }

  private static final class Decode implements GeneratorFunction<Long, DecodedRecord> {
    private static final long serialVersionUID = 1L;

    private final long records;
    private final long failEvery;
    private final ZoneId zone;
    private final Duration lateAfter;
    private transient RecordDecoder decoder;

    Decode(long records, long failEvery, ZoneId zone, Duration lateAfter) {
      this.records = records;
      this.failEvery = failEvery;
      this.zone = zone;
      this.lateAfter = lateAfter;
    }

    @Override
    public void open(SourceReaderContext context) {
      decoder = new RecordDecoder(zone, lateAfter);
    }

    @Override
    public DecodedRecord map(Long index) {
      if (index % failEvery == failEvery - 1
          && FAILURES.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new IllegalStateException("injected failure at record " + index);
      }
      TestRecords.Raw raw = TestRecords.at(record(index));
      return decoder.decode(raw.key(), raw.value(), raw.partition(), raw.offset(), raw.timestamp());
    }

    /** The source gives each of two subtasks one half of the indices, in order. */
    private long record(long index) {
      long half = index / (records / 2);
      long within = index % (records / 2);
      return within / 2 * TestRecords.PARTITIONS + 2 * half + within % 2;
    }
  }
}
