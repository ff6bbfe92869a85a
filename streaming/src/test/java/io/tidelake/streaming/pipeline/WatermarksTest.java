package io.tidelake.streaming.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.streaming.TestRecords;
import io.tidelake.streaming.function.DecodedRecord;
import io.tidelake.streaming.function.RecordDecoder;
import java.time.Duration;
import java.time.ZoneId;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkOutputMultiplexer;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.clock.ManualClock;
import org.apache.flink.util.clock.RelativeClock;
import org.junit.jupiter.api.Test;

/**
 * The watermarks of partitions, and of a subtask that reads several, as Flink's source has them.
 */
class WatermarksTest {

  private static final long NOON = TestRecords.START;
  private static final Duration LATE_AFTER = Duration.ofMinutes(5);
  private static final long LATE_AFTER_MILLIS = LATE_AFTER.toMillis();

  private final ManualClock clock = new ManualClock();
  private final RecordDecoder decoder = new RecordDecoder(ZoneId.of("Asia/Shanghai"), LATE_AFTER);
  private final Output output = new Output();
  private final WatermarkOutputMultiplexer multiplexer = new WatermarkOutputMultiplexer(output);
  private final Partition one = new Partition("1");
  private final Partition two = new Partition("2");

  @Test
  void isTheLargestEventTimeMinusTheLatenessAllowed() {
    one.read(NOON, NOON - 1_000);
    one.read(NOON + 10, NOON - 60_000);
    two.read(NOON, NOON);
    emit();
    assertThat(output.watermark).isEqualTo(NOON - 1_000 - LATE_AFTER_MILLIS - 1);
  }

  @Test
  void anEventOfTheFutureCountsAsOfItsRecord() {
    one.read(NOON, NOON + 86_400_000);
    two.read(NOON, NOON);
    emit();
    assertThat(output.watermark).isEqualTo(NOON - LATE_AFTER_MILLIS - 1);
  }

  @Test
  void aPartitionOfRejectedRecordsHoldsNothingBack() {
    one.readGarbage(NOON);
    two.read(NOON + 5, NOON + 5);
    emit();
    assertThat(output.watermark).isEqualTo(NOON - LATE_AFTER_MILLIS - 1);
  }

  @Test
  void anIdlePartitionHoldsBackForSomeSecondsOnly() {
    one.read(NOON, NOON);
    two.read(NOON, NOON);
    emit();
    for (int second = 1; second <= 5; second++) {
      clock.advanceTime(Duration.ofSeconds(1));
      one.read(NOON + second * 1_000L, NOON + second * 1_000L);
      emit();
    }
    assertThat(output.watermark).isEqualTo(NOON + 5_000 - LATE_AFTER_MILLIS - 1);
    assertThat(output.idle).isFalse();

    two.read(NOON + 1_000, NOON + 1_000);
    emit();
    assertThat(output.watermark)
        .as("one that comes back does not set it back")
        .isEqualTo(NOON + 5_000 - LATE_AFTER_MILLIS - 1);
  }

  private void emit() {
    one.emit();
    two.emit();
    multiplexer.onPeriodicEmit();
  }

  private final class Partition {
    private final String name;
    private final WatermarkStrategy<DecodedRecord> strategy = LivePipeline.watermarks(LATE_AFTER);
    private final TimestampAssigner<DecodedRecord> timestamps;
    private final WatermarkGenerator<DecodedRecord> generator;

    Partition(String name) {
      this.name = name;
      multiplexer.registerNewOutput(name, new Unheard());
      Context context = new Context();
      timestamps = strategy.createTimestampAssigner(context);
      generator = strategy.createWatermarkGenerator(context);
    }

    void read(long recordTime, long eventTime) {
      read(
          recordTime,
          "{\"user_id\":1,\"item_id\":2,\"action\":0,\"event_time\":" + eventTime + "}");
    }

    void readGarbage(long recordTime) {
      read(recordTime, "garbage");
    }

    private void read(long recordTime, String value) {
      DecodedRecord record = decoder.decode(null, TestRecords.utf8(value), 0, 0, recordTime);
      long timestamp = timestamps.extractTimestamp(record, recordTime);
      generator.onEvent(record, timestamp, multiplexer.getImmediateOutput(name));
    }

    void emit() {
      generator.onPeriodicEmit(multiplexer.getDeferredOutput(name));
    }
  }

  private final class Context
      implements WatermarkGeneratorSupplier.Context, TimestampAssignerSupplier.Context {

    @Override
    public MetricGroup getMetricGroup() {
      return new UnregisteredMetricsGroup();
    }

    @Override
    public RelativeClock getInputActivityClock() {
      return clock;
    }
  }

  private static final class Output implements WatermarkOutput {
    long watermark = Long.MIN_VALUE;
    boolean idle;

    @Override
    public void emitWatermark(Watermark mark) {
      watermark = mark.getTimestamp();
      idle = false;
    }

    @Override
    public void markIdle() {
      idle = true;
    }

    @Override
    public void markActive() {
      idle = false;
    }
  }

  private static final class Unheard implements WatermarkOutputMultiplexer.WatermarkUpdateListener {
    @Override
    public void onWatermarkUpdate(long watermark) {}

    @Override
    public void onIdleUpdate(boolean idle) {}
  }
}
