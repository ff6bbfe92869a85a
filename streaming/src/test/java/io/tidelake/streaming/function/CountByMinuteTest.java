package io.tidelake.streaming.function;

import static io.tidelake.streaming.function.EventRecords.NOON;
import static io.tidelake.streaming.function.EventRecords.ZONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.schema.event.RejectReason;
import io.tidelake.schema.label.Province;
import io.tidelake.schema.live.LiveDimension;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.table.data.RowData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CountByMinuteTest {

  private static final Duration TICK = Duration.ofMillis(20);
  private static final int AUGUST_29 = (int) LocalDate.of(2026, 8, 29).toEpochDay();

  private final EventRecords records = new EventRecords();
  private OneInputStreamOperatorTestHarness<DecodedRecord, RowData> harness;

  @BeforeEach
  void open() throws Exception {
    harness = harness(TICK);
    harness.getExecutionConfig().enableObjectReuse();
    harness.setProcessingTime(0);
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void nothingLeavesBeforeBarrierOrTick() throws Exception {
    read(records.click().event());

    assertThat(harness.getOutput()).isEmpty();
    assertThat(ticks()).isEmpty();
  }

  @Test
  void rowsLeaveBeforeTheBarrierOnceEach() throws Exception {
    read(records.click().event());
    read(records.click().event());
    read(records.click().at(NOON + 60_000).event());
    read(records.buy().in("北京市").event());

    harness.prepareSnapshotPreBarrier(1);

    assertThat(rows())
        .containsExactlyInAnyOrder(
            "2026-08-29T12:00|0|3|1|浙江|2|0|" + AUGUST_29,
            "2026-08-29T12:01|0|3|1|浙江|1|0|" + AUGUST_29,
            "2026-08-29T12:01|2|3|1|北京|1|0|" + AUGUST_29);

    harness.getOutput().clear();
    harness.prepareSnapshotPreBarrier(2);
    assertThat(rows()).isEmpty();
  }

  @Test
  void aLateEventIsCountedInItsOwnWindowAndFlagged() throws Exception {
    read(records.click().arriving(Duration.ofMinutes(5)).event());
    read(records.click().arriving(Duration.ofMinutes(5).plusMillis(1)).event());

    harness.prepareSnapshotPreBarrier(1);

    assertThat(rows()).containsExactly("2026-08-29T12:00|0|3|1|浙江|2|1|" + AUGUST_29);
    assertThat(cells(ticks().get(0))).contains(AUGUST_29 + "|LATE|0|1");
  }

  @Test
  void aWindowIsAMinuteOfEventTimeAndItsDateThatOfTheZone() throws Exception {
    long midnight = NOON + Duration.ofHours(4).toMillis();
    read(records.click().at(midnight - 1).event());
    read(records.click().at(midnight).event());
    read(records.click().at(midnight + 59_999).event());
    read(records.click().at(midnight + 60_000).event());

    harness.prepareSnapshotPreBarrier(1);

    assertThat(rows())
        .containsExactlyInAnyOrder(
            "2026-08-29T15:59|0|3|1|浙江|1|0|" + AUGUST_29,
            "2026-08-29T16:00|0|3|1|浙江|2|0|" + (AUGUST_29 + 1),
            "2026-08-29T16:01|0|3|1|浙江|1|0|" + (AUGUST_29 + 1));
  }

  @Test
  void anEventOfTheFutureIsOnTimeAndInTheWindowOfItsOwn() throws Exception {
    read(records.click().at(NOON + 86_400_000).arriving(Duration.ofDays(-1)).event());

    harness.prepareSnapshotPreBarrier(1);

    assertThat(rows()).containsExactly("2026-08-30T12:00|0|3|1|浙江|1|0|" + (AUGUST_29 + 1));
    assertThat(cells(ticks().get(0))).contains((AUGUST_29 + 1) + "|DELAY|0|1");
  }

  @Test
  void theFirstAndTheLastEventTimeHaveAWindow() throws Exception {
    long last = 253_370_735_999_999L;
    read(records.click().at(0).event());
    read(records.click().at(last).event());
    read(records.click().at(last + 1).event());

    harness.prepareSnapshotPreBarrier(1);

    assertThat(rows())
        .containsExactlyInAnyOrder(
            "1970-01-01T00:00|0|3|1|浙江|1|0|0",
            "9998-12-31T15:59|0|3|1|浙江|1|0|" + LocalDate.of(9998, 12, 31).toEpochDay());
    assertThat(cells(ticks().get(0)))
        .contains(
            TickDelta.NO_DAY + "|REJECTED|" + RejectReason.INVALID_EVENT_TIME.ordinal() + "|1");
  }

  @Test
  void theDelaysOfATickAddUpToItsEvents() throws Exception {
    for (long delay : new long[] {-1, 0, 1_000, 1_001, 300_000, 300_001, 86_400_001}) {
      read(records.click().at(NOON).arriving(Duration.ofMillis(delay)).event());
    }
    harness.setProcessingTime(20);

    assertThat(cells(ticks().get(0)))
        .contains(
            AUGUST_29 + "|ACTION|0|7",
            AUGUST_29 + "|LATE|0|2",
            AUGUST_29 + "|DELAY|0|1",
            AUGUST_29 + "|DELAY|1|2",
            AUGUST_29 + "|DELAY|2|1",
            AUGUST_29 + "|DELAY|4|1",
            AUGUST_29 + "|DELAY|5|1",
            AUGUST_29 + "|DELAY|7|1");
  }

  @Test
  void anUnknownProvinceKeepsItsName() throws Exception {
    read(records.click().in("Atlantis").event());
    read(records.click().in("瓦坎达").event());
    read(records.click().in("Atlantis").event());

    harness.prepareSnapshotPreBarrier(1);
    assertThat(rows())
        .containsExactlyInAnyOrder(
            "2026-08-29T12:00|0|3|1|Atlantis|2|0|" + AUGUST_29,
            "2026-08-29T12:00|0|3|1|瓦坎达|1|0|" + AUGUST_29);
    assertThat(cells(ticks().get(0)))
        .contains(AUGUST_29 + "|PROVINCE|Atlantis|2", AUGUST_29 + "|PROVINCE|瓦坎达|1");

    harness.getOutput().clear();
    read(records.click().in("瓦坎达").event());
    harness.prepareSnapshotPreBarrier(2);
    assertThat(rows()).containsExactly("2026-08-29T12:00|0|3|1|瓦坎达|1|0|" + AUGUST_29);
  }

  @Test
  void manyNamesAreEmittedEarlyAndNoneIsLost() throws Exception {
    int names = 40_000;
    for (int i = 0; i < names; i++) {
      read(records.click().in("place-" + i).event());
    }
    assertThat(rows()).as("before the barrier").isNotEmpty();

    harness.prepareSnapshotPreBarrier(1);
    assertThat(rows()).hasSize(names).doesNotHaveDuplicates();
    long live = 0;
    for (TickDelta tick : ticks()) {
      live += cells(tick).stream().filter(cell -> cell.contains("PROVINCE")).count();
    }
    assertThat(live).isEqualTo(names);
  }

  @Test
  void aTickTellsWhatChangedAndNothingElse() throws Exception {
    read(records.click().on(1).event());
    read(records.on(3).garbage());
    read(records.on(3).at(NOON + 5_000).garbage());

    harness.setProcessingTime(20);

    assertThat(ticks()).hasSize(1);
    TickDelta tick = ticks().get(0);
    assertThat(cells(tick))
        .containsExactlyInAnyOrder(
            AUGUST_29 + "|ACTION|0|1",
            AUGUST_29 + "|AGE|3|1",
            AUGUST_29 + "|GENDER|1|1",
            AUGUST_29 + "|PROVINCE|10|1",
            AUGUST_29 + "|DELAY|1|1",
            TickDelta.NO_DAY + "|REJECTED|" + RejectReason.MALFORMED_JSON.ordinal() + "|2");
    assertThat(tick.partitions).containsExactly(1, 3);
    assertThat(tick.positions).as("also over rejected records").containsExactly(1, 2);
    assertThat(tick.seconds).containsExactlyInAnyOrder(NOON / 1000, NOON / 1000 + 5);
    assertThat(tick.secondRecords).containsExactlyInAnyOrder(2, 1);
    assertThat(tick.recordTimes).containsExactly(NOON, NOON + 5_000);

    harness.setProcessingTime(40);
    assertThat(ticks()).as("a tick without records is silent").hasSize(1);
    assertThat(rows()).as("rows wait for the barrier").isEmpty();
  }

  @Test
  void manyRecordsInATickAreHandedOnEveryFewTicksAndAFewEveryTick() throws Exception {
    for (int time = 20; time < 100; time += 20) {
      read(CountByMinute.BUSY_RECORDS);
      harness.setProcessingTime(time);
    }
    assertThat(ticks()).isEmpty();

    read(CountByMinute.BUSY_RECORDS);
    harness.setProcessingTime(100);
    assertThat(ticks()).hasSize(1);

    read(CountByMinute.BUSY_RECORDS - 1);
    harness.setProcessingTime(120);
    assertThat(ticks()).hasSize(2);
  }

  @Test
  void aTickThatComesLateIsNoBusyStream() throws Exception {
    read(CountByMinute.BUSY_RECORDS * 3 / 4);
    harness.setProcessingTime(20);
    read(CountByMinute.BUSY_RECORDS * 3 / 2);

    harness.setProcessingTime(60);

    assertThat(ticks()).hasSize(2);
  }

  private void read(int events) throws Exception {
    for (int i = 0; i < events; i++) {
      read(records.click().event());
    }
  }

  @Test
  void nothingIsScheduledWhileNothingIsRead() throws Exception {
    assertThat(harness.getProcessingTimeService().getNumActiveTimers()).isZero();
    read(records.click().event());
    assertThat(harness.getProcessingTimeService().getNumActiveTimers()).isEqualTo(1);

    // Names are handed on a second later at most.
    for (int time = 20; time <= 1_020; time += 20) {
      harness.setProcessingTime(time);
    }
    assertThat(ticks().stream().mapToInt(tick -> tick.names.length == 0 ? 0 : 1).sum())
        .isEqualTo(1);
    assertThat(harness.getProcessingTimeService().getNumActiveTimers()).isZero();
  }

  @Test
  void theBarrierFlushesTheTickToo() throws Exception {
    read(records.click().event());
    harness.prepareSnapshotPreBarrier(1);
    assertThat(ticks()).hasSize(1);

    harness.setProcessingTime(20);
    assertThat(ticks()).hasSize(1);
  }

  @Test
  void anEventFarFromItsRecordHasNoScopeOfItsDay() throws Exception {
    read(records.click().at(NOON).arriving(Duration.ofDays(3_661)).event());
    harness.setProcessingTime(20);
    assertThat(cells(ticks().get(0))).contains(TickDelta.NO_DAY + "|ACTION|0|1");
  }

  @Test
  void theEndOfInputFlushesAll() throws Exception {
    read(records.click().event());
    harness.endInput();
    harness.getOneInputOperator().finish();

    assertThat(rows()).hasSize(1);
    assertThat(ticks()).hasSize(1);
  }

  @Test
  void nothingIsInStateSoARestoreBeginsAtTheOffsetsOfTheCheckpoint() throws Exception {
    read(records.click().event());
    harness.prepareSnapshotPreBarrier(1);
    OperatorSubtaskState snapshot = harness.snapshot(1, 1);
    assertThat(snapshot.getStateSize()).isZero();
    read(records.click().event());
    harness.close();

    open();
    harness.prepareSnapshotPreBarrier(2);
    assertThat(rows()).as("the second event is read again from Kafka").isEmpty();
  }

  @Test
  void atTenMillisecondsEveryTickWithAnEventLeavesOnce() throws Exception {
    harness.close();
    harness = harness(Duration.ofMillis(10));
    harness.setProcessingTime(0);
    harness.open();
    for (int tick = 0; tick < 100; tick++) {
      harness.setProcessingTime(tick * 10L + 1);
      read(records.click().event());
      read(records.buy().event());
      harness.setProcessingTime(tick * 10L + 9);
      assertThat(ticks()).as("before its end").hasSize(tick);
      harness.setProcessingTime(tick * 10L + 10);
      assertThat(ticks()).as("at its end").hasSize(tick + 1);
    }

    assertThat(ticks())
        .allSatisfy(
            tick ->
                assertThat(cells(tick))
                    .contains(AUGUST_29 + "|ACTION|0|1", AUGUST_29 + "|ACTION|2|1"));
    harness.setProcessingTime(2_000);
    assertThat(ticks()).as("then silence").hasSize(100);
  }

  private static OneInputStreamOperatorTestHarness<DecodedRecord, RowData> harness(Duration tick)
      throws Exception {
    return new OneInputStreamOperatorTestHarness<>(
        new CountByMinute(ZONE, tick, LakePositions.NONE));
  }

  private void read(DecodedRecord record) throws Exception {
    harness.processElement(new StreamRecord<>(record));
  }

  private List<String> rows() {
    List<String> rows = new ArrayList<>();
    for (Object output : harness.getOutput()) {
      RowData row = (RowData) ((StreamRecord<?>) output).getValue();
      rows.add(
          "%s|%d|%d|%d|%s|%d|%d|%d"
              .formatted(
                  row.getTimestamp(0, 6).toLocalDateTime(),
                  row.getInt(1),
                  row.getInt(2),
                  row.getInt(3),
                  row.getString(4),
                  row.getLong(5),
                  row.getLong(6),
                  row.getInt(7)));
    }
    return rows;
  }

  private List<TickDelta> ticks() {
    var output = harness.getSideOutput(CountByMinute.TICKS);
    return output == null ? List.of() : output.stream().map(StreamRecord::getValue).toList();
  }

  private static List<String> cells(TickDelta tick) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < tick.counts.length; i++) {
      LiveDimension dimension = LiveDimension.values()[tick.dimensions[i]];
      int other = tick.values[i] - Province.COUNT;
      String value =
          dimension == LiveDimension.PROVINCE && other >= 0
              ? tick.otherProvinces[other]
              : Integer.toString(tick.values[i]);
      cells.add(tick.days[i] + "|" + dimension + "|" + value + "|" + tick.counts[i]);
    }
    return cells;
  }
}
