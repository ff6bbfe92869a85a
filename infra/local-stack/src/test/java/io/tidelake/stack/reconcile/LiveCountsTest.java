package io.tidelake.stack.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.schema.event.BehaviorEvent;
import io.tidelake.schema.event.EventDecoder;
import io.tidelake.schema.event.RejectReason;
import io.tidelake.schema.live.LiveDimension;
import io.tidelake.schema.live.LiveLimits;
import io.tidelake.schema.live.LiveMessage;
import io.tidelake.stack.reconcile.LiveCounts.Cell;
import io.tidelake.stack.reconcile.LiveCounts.Difference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LiveCountsTest {

  private static final long RECORD_TIME = Instant.parse("2026-11-11T12:00:00Z").toEpochMilli();

  private final EventDecoder decoder =
      new EventDecoder(ZoneId.of("Asia/Shanghai"), Duration.ofMinutes(5));
  private final LiveCounts lake = new LiveCounts();
  private final LiveCounts live = new LiveCounts();
  private final LiveCounts later = new LiveCounts();

  @Test
  void equalCountsHaveNoDifference() {
    click(lake, "浙江", 0);
    click(live, "浙江", 0);
    assertThat(lake.differences(live, later, scope -> true, Dropped.NOTHING)).isEmpty();
    assertThat(lake.size(scope -> true)).isEqualTo(10);
  }

  @Test
  void whatCameLaterIsTakenOff() {
    click(lake, "浙江", 0);
    click(live, "浙江", 0);
    click(live, "北京", Duration.ofMinutes(6).toMillis());
    assertThat(lake.differences(live, later, scope -> true, Dropped.NOTHING)).isNotEmpty();
    click(later, "北京", Duration.ofMinutes(6).toMillis());
    assertThat(lake.differences(live, later, scope -> true, Dropped.NOTHING)).isEmpty();
  }

  @Test
  void aMissingCountIsNamedWithWhatIsRightAndWhatIsThere() {
    click(lake, "浙江", 0);
    click(lake, "浙江", 0);
    click(live, "浙江", 0);
    click(live, "北京", 0);
    assertThat(lake.differences(live, later, LiveMessage.SCOPE_ALL::equals, Dropped.NOTHING))
        .containsExactly(
            new Difference(cell("all", LiveDimension.PROVINCE, "北京"), 0, 1),
            new Difference(cell("all", LiveDimension.PROVINCE, "浙江"), 2, 1));
  }

  @Test
  void oneCellThatLiveCountedTwiceIsFoundInEachScope() {
    click(lake, "浙江", 0);
    click(live, "浙江", 0);
    live.add("2026-11-11", LiveDimension.AGE, "1", 1);
    assertThat(lake.differences(live, later, scope -> true, Dropped.NOTHING))
        .containsExactly(new Difference(cell("2026-11-11", LiveDimension.AGE, "1"), 1, 2));
    assertThat(lake.differences(live, later, LiveMessage.SCOPE_ALL::equals, Dropped.NOTHING))
        .isEmpty();
  }

  @Test
  void liveMayHoldWhatRetentionDroppedAndNoMore() {
    Dropped two = new Dropped(LocalDate.parse("2026-11-12"), 2, null, null, 0);
    click(lake, "浙江", 0);
    click(live, "浙江", 0);
    click(live, "浙江", 0);
    click(live, "北京", 0);
    assertThat(lake.differences(live, later, scope -> true, two)).isEmpty();
    click(live, "浙江", 0);
    assertThat(lake.differences(live, later, scope -> true, two))
        .extracting(Difference::cell)
        .contains(cell("all", LiveDimension.ACTION, "0"));
    assertThat(live.differences(lake, later, scope -> true, two))
        .as("live lacks some")
        .isNotEmpty();
    live.addRejected(RejectReason.INVALID_ACTION);
    assertThat(lake.differences(live, later, scope -> true, two))
        .extracting(Difference::cell)
        .contains(cell("all", LiveDimension.REJECTED, "INVALID_ACTION"));
  }

  @Test
  void ofADateThatIsWholeLiveMayHoldNoMore() {
    Dropped two = new Dropped(LocalDate.parse("2026-11-11"), 2, null, null, 0);
    click(lake, "浙江", 0);
    click(live, "浙江", 0);
    click(live, "浙江", 0);
    assertThat(lake.differences(live, later, scope -> true, two))
        .isNotEmpty()
        .allMatch(difference -> difference.cell().scope().equals("2026-11-11"));
  }

  @Test
  void rejectedRecordsAreComparedByReason() {
    lake.addRejected(RejectReason.INVALID_ACTION);
    live.addRejected(RejectReason.INVALID_GENDER);
    assertThat(lake.differences(live, later, scope -> true, Dropped.NOTHING)).hasSize(2);
  }

  @Test
  void anEventFarFromItsRecordHasNoDate() {
    click(lake, "浙江", LiveLimits.MAX_SCOPE_DISTANCE_MILLIS + 1);
    assertThat(lake.size(scope -> !scope.equals("all"))).isZero();
    assertThat(lake.events("all")).isEqualTo(1);
    click(lake, "浙江", LiveLimits.MAX_SCOPE_DISTANCE_MILLIS);
    assertThat(lake.size(scope -> !scope.equals("all"))).isEqualTo(6);
  }

  @Test
  void aLongNameIsCut() {
    click(lake, "n".repeat(100), 0);
    assertThat(lake.get(cell("all", LiveDimension.PROVINCE, "n".repeat(64) + "…"))).isEqualTo(1);
  }

  @Test
  void namesThatLiveCountsTogetherAreComparedTogether() {
    click(lake, "Atlantis", 0);
    click(lake, "Lemuria", 0);
    click(lake, "浙江", 0);
    click(live, "Atlantis", 0);
    click(live, "浙江", 0);
    click(live, LiveLimits.MORE_PROVINCES, 0);
    assertThat(lake.differences(live, later, scope -> true, Dropped.NOTHING)).isEmpty();
    click(later, "Mu", 0);
    click(live, LiveLimits.MORE_PROVINCES, 0);
    assertThat(lake.differences(live, later, scope -> true, Dropped.NOTHING)).isEmpty();
    click(live, LiveLimits.MORE_PROVINCES, 0);
    assertThat(lake.differences(live, later, scope -> true, Dropped.NOTHING)).isNotEmpty();
  }

  @Test
  void aViewHoldsWholeTicksOnly() {
    LiveView view = new LiveView();
    view.add(count(5));
    assertThat(view.counts().events("all")).isZero();
    view.add(progress(5, 5));
    assertThat(view.counts().events("all")).isEqualTo(5);
    assertThat(view.exact()).isTrue();
  }

  @Test
  void aRestoredJobIsNotExactUntilItIsPastWhereItWasInEveryPartition() {
    LiveView view = new LiveView();
    view.add(count(150));
    view.add(progress(100, 50));
    view.add(count(150));
    view.add(progress(80, 70));
    assertThat(view.exact()).isFalse();
    view.add(count(170));
    view.add(progress(100, 70));
    assertThat(view.exact()).isTrue();
    assertThat(view.counts().events("all")).isEqualTo(170);
  }

  private void click(LiveCounts counts, String province, long delayMillis) {
    String json =
        "{\"user_id\":\"u1\",\"item_id\":\"i1\",\"action\":0,\"age_range\":1,\"gender\":1,\"province\":\"%s\",\"event_time\":%d}"
            .formatted(province, RECORD_TIME - delayMillis);
    BehaviorEvent event = new BehaviorEvent();
    assertThat(decoder.decode(json.getBytes(StandardCharsets.UTF_8), 0, 0, RECORD_TIME, event))
        .isNull();
    counts.add(event);
  }

  private static LiveMessage count(long events) {
    return new LiveMessage.Count("all", LiveDimension.ACTION, "0", events);
  }

  private static LiveMessage progress(long first, long second) {
    TreeMap<Integer, Long> positions = new TreeMap<>();
    positions.put(0, first);
    positions.put(1, second);
    return new LiveMessage.Progress(positions, null, null, null);
  }

  private static Cell cell(String scope, LiveDimension dimension, String value) {
    return new Cell(scope, dimension, value);
  }
}
