package io.tidelake.query.history;

import io.tidelake.query.platform.BusinessTime;
import io.tidelake.query.platform.RequestQuery;
import io.tidelake.query.scope.Ends;
import io.tidelake.query.scope.Filters;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which events a statistic is of. Every read takes it, in the same words. */
record Scope(TimeRange range, Filters filters) {

  /** The parameters that say it. */
  static final List<String> PARAMETERS =
      List.of("start_time", "end_time", "action", "age", "gender", "province");

  /** Whatever is not given is open. */
  static Scope of(RequestQuery query, BusinessTime times, Locale locale) {
    return new Scope(TimeRange.of(Ends.optional(query, times), times), Filters.of(query, locale));
  }

  /** Both ends of the range must be given. */
  static Scope inRange(RequestQuery query, BusinessTime times, Locale locale) {
    return new Scope(TimeRange.of(Ends.required(query, times), times), Filters.of(query, locale));
  }

  Map<String, Object> parameters() {
    Map<String, Object> parameters = new HashMap<>(filters.parameters());
    parameters.putAll(range.parameters());
    return parameters;
  }
}
