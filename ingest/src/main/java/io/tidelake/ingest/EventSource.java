package io.tidelake.ingest;

import java.io.IOException;

/**
 * A sequence of events to send, read by one thread; {@link #position()} and {@link #skipped()} may
 * be read by another one.
 */
public interface EventSource extends AutoCloseable {

  /** What {@link #position()} and {@link #total()} count. */
  enum Unit {
    EVENTS,
    BYTES
  }

  /** The value of {@link #total()} of a source without an end. */
  long ENDLESS = -1;

  /**
   * Fills {@code target} with the next event.
   *
   * @param now the time of sending, in milliseconds since the epoch
   * @return false at the end; {@code target} is then undefined
   * @throws IOException if the source cannot be read any further
   */
  boolean next(EventRecord target, long now) throws IOException;

  /** What the position counts. */
  Unit unit();

  /** How much there is in all, in {@link #unit()}, or {@link #ENDLESS}. */
  long total();

  /** How much has been read so far, in {@link #unit()}. */
  long position();

  /** How many pieces of the input could not be read as an event at all and were passed over. */
  default long skipped() {
    return 0;
  }

  @Override
  default void close() throws IOException {}
}
