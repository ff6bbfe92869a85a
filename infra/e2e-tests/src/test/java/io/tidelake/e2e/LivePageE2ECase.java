package io.tidelake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidelake.stack.StackOptions;
import org.junit.jupiter.api.Test;

/** The live page in a browser, before a service that is played: what takes no stack to see. */
class LivePageE2ECase {

  private static final long DAY_EVENTS = 100_000_000;

  /** What the engine learns of the code still grows in the first seconds; a leak grows beyond. */
  private static final double HEAP_GROWTH = 1.35;

  /**
   * Of the whole process: what lies outside of the heap, such as canvases and styles, shows here.
   */
  private static final double RENDERER_GROWTH = 1.2;

  /** A second on a machine that has one to spare; here other tests may run beside it. */
  private static final double FIRST_PAINT_MILLIS = 2_000;

  @Test
  void aDayOnTheWallLeavesThePageAsItWas() throws Exception {
    JsonNode day = new Browser(StackOptions.projectRoot()).soak();

    JsonNode early = day.path("early");
    JsonNode late = day.path("late");
    assertThat(day.path("events").asLong()).isGreaterThan(DAY_EVENTS);
    assertThat(late.path("heapBytes").asDouble())
        .as("%s", day)
        .isLessThan(early.path("heapBytes").asDouble() * HEAP_GROWTH);
    assertThat(late.path("rendererBytes").asDouble())
        .as("%s", day)
        .isPositive()
        .isLessThan(early.path("rendererBytes").asDouble() * RENDERER_GROWTH);
    assertThat(day.path("firstPaintMillis").asDouble())
        .as("%s", day)
        .isPositive()
        .isLessThan(FIRST_PAINT_MILLIS);
    assertThat(late.path("nodes").asDouble())
        .as("%s", day)
        .isLessThan(early.path("nodes").asDouble() * 1.1);
    assertThat(late.path("listeners").asDouble())
        .as("%s", day)
        .isLessThan(early.path("listeners").asDouble() * 1.1);
    assertThat(day.path("consoleErrors")).isEmpty();
    assertThat(day.path("foreignRequests")).isEmpty();
  }
}
