package io.tidelake.streaming.function;

import io.tidelake.schema.event.BusinessCalendar;
import java.time.ZoneId;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.util.Collector;

/** Rejected records as rows of {@code quarantine}, key and value as they were. */
public final class RejectedRows implements FlatMapFunction<DecodedRecord, RowData> {

  private static final long serialVersionUID = 1L;

  private final ZoneId zone;

  private transient BusinessCalendar calendar;

  /**
   * @param zone the business time zone, which gives {@code dt}
   */
  public RejectedRows(ZoneId zone) {
    this.zone = zone;
  }

  @Override
  public void flatMap(DecodedRecord record, Collector<RowData> out) {
    if (record.rejected == null) {
      return;
    }
    if (calendar == null) {
      calendar = new BusinessCalendar(zone);
    }
    // In the order of LakeTables.QUARANTINE.
    out.collect(
        GenericRowData.of(
            StringData.fromString(record.rejected.name()),
            StringData.fromString(record.detail),
            record.value,
            record.key,
            record.partition,
            record.offset,
            null,
            null,
            TimestampData.fromEpochMillis(record.timestamp),
            calendar.epochDay(record.timestamp)));
  }
}
