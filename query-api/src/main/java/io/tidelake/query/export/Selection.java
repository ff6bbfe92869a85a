package io.tidelake.query.export;

import io.tidelake.query.platform.BusinessTime;
import io.tidelake.query.platform.RequestQuery;
import io.tidelake.query.scope.Ends;
import io.tidelake.query.scope.Filters;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Which rows an export has.
 *
 * @param firstDay business date of the start; with {@code lastDay} it names the partitions
 */
record Selection(Ends ends, LocalDate firstDay, LocalDate lastDay, Filters filters) {

  /** Whatever is not given is open. */
  static Selection of(RequestQuery query, BusinessTime times, Locale locale) {
    Ends ends = Ends.optional(query, times);
    return new Selection(
        ends, times.date(ends.start()), times.date(ends.end()), Filters.of(query, locale));
  }

  /** The same filters over some of the dates. */
  Map<String, Object> parameters(LocalDate first, LocalDate last) {
    Map<String, Object> parameters = new HashMap<>(filters.parameters());
    parameters.put("first_day", first);
    parameters.put("last_day", last);
    parameters.put("start_time", ends.start());
    parameters.put("end_time", ends.end());
    return parameters;
  }

  Map<String, Object> parameters() {
    return parameters(firstDay, lastDay);
  }
}
