package io.tidelake.ingest.replay;

import io.tidelake.ingest.replay.ReplayJournal.Entry;
import io.tidelake.schema.event.BehaviorEvent;
import io.tidelake.schema.event.EventDecoder;
import java.time.Duration;
import java.time.ZoneOffset;
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

  /** Whether a record is rejected does not depend on these settings. */
  private final EventDecoder decoder = new EventDecoder(ZoneOffset.UTC, Duration.ZERO);

  private final BehaviorEvent event = new BehaviorEvent();

  Copies(Map<Coordinates, Entry> journal) {
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

  private boolean isStillRejected(RejectedRecord record) {
    Coordinates at = record.coordinates();
    return copies.contains(at)
        && decoder.decode(record.value(), at.partition(), at.offset(), record.timestamp(), event)
            != null;
  }
}
