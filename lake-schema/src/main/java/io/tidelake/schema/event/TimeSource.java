package io.tidelake.schema.event;

import java.nio.charset.StandardCharsets;

/** Where the event time of an event comes from. */
public enum TimeSource {
  /** The field {@code event_time}. */
  EVENT_TIME("event_time"),
  /** The fields {@code month} and {@code day}, in the year of the record timestamp. */
  MONTH_DAY("month_day"),
  /** The record timestamp, for want of a date that exists. */
  RECORD("record");

  private final String columnValue;
  private final byte[] utf8;

  TimeSource(String columnValue) {
    this.columnValue = columnValue;
    this.utf8 = columnValue.getBytes(StandardCharsets.UTF_8);
  }

  /** The value of the column {@code time_source}. */
  public String columnValue() {
    return columnValue;
  }

  /** {@link #columnValue()} in UTF-8; shared, not to be changed. */
  public byte[] utf8() {
    return utf8;
  }
}
