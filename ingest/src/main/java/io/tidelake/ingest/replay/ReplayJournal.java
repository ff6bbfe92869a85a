package io.tidelake.ingest.replay;

import io.tidelake.schema.topic.TopicPositions;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the sending of records, durable before anything is sent. A replay that was
 * killed leaves intents behind; the next one looks up what became of them.
 */
interface ReplayJournal extends AutoCloseable {

  /** State of the sending of a record. */
  sealed interface Entry {

    /**
     * It is in the event topic again.
     *
     * @param copy where; null if that was not noted
     */
    record Sent(@Nullable Coordinates copy) implements Entry {}

    /**
     * It may be in the event topic again.
     *
     * @param positions from which on it would be found there
     * @param when the intent was written, by the broker's clock
     */
    record Sending(TopicPositions positions, Instant when) implements Entry {}
  }

  /** Everything written so far. From here on an older replay can write no more. */
  Map<Coordinates, Entry> load() throws ReplayException;

  /**
   * Notes that these are about to be sent.
   *
   * @throws ReplayException if another replay has begun meanwhile
   */
  void sending(Collection<Coordinates> records, TopicPositions positions) throws ReplayException;

  /**
   * Notes that these are in the event topic.
   *
   * @param copies where the copy of each lies
   */
  void sent(Map<Coordinates, Coordinates> copies) throws ReplayException;

  /** Notes that these are not in the event topic. */
  void notSent(Collection<Coordinates> records) throws ReplayException;

  @Override
  void close();
}
