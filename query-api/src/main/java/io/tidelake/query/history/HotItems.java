package io.tidelake.query.history;

import io.tidelake.query.scope.Dimension;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What most events are about. */
@Component
class HotItems {

  private static final String ROLLUP = "hot_items_1h";
  private static final RawScope.Sources SOURCES =
      new RawScope.Sources(SqlFile.ITEMS_HOURS, SqlFile.ITEMS_EVENTS, SqlFile.ITEMS_ALL_EVENTS);

  /** What an event is about. */
  enum Kind {
    ITEM,
    CATEGORY,
    BRAND;

    /** The word in requests, answers and SQL. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @param rank from 1; of equal counts the smaller id comes first
   */
  record Item(int rank, String id, long count) {}

  /**
   * @param method {@code rollup}: whole hours out of the rollup, with events at the ends; {@code
   *     raw}: out of the events. Exact either way
   */
  record Answer(String kind, String method, List<Item> items) {}

  private record Count(String id, long events) {}

  private final Answers answers;
  private final RawScope scopes;

  HotItems(Answers answers, RawScope scopes) {
    this.answers = answers;
    this.scopes = scopes;
  }

  /**
   * @param pin of {@code raw_events}
   */
  Answer of(Pin pin, Kind kind, Scope scope, long limit) {
    Long snapshot = pin.snapshot();
    if (snapshot == null || scope.range().isEmpty()) {
      return new Answer(kind.word(), "raw", List.of());
    }
    boolean rolledUp = Set.of(Dimension.ACTION).containsAll(scope.filters().dimensions());
    RawScope.Reading reading = scopes.of(pin, snapshot, scope, SOURCES, rolledUp ? ROLLUP : null);
    Map<String, Object> parameters = new HashMap<>(reading.parameters());
    parameters.put("kind", kind.word());
    parameters.put("limit", limit);
    List<Count> counts =
        answers.to(
            SqlFile.HOT_ITEMS.sql().from("items", reading.rows()),
            parameters,
            (row, number) -> new Count(row.getString("id"), row.getLong("events")));
    List<Item> items = new ArrayList<>(counts.size());
    for (Count count : counts) {
      items.add(new Item(items.size() + 1, count.id(), count.events()));
    }
    return new Answer(kind.word(), reading.method(), items);
  }
}
