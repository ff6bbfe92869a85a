package io.tidelake.query.history;

import io.tidelake.query.scope.Dimension;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/** Unique visitors: different users among the events. */
@Component
class Visitors {

  /** Of a HyperLogLog sketch with 4096 buckets. */
  private static final double STANDARD_ERROR = 0.016;

  private static final String ROLLUP = "visitors_1h";
  private static final RawScope.Sources SOURCES =
      new RawScope.Sources(
          SqlFile.VISITORS_SKETCHES, SqlFile.VISITORS_EVENTS, SqlFile.VISITORS_ALL_EVENTS);

  /**
   * @param visitors about how many
   * @param method {@code sketch}: out of hourly sketches, with events at the ends; {@code raw}: out
   *     of the events
   * @param standardError of {@code visitors}, relative
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Answer(long visitors, String method, double standardError) {}

  private final Answers answers;
  private final RawScope scopes;

  Visitors(Answers answers, RawScope scopes) {
    this.answers = answers;
    this.scopes = scopes;
  }

  /**
   * @param pin of {@code raw_events}
   */
  Answer of(Pin pin, Scope scope) {
    Long snapshot = pin.snapshot();
    if (snapshot == null || scope.range().isEmpty()) {
      return new Answer(0, "raw", STANDARD_ERROR);
    }
    // A sketch knows the users of one value, not which of them are those of another one too.
    boolean sketched = scope.filters().dimensions().size() <= 1;
    RawScope.Reading reading = scopes.of(pin, snapshot, scope, SOURCES, sketched ? ROLLUP : null);
    Map<String, Object> parameters = new HashMap<>(reading.parameters());
    parameters.put("sketch_dimension", "all");
    parameters.put("sketch_value", "");
    for (Dimension dimension : scope.filters().dimensions()) {
      parameters.put("sketch_dimension", dimension.column());
      parameters.put("sketch_value", scope.filters().get(dimension));
    }
    List<Long> counts =
        answers.to(
            SqlFile.VISITORS.sql().from("visitors", reading.rows()),
            parameters,
            (row, number) -> row.getLong("visitors"));
    return new Answer(
        counts.isEmpty() ? 0 : counts.getFirst(),
        reading.method().equals("rollup") ? "sketch" : "raw",
        STANDARD_ERROR);
  }
}
