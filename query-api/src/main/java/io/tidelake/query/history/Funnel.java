package io.tidelake.query.history;

import io.tidelake.query.scope.Dimension;
import io.tidelake.schema.label.Action;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/** From click to cart to buy, in events. */
@Component
class Funnel {

  private static final List<Action> STAGES = List.of(Action.CLICK, Action.CART, Action.BUY);

  /**
   * @param count events
   * @param conversion percent of the first stage's, with two decimals; 0 if that has none
   * @param stepConversion percent of those of the stage before, likewise
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Stage(String actionType, long count, double conversion, double stepConversion) {}

  record Answer(List<Stage> stages) {}

  private final CellCounts counts;

  Funnel(CellCounts counts) {
    this.counts = counts;
  }

  Answer of(Pin pin, Scope scope, Locale locale) {
    Map<String, Long> events = new HashMap<>();
    for (Statistic statistic : counts.of(pin, Dimension.ACTION, null, scope)) {
      events.put(statistic.value(), statistic.count());
    }
    List<Stage> stages = new ArrayList<>();
    long first = events.getOrDefault(STAGES.getFirst().key(), 0L);
    long before = first;
    for (Action action : STAGES) {
      long count = events.getOrDefault(action.key(), 0L);
      stages.add(
          new Stage(
              Dimension.ACTION.label(action.key(), locale),
              count,
              percent(count, first),
              percent(count, before)));
      before = count;
    }
    return new Answer(stages);
  }

  private static double percent(long part, long whole) {
    return whole == 0 ? 0 : Math.round(part * 10_000.0 / whole) / 100.0;
  }
}
