package io.tidelake.bench.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.ingest.EventRecord;
import io.tidelake.ingest.ShopGenerator;
import io.tidelake.ingest.ShopSettings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadEventsTest {

  private static final long NOW = 1_764_000_000_000L;

  @Test
  void eventsHappenInTurnAtEachOfTheTimes() {
    assertThat(times(3, 1_000, 5)).containsExactly(NOW, NOW - 1_000, NOW - 2_000, NOW, NOW - 1_000);
    assertThat(times(1, 1_000, 2)).containsExactly(NOW, NOW);
  }

  private static List<Long> times(int ways, long step, int count) {
    ShopGenerator shop = new ShopGenerator(ShopSettings.defaults().withCount(count));
    List<Long> times = new ArrayList<>();
    try (SpreadEvents events = new SpreadEvents(shop, ways, step)) {
      EventRecord event = new EventRecord();
      while (events.next(event, NOW)) {
        String text = new String(event.value(), UTF_8);
        times.add(Long.parseLong(text.replaceAll(".*\"event_time\":(\\d+).*", "$1")));
      }
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return times;
  }
}
