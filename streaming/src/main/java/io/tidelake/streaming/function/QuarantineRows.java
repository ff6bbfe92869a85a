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
  private final RowOrigin origin;

  /**
   * @param zone the business time zone, which gives {@code dt}
   */
  public QuarantineRows(ZoneId zone, RowOrigin origin) {
    calendar = new BusinessCalendar(zone);
    this.origin = origin;
  }

  /** The row of a rejected record; shares its bytes. */
  public RowData of(DecodedRecord record) {
    boolean topic = origin.isTopic();
    // In the order of LakeTables.QUARANTINE.
    return GenericRowData.of(
        StringData.fromString(record.rejected.name()),
        StringData.fromString(record.detail),
        record.value,
        record.key,
        topic ? record.partition : null,
        topic ? record.offset : null,
        topic ? null : origin.file(record.partition),
        topic ? null : record.offset,
        TimestampData.fromEpochMillis(record.timestamp),
        calendar.epochDay(record.timestamp),
        null);
  }
}
