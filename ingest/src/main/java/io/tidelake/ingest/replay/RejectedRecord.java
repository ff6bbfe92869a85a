package io.tidelake.ingest.replay;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A row of quarantine that came by Kafka.
 *
 * @param timestamp of the record, epoch milliseconds
 * @param date the partition of the table that holds it
 */
record RejectedRecord(
    String reason,
    Coordinates coordinates,
    long timestamp,
    LocalDate date,
    byte @Nullable [] key,
    byte @Nullable [] value) {

  /** Bytes of key and value. */
  int size() {
    return (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
  }
}
