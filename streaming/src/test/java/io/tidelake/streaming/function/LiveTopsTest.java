package io.tidelake.streaming.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.schema.json.Utf8Slice;
import io.tidelake.schema.live.LiveMessage;
import io.tidelake.schema.live.LiveTop;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveTopsTest {

  private static final int DAY = 20_000;

  private final LiveTops tops = new LiveTops();
  private final Map<String, LiveMessage.Top> published = new HashMap<>();

  @Test
  void aDayThatComesBackAfterManyOthersGoesOnWithItsList() {
    add(tops, DAY, "often", 50);
    for (int i = 0; i < 100; i++) {
      add(tops, DAY, "item" + i, 2);
    }
    for (int other = 1; other <= 2 * LiveTops.MAX_DAYS; other++) {
      add(tops, DAY + other, "other", 1);
    }
    publish(tops);
    LiveMessage.Top before = published.get(date(DAY));
    assertThat(before.events()).isEqualTo(250);

    add(tops, DAY, "late", 1);
    publish(tops);

    LiveMessage.Top after = published.get(date(DAY));
    assertThat(after.events()).isEqualTo(251);
    assertThat(after.entries()).hasSize(LiveTop.LENGTH);
    assertThat(after.entries().get(0)).isEqualTo(new LiveMessage.Top.Entry("often", 50));
    assertThat(after.floor()).as("what a name that is not shown may have had").isEqualTo(2);
    assertThat(after.entries())
        .filteredOn(entry -> entry.name().equals("late"))
        .allSatisfy(entry -> assertThat(entry.count()).isBetween(1L, 3L));
  }

  @Test
  void daysThatRestSurviveARestart() {
    for (int day = 0; day < 3 * LiveTops.MAX_DAYS; day++) {
      add(tops, DAY + day, "a", 3);
      add(tops, DAY + day, "b", 1);
    }
    LiveTops restored = new LiveTops();
    tops.snapshot().forEach(restored::restore);
    add(restored, DAY, "b", 1);
    publish(restored);

    assertThat(published).hasSize(3 * LiveTops.MAX_DAYS + 1);
    assertThat(published.get(date(DAY)).entries())
        .containsExactly(new LiveMessage.Top.Entry("a", 3), new LiveMessage.Top.Entry("b", 2));
    assertThat(published.get(date(DAY)).floor()).isZero();
    assertThat(published.get(LiveMessage.SCOPE_ALL).events()).isEqualTo(12 * LiveTops.MAX_DAYS + 1);
  }

  private static void add(LiveTops tops, int day, String name, int count) {
    NameCounts counts = new NameCounts();
    Utf8Slice slice = new Utf8Slice();
    slice.set(name.getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < count; i++) {
      counts.add(day, LiveTop.values()[0], slice);
    }
    TickDelta delta = new TickDelta();
    delta.names = counts.drain();
    tops.add(delta);
  }

  private void publish(LiveTops tops) {
    List<LiveMessage.Top> lists = new ArrayList<>();
    tops.drain(lists::add);
    lists.stream()
        .filter(list -> list.top() == LiveTop.values()[0])
        .forEach(list -> published.put(list.scope(), list));
  }

  private static String date(int day) {
    return LocalDate.ofEpochDay(day).toString();
  }
}
