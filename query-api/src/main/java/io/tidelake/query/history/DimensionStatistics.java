package io.tidelake.query.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tidelake.query.scope.Dimension;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/** Events by value of a dimension, with their shares. */
@Component
class DimensionStatistics {

  /**
   * @param scope events that count
   * @param limit of the statistics in order; shares are those of all, listed or not
   */
  record Question(
      Dimension dimension,
      @Nullable Bucket groupBy,
      StatisticsOrder order,
      Scope scope,
      int limit) {}

  /**
   * @param total events in the range that pass the filters
   * @param statistics each with the field of the dimension, that of the group if there are groups,
   *     {@code count} and {@code percentage} of {@code total}
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Answer(
      String dimension,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String groupBy,
      long total,
      List<Map<String, Object>> statistics) {}

  private final CellCounts counts;

  DimensionStatistics(CellCounts counts) {
    this.counts = counts;
  }

  Answer answer(Pin pin, Question question, Locale locale) {
    List<Statistic> statistics =
        new ArrayList<>(counts.of(pin, question.dimension(), question.groupBy(), question.scope()));
    statistics.sort(question.order().comparator());
    return render(question, statistics, locale);
  }

  /** The answer to a question from all its statistics, in order. */
  static Answer render(Question question, List<Statistic> statistics, Locale locale) {
    long[] counts = statistics.stream().mapToLong(Statistic::count).toArray();
    double[] percentages = Percentages.of(counts);
    List<Map<String, Object>> rows = new ArrayList<>();
    long total = 0;
    Bucket groupBy = question.groupBy();
    for (int i = 0; i < statistics.size(); i++) {
      Statistic statistic = statistics.get(i);
      total += statistic.count();
      if (i >= question.limit()) {
        continue;
      }
      Map<String, Object> row = new LinkedHashMap<>();
      row.put(question.dimension().field(), question.dimension().label(statistic.value(), locale));
      if (groupBy != null) {
        row.put(groupBy.field(), groupBy.label(statistic.group(), locale));
      }
      row.put("count", statistic.count());
      row.put("percentage", percentages[i]);
      rows.add(row);
    }
    return new Answer(
        question.dimension().parameter(),
        groupBy == null ? null : groupBy.parameter(),
        total,
        rows);
  }
}
