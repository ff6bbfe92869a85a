package io.tidelake.streaming.function;

import static io.tidelake.streaming.function.EventRecords.LATE_AFTER;
import static io.tidelake.streaming.function.EventRecords.ZONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.streaming.TestRecords;
import java.time.Duration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.table.data.RowData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A day of minutes passes through the counting operators: what they keep does not grow with it. */
class DayOfWindowsTest {

  private static final Duration TICK = Duration.ofMillis(20);

  /** 2026-08-29 00:00 in Shanghai. */
  private static final long MIDNIGHT = TestRecords.START - Duration.ofHours(20).toMillis();

  private static final int MINUTES_PER_HOUR = 60;
  private static final int FEW = 20;

  /** In an hour more names than lists of the most frequent keep. */
  private static final int MANY = 500;

  private static final String[] PROVINCES = {"浙江", "北京市", "广东", "", "Atlantis"};

  private final RecordDecoder decoder = new RecordDecoder(ZONE, LATE_AFTER);
  private OneInputStreamOperatorTestHarness<DecodedRecord, RowData> counting;
  private OneInputStreamOperatorTestHarness<TickDelta, LiveRecord> totals;
  private long offset;
  private long rows;
  private int recordsPerMinute = FEW;
  private boolean everyoneIsNew;

  @BeforeEach
  void open() throws Exception {
    counting =
        new OneInputStreamOperatorTestHarness<>(new CountByMinute(ZONE, TICK, LakePositions.NONE));
    counting.getExecutionConfig().enableObjectReuse();
    counting.open();
    totals =
        new OneInputStreamOperatorTestHarness<>(
            new LiveTotals(TICK, LATE_AFTER, new TestEnds(), LiveBaseline.EMPTY), 1, 1, 0);
    totals.open();
  }

  @AfterEach
  void close() throws Exception {
    counting.close();
    totals.close();
  }

  @Test
  void stateIsAsLargeAfterTheLastHourAsAfterTheFirst() throws Exception {
    long[] afterFirst = hour(0);
    for (int hour = 1; hour < 23; hour++) {
      hour(hour);
    }
    long[] afterLast = hour(23);

    assertThat(afterFirst[0]).as("count-by-minute keeps nothing").isZero();
    assertThat(afterLast[0]).isZero();
    assertThat(afterLast[1])
        .as("live-totals keeps a count a cell")
        .isBetween(afterFirst[1] / 2, afterFirst[1] + 256);
    assertThat(rows).as("windows that passed").isGreaterThan(24 * MINUTES_PER_HOUR);
  }

  /** Users and items that are never seen again: they are estimated, not kept. */
  @Test
  void stateDoesNotGrowWithTheNamesOfTheDay() throws Exception {
    recordsPerMinute = MANY;
    everyoneIsNew = true;
    long[] afterFirst = hour(0);
    for (int hour = 1; hour < 5; hour++) {
      hour(hour);
    }
    long[] afterLast = hour(5);

    assertThat(afterLast[0]).as("count-by-minute keeps nothing").isZero();
    assertThat(afterLast[1]).as("live-totals").isLessThan(afterFirst[1] * 3 / 2);
  }

  /** Bytes of state of the two operators after it. */
  private long[] hour(int hour) throws Exception {
    OperatorSubtaskState counted = null;
    OperatorSubtaskState total = null;
    for (int minute = 0; minute < MINUTES_PER_HOUR; minute++) {
      for (int i = 0; i < recordsPerMinute; i++) {
        read(
            MIDNIGHT
                + Duration.ofMinutes(hour * 60L + minute).toMillis()
                + i * 60_000L / recordsPerMinute);
      }
      long checkpoint = hour * 60L + minute + 1;
      counting.prepareSnapshotPreBarrier(checkpoint);
      counted = counting.snapshot(checkpoint, checkpoint);
      for (StreamRecord<TickDelta> tick : counting.getSideOutput(CountByMinute.TICKS)) {
        totals.processElement(tick);
      }
      totals.prepareSnapshotPreBarrier(checkpoint);
      total = totals.snapshot(checkpoint, checkpoint);
      forgetOutput();
    }
    return new long[] {counted.getStateSize(), total.getStateSize()};
  }

  private void forgetOutput() {
    rows += counting.getOutput().size();
    counting.getOutput().clear();
    counting.getSideOutput(CountByMinute.TICKS).clear();
    totals.getOutput().clear();
    totals.getSideOutput(LiveTotals.COMPLETENESS).clear();
  }

  private void read(long time) throws Exception {
    long number = offset++;
    String value =
        number % 50 == 49
            ? "garbage"
            : """
              {"user_id":"u%1$08d","item_id":"i%1$08d","action":%2$d,"age_range":%3$d,"gender":%4$d,"province":"%5$s","event_time":%6$d}
              """
                .formatted(
                    everyoneIsNew ? number : 0,
                    number % 4,
                    number % 8,
                    number % 3,
                    PROVINCES[(int) (number % PROVINCES.length)],
                    number % 7 == 0 && time - MIDNIGHT > 400_000 ? time - 400_000 : time);
    counting.processElement(
        new StreamRecord<>(
            decoder.decode(
                null,
                TestRecords.utf8(value),
                (int) (number % TestRecords.PARTITIONS),
                number / TestRecords.PARTITIONS,
                time)));
  }
}
