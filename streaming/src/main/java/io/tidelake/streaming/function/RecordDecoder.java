package io.tidelake.streaming.function;

import io.tidelake.schema.event.BusinessCalendar;
import io.tidelake.schema.event.EventDecoder;
import io.tidelake.schema.event.RejectReason;
import java.time.Duration;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Decodes records into one reused {@link DecodedRecord}. Depends on the record alone, so that a
 * replay after a failure decodes the same. Not thread-safe.
 */
public final class RecordDecoder {

  /** Stands for a record timestamp that no table can hold. */
  private static final long NO_TIMESTAMP = 0;

  private final EventDecoder decoder;
  private final BusinessCalendar calendar;
  private final DecodedRecord record = new DecodedRecord();

  /** See {@link EventDecoder#EventDecoder(ZoneId, Duration)}. */
  public RecordDecoder(ZoneId zone, Duration lateAfter) {
    this.decoder = new EventDecoder(zone, lateAfter);
    this.calendar = new BusinessCalendar(zone);
  }

  /**
   * @param timestamp of the record, epoch milliseconds; one out of the years 1970 to 9998, with
   *     which the record is rejected, counts as 0 from here on
   * @return the decoded record; the same object each time, valid until the next call
   */
  public DecodedRecord decode(
      byte @Nullable [] key, byte @Nullable [] value, int partition, long offset, long timestamp) {
    record.key = key;
    record.value = value;
    record.partition = partition;
    record.offset = offset;
    record.timestamp = calendar.covers(timestamp) ? timestamp : NO_TIMESTAMP;
    record.rejected = decoder.decode(value, partition, offset, timestamp, record.event);
    record.detail = record.rejected == null ? "" : decoder.detail();
    return record;
  }

  /**
   * A line of a file that no record can be made of.
   *
   * @param line its bytes
   * @param detail what is wrong with it
   * @param timestamp in the years 1970 to 9998, epoch milliseconds
   * @return the record, rejected; see {@link #decode}
   */
  public DecodedRecord reject(byte[] line, String detail, int file, long number, long timestamp) {
    record.key = null;
    record.value = line;
    record.partition = file;
    record.offset = number;
    record.timestamp = timestamp;
    record.rejected = RejectReason.MALFORMED_CSV;
    record.detail = detail;
    return record;
  }
}
