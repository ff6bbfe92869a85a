package io.tidelake.ingest;

/** Which event time a replayed CSV line gets. */
enum EventTimeMode {
  /**
   * {@code event_time} is the moment of sending; {@code month} and {@code day} go along as they
   * stand.
   */
  NOW,
  /**
   * As the file says: {@code month} and {@code day}, and {@code event_time} if the file has that
   * column.
   */
  DATASET
}
