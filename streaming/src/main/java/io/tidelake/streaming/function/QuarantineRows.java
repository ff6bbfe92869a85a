package io.tidelake.streaming.function;

import io.tidelake.schema.event.BusinessCalendar;
import java.time.ZoneId;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;

/** Rejected records as rows of {@code quarantine}, with their bytes as they were. */
public final class QuarantineRows {

  private final BusinessCalendar calendar;

  /**
   * @param zone the business time zone, which gives {@code dt}
   */
  public QuarantineRows(ZoneId zone) {
    calendar = new BusinessCalendar(zone);
  }

  /** The row of a rejected record; shares its bytes. */
  public RowData of(DecodedRecord record) {
    // In the order of LakeTables.QUARANTINE.
    return GenericRowData.of(
        StringData.fromString(record.rejected.name()),
        StringData.fromString(record.detail),
        record.value,
        record.key,
        record.partition,
        record.offset,
        null,
        null,
        TimestampData.fromEpochMillis(record.timestamp),
        calendar.epochDay(record.timestamp),
        null);
  }
}
