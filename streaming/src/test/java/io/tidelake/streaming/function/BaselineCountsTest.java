package io.tidelake.streaming.function;

import static io.tidelake.streaming.function.EventRecords.LATE_AFTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.schema.event.BehaviorEvent;
import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.streaming.TestRecords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** What a job without state begins with. */
class BaselineCountsTest {

  @Test
  void aPartitionWithoutEventsHasAPositionToo() throws Exception {
    LiveBaseline baseline =
        counted ->
            counted.accept(
                BaselineCounts.at(TopicPositions.of(Map.of(0, 5L, 3, 2L)), Map.of(0, 1_234L)));
    try (var harness =
        new OneInputStreamOperatorTestHarness<>(
            new LiveTotals(Duration.ofMillis(20), LATE_AFTER, new TestEnds(), baseline), 1, 1, 0)) {
      harness.open();
      harness.setProcessingTime(20);

      assertThat(harness.extractOutputValues())
          .last()
          .extracting(record -> new String(record.value))
          .asString()
          .contains("\"positions\":{\"0\":5,\"3\":2}", "\"recordTime\":1234");
    }
  }

  @Test
  void manyNamesAreHandedOutWhileTheyAreCounted() throws Exception {
    List<TickDelta> handedOut = new ArrayList<>();
    BaselineCounts counts = new BaselineCounts(handedOut::add);
    BehaviorEvent event = new EventRecords().event().event;
    for (int i = 0; i < 100_000; i++) {
      event.itemId.set(TestRecords.utf8("item " + i));
      counts.add(event);
    }
    assertThat(handedOut).isNotEmpty();
  }
}
