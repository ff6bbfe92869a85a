package io.tidelake.ingest.replay;

import io.tidelake.ingest.replay.ReplayJournal.Entry;
import io.tidelake.schema.event.BehaviorEvent;
import io.tidelake.schema.event.EventDecoder;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The records of the event topic that replays wrote. One that is rejected like the record of which
 * it is a copy is left where it is for as long as it would be rejected once more.
 */
final class Copies {

  private final Set<Coordinates> copies = new HashSet<>();

  private final EventDecoder decoder;
  private final BehaviorEvent event = new BehaviorEvent();

  /**
   * @param zone the business zone, which says what the last date is that an event may have
   */
  Copies(Map<Coordinates, Entry> journal, ZoneId zone) {
    // Whether a record is rejected does not depend on how late it is.
    decoder = new EventDecoder(zone, Duration.ZERO);
    for (Entry entry : journal.values()) {
      if (entry instanceof Entry.Sent(Coordinates copy) && copy != null) {
        copies.add(copy);
      }
    }
  }

  /** Null if the record can be sent and, if it is a copy, would be accepted now. */
  EventSender.@Nullable Obstacle obstacle(RejectedRecord record, EventSender sender) {
    EventSender.@Nullable Obstacle obstacle = sender.obstacle(record);
    // What is too large was not read.
    return obstacle != EventSender.Obstacle.TOO_LARGE && isStillRejected(record)
        ? EventSender.Obstacle.STILL_REJECTED
        : obstacle;
  }

  boolean isStillRejected(RejectedRecord record) {
    Coordinates at = record.coordinates();
    return copies.contains(at)
        && decoder.decode(record.value(), at.partition(), at.offset(), record.timestamp(), event)
            != null;
  }
}
