package io.tidelake.query.history;

import io.tidelake.query.platform.ParameterException;
import io.tidelake.query.platform.Parameters;
import io.tidelake.query.scope.Dimension;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The closed list of orders that statistics can be asked in. Ties go by group and value. */
enum StatisticsOrder {
  COUNT_DESC(Statistic.BY_COUNT.reversed()),
  COUNT_ASC(Statistic.BY_COUNT),
  VALUE_ASC(Statistic.BY_VALUE),
  VALUE_DESC(Statistic.BY_VALUE.reversed()),
  GROUP_ASC(Statistic.BY_GROUP),
  GROUP_DESC(Statistic.BY_GROUP.reversed()),
  /** Groups one after the other, the largest count first in each; for statistics with groups. */
  GROUPED(Statistic.BY_GROUP.thenComparing(Statistic.BY_COUNT.reversed()));

  private static final String ACCEPTED =
      "count, count_asc, count_desc, percentage, value, value_asc, value_desc, group, group_asc,"
          + " group_desc";

  private final Comparator<Statistic> comparator;

  StatisticsOrder(Comparator<Statistic> comparator) {
    this.comparator =
        comparator.thenComparing(Statistic.BY_GROUP).thenComparing(Statistic.BY_VALUE);
  }

  Comparator<Statistic> comparator() {
    return comparator;
  }

  /**
   * Reads {@code order_by}: {@code count} (or {@code percentage}), {@code value} or {@code group},
   * or the field of the dimension or group instead of the latter two, with {@code _asc} or {@code
   * _desc} (or a space before it). Without direction counts fall and the others rise.
   */
  static StatisticsOrder parse(
      @Nullable String raw, Dimension dimension, @Nullable Bucket groupBy) {
    String text = Parameters.optional(raw);
    if (text == null) {
      return groupBy == null ? COUNT_DESC : GROUPED;
    }
    String word = text.toLowerCase(Locale.ROOT).replaceAll("[\\s:]+", "_");
    Boolean descending =
        word.endsWith("_desc") ? Boolean.TRUE : word.endsWith("_asc") ? Boolean.FALSE : null;
    String field = descending == null ? word : word.substring(0, word.lastIndexOf('_'));
    if (field.equals("count") || field.equals("percentage")) {
      return Boolean.FALSE.equals(descending) ? COUNT_ASC : COUNT_DESC;
    }
    if (field.equals("value")
        || field.equals(dimension.field())
        || field.equals(dimension.parameter())) {
      return Boolean.TRUE.equals(descending) ? VALUE_DESC : VALUE_ASC;
    }
    if (field.equals("group")
        || (groupBy != null
            && (field.equals(groupBy.field()) || field.equals(groupBy.parameter())))) {
      return Boolean.TRUE.equals(descending) ? GROUP_DESC : GROUP_ASC;
    }
    throw ParameterException.notAccepted("order_by", text, "accepted.one-of", ACCEPTED);
  }
}
