package io.tidelake.streaming.function;

import static io.tidelake.streaming.function.EventRecords.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidelake.schema.json.Utf8Slice;
import io.tidelake.schema.label.Action;
import io.tidelake.schema.label.Province;
import io.tidelake.schema.live.LiveCodec;
import io.tidelake.schema.live.LiveDimension;
import io.tidelake.schema.live.LiveLimits;
import io.tidelake.schema.live.LiveMessage;
import io.tidelake.schema.live.LiveTop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveTotalsTest {

  private static final Duration TICK = Duration.ofMillis(20);
  private static final Duration LATE_AFTER = Duration.ofMinutes(5);
  private static final long LATE_AFTER_MILLIS = LATE_AFTER.toMillis();
  private static final LocalDate AUGUST_29 = LocalDate.of(2026, 8, 29);

  private final TestEnds ends = new TestEnds();
  private OneInputStreamOperatorTestHarness<TickDelta, LiveRecord> harness;
  private long now;
  private LiveMessage.Progress progress;

  @BeforeEach
  void open() throws Exception {
    harness = newHarness();
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void countsAreAbsoluteAndProgressComesLast() throws Exception {
    receive(clicks(AUGUST_29, 3).readTo(0, 3));
    receive(clicks(AUGUST_29, 2).readTo(1, 2));

    assertThat(published())
        .containsExactly(
            "count|all|action|0=5",
            "count|2026-08-29|action|0=5",
            "progress={\"positions\":{\"0\":3,\"1\":2},\"watermark\":null,\"recordTime\":7,\"completeThrough\":null}");

    receive(clicks(AUGUST_29, 1).readTo(0, 4));
    assertThat(published())
        .containsExactly(
            "count|all|action|0=6",
            "count|2026-08-29|action|0=6",
            "progress={\"positions\":{\"0\":4,\"1\":2},\"watermark\":null,\"recordTime\":7,\"completeThrough\":null}");
  }

  @Test
  void anUndatedCountIsInTheScopeOfAllOnly() throws Exception {
    receive(new Delta().cell(TickDelta.NO_DAY, LiveDimension.REJECTED, 2, 4).readTo(0, 4));

    assertThat(published()).startsWith("count|all|rejected|MALFORMED_JSON=4").hasSize(2);
  }

  @Test
  void aPositionNeverGoesBack() throws Exception {
    receive(new Delta().readTo(2, 9));
    receive(new Delta().readTo(2, 4));
    assertThat(published()).last().asString().contains("{\"2\":9}");
  }

  @Test
  void theWatermarkIsTheOneOfAllSubtasks() throws Exception {
    harness.processWatermark(new Watermark(1234));
    receive(new Delta().readTo(0, 1));
    assertThat(published()).last().asString().contains("\"watermark\":1234");
  }

  @Test
  void provincesGoByName() throws Exception {
    Delta delta =
        new Delta()
            .cell(TickDelta.NO_DAY, LiveDimension.PROVINCE, Province.ZHEJIANG.ordinal(), 1)
            .cell(TickDelta.NO_DAY, LiveDimension.PROVINCE, Province.COUNT, 2);
    delta.delta.otherProvinces = new String[] {"Atlantis"};
    receive(delta.readTo(0, 3));

    assertThat(published()).startsWith("count|all|province|浙江=1", "count|all|province|Atlantis=2");
  }

  @Test
  void namesWithoutEndAreCutAndFolded() throws Exception {
    int names = LiveLimits.MAX_OTHER_PROVINCES + 50;
    Delta delta = new Delta();
    delta.delta.otherProvinces = new String[names];
    for (int i = 0; i < names; i++) {
      delta.delta.otherProvinces[i] = i + "x".repeat(1_000_000 / names);
      delta.cell(TickDelta.NO_DAY, LiveDimension.PROVINCE, Province.COUNT + i, 1);
    }
    receive(delta.readTo(0, names));

    List<String> published = published();
    assertThat(published).hasSize(LiveLimits.MAX_OTHER_PROVINCES + 2);
    assertThat(published).contains("count|all|province|…=50");
    assertThat(published).allSatisfy(record -> assertThat(record).hasSizeLessThan(120));
  }

  @Test
  void foldedNamesTakeNoPlaceFromOthersAfterARestore() throws Exception {
    int names = LiveLimits.MAX_OTHER_PROVINCES + 50;
    Delta delta = new Delta();
    delta.delta.otherProvinces = new String[names];
    for (int i = 0; i < names; i++) {
      delta.delta.otherProvinces[i] = "name " + i;
      delta.cell(TickDelta.NO_DAY, LiveDimension.PROVINCE, Province.COUNT + i, 1);
    }
    receive(delta.readTo(0, names));
    List<String> before = published();
    OperatorSubtaskState checkpoint = harness.snapshot(1, 1);
    harness.close();

    restore(checkpoint);
    advance(TICK.toMillis());

    assertThat(published()).containsExactlyInAnyOrderElementsOf(before);
  }

  @Test
  void pulsesAreAbsoluteBySecond() throws Exception {
    receive(new Delta().pulse(1_764_000_000, 5).readTo(0, 5));
    receive(new Delta().pulse(1_764_000_000, 2).pulse(1_764_000_001, 1).readTo(0, 8));
    assertThat(published())
        .startsWith(
            "pulse|0={\"second\":1764000000,\"events\":7,\"actions\":{\"0\":7}}",
            "pulse|1={\"second\":1764000001,\"events\":1,\"actions\":{\"0\":1}}");

    receive(new Delta().pulse(1_764_000_600, 1).pulse(1_764_000_000, 9).readTo(0, 18));
    assertThat(published())
        .as("a later second takes the slot for good")
        .startsWith("pulse|0={\"second\":1764000600,\"events\":1,\"actions\":{\"0\":1}}")
        .hasSize(2);
  }

  @Test
  void manyDaysAreSpreadOverTicksAndNoneIsForgotten() throws Exception {
    Delta delta = new Delta();
    for (int day = 0; day < 1000; day++) {
      delta.cell(AUGUST_29.plusDays(day), LiveDimension.ACTION, 0, 1);
    }
    receive(delta.readTo(0, 1000));

    assertThat(published())
        .hasSize(1 + LiveTotals.MAX_DATED_CELLS + 1)
        .contains("count|all|action|0=1000");
    List<String> rest = new ArrayList<>();
    for (int tick = 0; tick < 10; tick++) {
      advance(TICK.toMillis());
      rest.addAll(published());
    }
    assertThat(rest.stream().filter(record -> record.startsWith("count|")).distinct())
        .hasSize(1000 - LiveTotals.MAX_DATED_CELLS);
    advance(1000);
    assertThat(published()).as("then silence").isEmpty();
  }

  @Test
  void aRestoredOperatorGoesOnFromTheCheckpointAndRepublishesAll() throws Exception {
    receive(clicks(AUGUST_29, 3).pulse(1_764_000_000, 3).readTo(0, 3));
    OperatorSubtaskState checkpoint = harness.snapshot(1, 1);
    receive(clicks(AUGUST_29, 10).readTo(0, 13));
    published();
    harness.close();

    harness = newHarness();
    harness.initializeState(checkpoint);
    harness.open();
    advance(TICK.toMillis());
    assertThat(published())
        .containsExactly(
            "count|all|action|0=3",
            "count|2026-08-29|action|0=3",
            "pulse|0={\"second\":1764000000,\"events\":3,\"actions\":{\"0\":3}}",
            "progress={\"positions\":{\"0\":3},\"watermark\":null,\"recordTime\":7,\"completeThrough\":null}");

    receive(clicks(AUGUST_29, 10).readTo(0, 13));
    assertThat(published()).contains("count|all|action|0=13");
  }

  @Test
  void nothingIsCompleteBeforeTheEndsAreKnown() throws Exception {
    receive(new Delta().readTo(0, 1).at(NOON));
    assertThat(lastProgress().completeThrough()).isNull();
    harness.prepareSnapshotPreBarrier(3);
    assertThat(completeness()).containsExactly("3:" + Completeness.UNKNOWN);
  }

  @Test
  void completeIsWhatTheSlowestPartitionWasReadThrough() throws Exception {
    ends.are(Map.of(0, 10L, 1, 20L));
    receive(new Delta().readTo(0, 10).at(NOON));
    receive(new Delta().readTo(1, 5).at(NOON - 60_000));

    awaitCompleteThrough(NOON - 60_000 - LATE_AFTER_MILLIS - 1);
    harness.prepareSnapshotPreBarrier(3);
    assertThat(completeness()).containsExactly("3:" + (NOON - 60_000 - LATE_AFTER_MILLIS - 1));
  }

  @Test
  void aPartitionWithoutTrafficHoldsNothingBack() throws Exception {
    ends.are(Map.of(0, 10L, 1, 5L, 2, 0L));
    receive(new Delta().readTo(0, 10).at(NOON));
    receive(new Delta().readTo(1, 5).at(NOON - 3_600_000));

    awaitCompleteThrough(NOON - LATE_AFTER_MILLIS - 1);
  }

  @Test
  void anUnreadRecordHoldsAllBack() throws Exception {
    ends.are(Map.of(0, 10L, 1, 1L));
    receive(new Delta().readTo(0, 10).at(NOON));
    awaitAnswer();
    assertThat(lastProgress().completeThrough()).as("partition 1 was never read").isNull();

    receive(new Delta().readTo(1, 1).at(NOON - 5));
    awaitCompleteThrough(NOON - LATE_AFTER_MILLIS - 1);
  }

  @Test
  void completenessNeverGoesBack() throws Exception {
    ends.are(Map.of(0, 10L));
    receive(new Delta().readTo(0, 10).at(NOON));
    awaitCompleteThrough(NOON - LATE_AFTER_MILLIS - 1);

    ends.are(Map.of(0, 10L, 1, 3L));
    awaitAnswer();
    receive(new Delta().readTo(1, 1).at(NOON - 60_000));
    assertThat(lastProgress().completeThrough()).isEqualTo(NOON - LATE_AFTER_MILLIS - 1);
  }

  @Test
  void withoutKafkaTheTaskGoesOnAndCompletenessStandsStill() throws Exception {
    receive(new Delta().readTo(0, 10).at(NOON));
    awaitAnswer();
    assertThat(lastProgress().completeThrough()).isNull();

    ends.are(Map.of(0, 10L));
    awaitCompleteThrough(NOON - LATE_AFTER_MILLIS - 1);

    ends.areGone();
    awaitAnswer();
    receive(new Delta().readTo(0, 20).at(NOON + 9_000));
    assertThat(lastProgress().completeThrough())
        .as("not beyond the moment of the last answer")
        .isEqualTo(NOON - LATE_AFTER_MILLIS - 1);

    ends.are(Map.of(0, 20L));
    awaitCompleteThrough(NOON + 9_000 - LATE_AFTER_MILLIS - 1);
    assertThat(ends.opened).hasValue(1);
  }

  @Test
  void theWatcherIsClosedWithTheOperator() throws Exception {
    awaitAnswer();
    harness.close();
    await().untilAsserted(() -> assertThat(ends.closed).hasValue(1));
  }

  @Test
  void completenessIsRestored() throws Exception {
    ends.are(Map.of(0, 10L, 1, 20L));
    receive(new Delta().readTo(0, 10).at(NOON));
    receive(new Delta().readTo(1, 5).at(NOON - 60_000));
    awaitCompleteThrough(NOON - 60_000 - LATE_AFTER_MILLIS - 1);
    harness.prepareSnapshotPreBarrier(1);
    OperatorSubtaskState checkpoint = harness.snapshot(1, 1);
    harness.close();

    ends.areGone();
    restore(checkpoint);
    assertThat(lastProgress().completeThrough()).isEqualTo(NOON - 60_000 - LATE_AFTER_MILLIS - 1);

    ends.are(Map.of(0, 10L, 1, 20L));
    receive(new Delta().readTo(1, 6).at(NOON - 50_000));
    awaitCompleteThrough(NOON - 50_000 - LATE_AFTER_MILLIS - 1);
  }

  /**
   * Written by the version that counted no visitors. Too low a number would look like a true one.
   */
  @Test
  void theStateOfAnEarlierVersionEndsTheJobForGood() throws Exception {
    harness.close();
    OperatorSubtaskState earlier =
        OperatorSnapshotUtil.readStateHandle("src/test/resources/state/live-totals-1.bin");
    assertThatThrownBy(() -> restore(earlier))
        .isInstanceOf(SuppressRestartsException.class)
        .hasRootCauseInstanceOf(OlderCheckpointException.class)
        .rootCause()
        .hasMessageContaining("start without a checkpoint");
    harness = newHarness();
    harness.open();
  }

  @Test
  void visitorsAreCountedOnceByScopeWhoeverSawThem() throws Exception {
    receive(new Delta().visitors(AUGUST_29, 0, 1_000).readTo(0, 1));
    receive(new Delta().visitors(AUGUST_29.plusDays(1), 500, 1_500).readTo(1, 1));

    List<String> first = published();
    assertThat(visitors(first, "all")).isBetween(1_420L, 1_580L);
    assertThat(visitors(first, "2026-08-29")).isBetween(950L, 1_050L);
    assertThat(visitors(first, "2026-08-30")).isBetween(950L, 1_050L);

    receive(new Delta().visitors(AUGUST_29, 0, 1_000).readTo(2, 1));
    assertThat(published()).as("seen before").hasSize(1);

    OperatorSubtaskState checkpoint = harness.snapshot(1, 1);
    harness.close();
    restore(checkpoint);
    List<String> again = published();
    assertThat(visitors(again, "all")).isEqualTo(visitors(first, "all"));
    receive(new Delta().visitors(AUGUST_29, 1_000, 3_000).readTo(2, 2));
    assertThat(visitors(published(), "all")).isBetween(2_850L, 3_150L);
  }

  private static long visitors(List<String> records, String scope) {
    String key = "count|" + scope + "|visitors|0=";
    return records.stream()
        .filter(record -> record.startsWith(key))
        .mapToLong(record -> Long.parseLong(record.substring(key.length())))
        .max()
        .orElseThrow();
  }

  @Test
  void theMostFrequentAreListedByScopeAndSurviveARestore() throws Exception {
    receive(new Delta().top(AUGUST_29, LiveTop.ITEM, "a", 5).readTo(0, 5));
    receive(new Delta().top(AUGUST_29.plusDays(1), LiveTop.ITEM, "b", 7).readTo(0, 12));
    assertThat(published())
        .contains(
            "top|all|item={\"events\":12,\"floor\":0,\"counts\":{\"b\":7,\"a\":5}}",
            "top|2026-08-29|item={\"events\":5,\"floor\":0,\"counts\":{\"a\":5}}",
            "top|2026-08-30|item={\"events\":7,\"floor\":0,\"counts\":{\"b\":7}}");

    OperatorSubtaskState checkpoint = harness.snapshot(1, 1);
    harness.close();
    restore(checkpoint);
    receive(new Delta().top(AUGUST_29, LiveTop.ITEM, "a", 3).readTo(0, 15));
    assertThat(published())
        .contains("top|all|item={\"events\":15,\"floor\":0,\"counts\":{\"a\":8,\"b\":7}}");
  }

  @Test
  void samplesGoRoundTheSlots() throws Exception {
    List<String> slots = new ArrayList<>();
    for (int i = 0; i < 21; i++) {
      Delta delta = new Delta().readTo(0, i + 1);
      delta.delta.recent = new RecentEvent();
      delta.delta.recent.offset = i;
      delta.delta.recent.user = RecentEvent.masked("123456");
      receive(delta);
      published().stream().filter(each -> each.startsWith("recent|")).forEach(slots::add);
    }
    assertThat(slots).hasSize(21);
    assertThat(slots.get(0)).startsWith("recent|0={").contains("\"user\":\"1***6\"");
    assertThat(slots.get(20)).startsWith("recent|0={").contains("\"offset\":20");
    assertThat(slots.get(19)).startsWith("recent|19={");
  }

  @Test
  void theEndOfInputPublishesAll() throws Exception {
    Delta delta = new Delta();
    for (int day = 0; day < 1000; day++) {
      delta.cell(AUGUST_29.plusDays(day), LiveDimension.ACTION, 0, 1);
    }
    harness.processElement(new StreamRecord<>(delta.readTo(0, 1000).delta));
    harness.getOneInputOperator().finish();

    assertThat(published().stream().filter(record -> record.startsWith("count|2"))).hasSize(1000);
  }

  private OneInputStreamOperatorTestHarness<TickDelta, LiveRecord> newHarness() throws Exception {
    return new OneInputStreamOperatorTestHarness<>(
        new LiveTotals(TICK, LATE_AFTER, ends, LiveBaseline.EMPTY), 1, 1, 0);
  }

  private void restore(OperatorSubtaskState checkpoint) throws Exception {
    harness = newHarness();
    harness.setProcessingTime(now);
    harness.initializeState(checkpoint);
    harness.open();
  }

  /** Waits until Kafka was asked a question that was put after now. */
  private void awaitAnswer() {
    int asked = ends.asked.get();
    await().until(() -> ends.asked.get() > asked + 1);
  }

  private void awaitCompleteThrough(long time) {
    await()
        .untilAsserted(
            () -> {
              advance(500);
              published();
              assertThat(progress).isNotNull();
              assertThat(progress.completeThrough()).isEqualTo(time);
            });
  }

  private LiveMessage.Progress lastProgress() throws Exception {
    published();
    return progress;
  }

  private List<String> completeness() {
    return harness.getSideOutput(LiveTotals.COMPLETENESS).stream()
        .map(StreamRecord::getValue)
        .map(each -> each.checkpointId + ":" + each.completeThrough)
        .toList();
  }

  private void receive(Delta delta) throws Exception {
    harness.processElement(new StreamRecord<>(delta.delta));
  }

  private void advance(long millis) throws Exception {
    now += millis;
    harness.setProcessingTime(now);
  }

  /** Lets the publication that is due happen and takes what came out. */
  private List<String> published() throws Exception {
    if (harness.getOutput().stream().noneMatch(StreamRecord.class::isInstance)) {
      advance(TICK.toMillis() / 2);
    }
    List<String> records = new ArrayList<>();
    for (Object output : harness.getOutput()) {
      if (output instanceof StreamRecord<?> element) {
        LiveRecord record = (LiveRecord) element.getValue();
        LiveMessage message = LiveCodec.decode(record.key, record.value);
        assertThat(message).isNotNull();
        if (message instanceof LiveMessage.Progress last) {
          progress = last;
        }
        records.add(
            new String(record.key, StandardCharsets.UTF_8)
                + "="
                + new String(record.value, StandardCharsets.UTF_8));
      }
    }
    harness.getOutput().clear();
    return records;
  }

  private static Delta clicks(LocalDate day, long count) {
    return new Delta().cell(day, LiveDimension.ACTION, 0, count);
  }

  /** Builds a delta by hand. */
  private static final class Delta {
    final TickDelta delta = new TickDelta();

    Delta cell(LocalDate day, LiveDimension dimension, int value, long count) {
      return cell((int) day.toEpochDay(), dimension, value, count);
    }

    Delta cell(int day, LiveDimension dimension, int value, long count) {
      int size = delta.counts.length;
      delta.days = Arrays.copyOf(delta.days, size + 1);
      delta.dimensions = Arrays.copyOf(delta.dimensions, size + 1);
      delta.values = Arrays.copyOf(delta.values, size + 1);
      delta.counts = Arrays.copyOf(delta.counts, size + 1);
      delta.days[size] = day;
      delta.dimensions[size] = (byte) dimension.ordinal();
      delta.values[size] = value;
      delta.counts[size] = count;
      return this;
    }

    Delta top(LocalDate day, LiveTop top, String name, long count) {
      Utf8Slice slice = new Utf8Slice();
      slice.set(name.getBytes(StandardCharsets.UTF_8));
      NameBlock.Writer names = new NameBlock.Writer();
      names.name((int) day.toEpochDay(), top, slice);
      delta.names = names.block(new int[] {(int) count}, 1);
      return this;
    }

    Delta visitors(LocalDate day, int from, int to) {
      delta.visitorDays = new int[to - from];
      Arrays.fill(delta.visitorDays, (int) day.toEpochDay());
      delta.visitorRegisters =
          IntStream.range(from, to)
              .map(
                  user -> {
                    Utf8Slice name = new Utf8Slice();
                    name.set(("user-" + user).getBytes(StandardCharsets.UTF_8));
                    return VisitorSketch.register(name);
                  })
              .toArray();
      return this;
    }

    Delta pulse(long second, long records) {
      int size = delta.seconds.length;
      delta.seconds = Arrays.copyOf(delta.seconds, size + 1);
      delta.secondRecords = Arrays.copyOf(delta.secondRecords, size + 1);
      delta.seconds[size] = second;
      delta.secondRecords[size] = records;
      delta.secondActions = Arrays.copyOf(delta.secondActions, (size + 1) * Action.COUNT);
      delta.secondActions[size * Action.COUNT] = records;
      return this;
    }

    Delta readTo(int partition, long position) {
      delta.partitions = new int[] {partition};
      delta.positions = new long[] {position};
      delta.recordTimes = new long[] {7};
      return this;
    }

    Delta at(long recordTime) {
      delta.recordTimes = new long[] {recordTime};
      return this;
    }
  }
}
