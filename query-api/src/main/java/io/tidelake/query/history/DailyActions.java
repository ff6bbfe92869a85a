package io.tidelake.query.history;

import io.tidelake.query.trino.Trino;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/** Events by business date and action over a range of time. */
@Component
class DailyActions {

  /**
   * @param date business date
   * @param totalActions events
   * @param provinceCount different provinces among them
   * @param avgAgeCount mean of {@code age_count} over the rows that {@code /api/user_stats} lists
   *     for this date and action in the range, with two decimals
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Row(
      String date, String actionType, long totalActions, long provinceCount, double avgAgeCount) {}

  private final Trino trino;

  DailyActions(Trino trino) {
    this.trino = trino;
  }

  List<Row> in(TimeRange range, long limit, Locale locale) {
    Map<String, Object> parameters = new HashMap<>(range.parameters());
    parameters.put("limit", limit);
    return trino.query(
        SqlFile.DAYS_BY_ACTION.sql(),
        parameters,
        (row, number) ->
            new Row(
                row.getObject("dt", LocalDate.class).toString(),
                Dimension.ACTION.label(row.getInt("action"), locale),
                row.getLong("total_actions"),
                row.getLong("province_count"),
                Math.round(row.getDouble("avg_age_count") * 100) / 100.0));
  }
}
