package io.tidelake.ingest.replay;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A row of quarantine that came by Kafka.
 *
 * @param timestamp of the record, epoch milliseconds
 * @param date the partition of the table that holds it
 * @param size bytes of key and value
 * @param key null if it has none, or was not read
 * @param value the same
 */
record RejectedRecord(
    String reason,
    Coordinates coordinates,
    long timestamp,
    LocalDate date,
    long size,
    byte @Nullable [] key,
    byte @Nullable [] value) {

  /** The same with these bytes; the size stays. */
  RejectedRecord with(byte @Nullable [] newKey, byte @Nullable [] newValue) {
    return new RejectedRecord(reason, coordinates, timestamp, date, size, newKey, newValue);
  }
}
