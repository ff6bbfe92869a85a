package io.tidelake.query.history;

import io.tidelake.query.scope.Dimension;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a dimension may be broken down by. */
enum Bucket {
  ACTION(Dimension.ACTION),
  AGE(Dimension.AGE),
  GENDER(Dimension.GENDER),
  PROVINCE(Dimension.PROVINCE),
  HOUR(null),
  DAY(null);

  private final @Nullable Dimension dimension;

  Bucket(@Nullable Dimension dimension) {
    this.dimension = dimension;
  }

  /** The word in requests and in the SQL. */
  String parameter() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The dimension that it is; null for a time. */
  @Nullable Dimension dimension() {
    return dimension;
  }

  /** The field in answers. */
  String field() {
    return dimension == null ? parameter() : dimension.field();
  }

  boolean is(Dimension other) {
    return dimension == other;
  }

  /** What a value is called; an hour or a day is its own name. */
  String label(String key, Locale locale) {
    return dimension == null ? key : dimension.label(key, locale);
  }
}
