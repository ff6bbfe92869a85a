package io.tidelake.streaming.function;

import static io.tidelake.streaming.function.EventRecords.ZONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.streaming.TestRecords;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.table.data.RowData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The counting subtasks become more and fewer; the one that adds up is restored beneath them. */
class RescaleTest {

  private static final Duration TICK = Duration.ofMillis(20);
  private static final int MAX_PARALLELISM = 128;
  private static final int EVENTS_PER_PARTITION = 3;
  private static final int EVENTS_COLUMN = 5;

  private final EventRecords records = new EventRecords();
  private final Map<String, String> live = new HashMap<>();
  private long events;

  @Test
  void anotherParallelismLosesAndRepeatsNothing() throws Exception {
    OperatorSubtaskState counting = null;
    OperatorSubtaskState total = null;
    int before = 0;
    long read = 0;
    for (int parallelism : new int[] {2, 4, 1}) {
      List<OperatorSubtaskState> counted = new ArrayList<>();
      try (var totals =
          new OneInputStreamOperatorTestHarness<TickDelta, LiveRecord>(
              new LiveTotals(TICK, EventRecords.LATE_AFTER, new TestEnds(), LiveBaseline.EMPTY),
              1,
              1,
              0)) {
        if (total != null) {
          totals.initializeState(total);
        }
        totals.open();
        for (int subtask = 0; subtask < parallelism; subtask++) {
          counted.add(count(counting, before, parallelism, subtask, totals));
        }
        read += (long) TestRecords.PARTITIONS * EVENTS_PER_PARTITION;
        totals.prepareSnapshotPreBarrier(parallelism);
        total = totals.snapshot(parallelism, parallelism);
        totals.setProcessingTime(totals.getProcessingTime() + TICK.toMillis());
        publish(totals);
      }
      counting =
          AbstractStreamOperatorTestHarness.repackageState(
              counted.toArray(OperatorSubtaskState[]::new));
      before = parallelism;
      assertThat(events).as("rows at parallelism %d", parallelism).isEqualTo(read);
      assertThat(live).containsEntry("count|all|action|0", Long.toString(read));
    }
  }

  /** One subtask from its restore to its checkpoint. */
  private OperatorSubtaskState count(
      @Nullable OperatorSubtaskState from,
      int before,
      int parallelism,
      int subtask,
      OneInputStreamOperatorTestHarness<TickDelta, LiveRecord> totals)
      throws Exception {
    try (var harness =
        new OneInputStreamOperatorTestHarness<DecodedRecord, RowData>(
            new CountByMinute(ZONE, TICK, LakePositions.NONE),
            MAX_PARALLELISM,
            parallelism,
            subtask)) {
      harness.getExecutionConfig().enableObjectReuse();
      if (from != null) {
        harness.initializeState(
            AbstractStreamOperatorTestHarness.repartitionOperatorState(
                from, MAX_PARALLELISM, before, parallelism, subtask));
      }
      harness.open();
      for (int partition = subtask; partition < TestRecords.PARTITIONS; partition += parallelism) {
        for (int i = 0; i < EVENTS_PER_PARTITION; i++) {
          harness.processElement(new StreamRecord<>(records.click().on(partition).event()));
        }
      }
      harness.prepareSnapshotPreBarrier(parallelism);
      OperatorSubtaskState state = harness.snapshot(parallelism, parallelism);
      harness.extractOutputValues().forEach(row -> events += row.getLong(EVENTS_COLUMN));
      var ticks = harness.getSideOutput(CountByMinute.TICKS);
      if (ticks != null) {
        for (StreamRecord<TickDelta> tick : ticks) {
          totals.processElement(tick);
        }
      }
      return state;
    }
  }

  private void publish(OneInputStreamOperatorTestHarness<TickDelta, LiveRecord> totals) {
    for (LiveRecord record : totals.extractOutputValues()) {
      live.put(
          new String(record.key, StandardCharsets.UTF_8),
          new String(record.value, StandardCharsets.UTF_8));
    }
  }
}
