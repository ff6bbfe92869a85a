package io.tidelake.ingest.replay;

import io.tidelake.schema.topic.TopicPositions;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The event topic, as far as a replay needs it. */
interface EventSender extends AutoCloseable {

  /** What keeps a record from being sent. */
  enum Obstacle {
    /** Larger than the topic takes, or than can be read. */
    TOO_LARGE,
    /** Older than the topic keeps, so that it might be deleted before it is read. */
    TOO_OLD,
    /** A copy that a replay made, which would be rejected again. */
    STILL_REJECTED
  }

  /** No record with more bytes than this, of key and value together, can be sent. */
  long largest();

  /** Why a record that is {@link Obstacle#TOO_LARGE} is not sent, and what to do. */
  String refusal(RejectedRecord record);

  /** Null if the record can be sent. */
  @Nullable Obstacle obstacle(RejectedRecord record);

  /** Where the topic ends now. */
  TopicPositions ends() throws ReplayException;

  /**
   * Sends records as they were, and returns when all are confirmed.
   *
   * @param deadline {@link System#nanoTime()} from which on no record may be handed to Kafka
   * @return where the copy of each lies
   * @throws ReplayException if one is not; whether it was written is not known then
   */
  Map<Coordinates, Coordinates> send(Collection<RejectedRecord> records, long deadline)
      throws ReplayException;

  /** All records that were sent again from these positions on, and where the copy of each lies. */
  Map<Coordinates, Coordinates> sentSince(TopicPositions positions) throws ReplayException;

  @Override
  void close();
}
