package io.tidelake.query.history;

import java.util.Comparator;

/**
 * Events of one value of a dimension, within one group if there are groups.
 *
 * @param value code or province name
 * @param group code, province name, hour or day; empty without groups
 */
record Statistic(String value, String group, long count) {

  static final Comparator<Statistic> BY_COUNT = Comparator.comparingLong(Statistic::count);
  static final Comparator<Statistic> BY_VALUE = Comparator.comparing(Statistic::value);
  static final Comparator<Statistic> BY_GROUP = Comparator.comparing(Statistic::group);
}
