package io.tidelake.ingest.replay;

import io.tidelake.ingest.replay.ReplayJournal.Entry;
import io.tidelake.schema.topic.TopicPositions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Records of which an interrupted replay said that it is about to send them, and what became of
 * them.
 *
 * @param sent those in the event topic, and where the copy of each lies
 * @param notSent those that are not, nor will be
 */
record OpenIntents(Map<Coordinates, Coordinates> sent, List<Coordinates> notSent) {

  private static final long PAUSE_NANOS = 500_000_000;

  /**
   * Waits until nothing is on its way any more, and looks into the event topic. Writes nothing.
   *
   * @param settling how long after its intent was written a record may still arrive
   */
  static OpenIntents lookUp(
      Map<Coordinates, Entry> journal,
      EventSender sender,
      Duration settling,
      Replay.Observer observer)
      throws ReplayException {
    Map<Coordinates, Entry.Sending> open = new HashMap<>();
    journal.forEach(
        (coordinates, entry) -> {
          if (entry instanceof Entry.Sending sending) {
            open.put(coordinates, sending);
          }
        });
    if (open.isEmpty()) {
      return new OpenIntents(Map.of(), List.of());
    }
    TopicPositions from = null;
    Instant newest = Instant.MIN;
    for (Entry.Sending sending : open.values()) {
      from = from == null ? sending.positions() : from.min(sending.positions());
      newest = newest.isAfter(sending.when()) ? newest : sending.when();
    }
    awaitSettled(newest.plus(settling), observer);
    Map<Coordinates, Coordinates> sent = new HashMap<>(sender.sentSince(from));
    sent.keySet().retainAll(open.keySet());
    return new OpenIntents(
        sent,
        open.keySet().stream().filter(coordinates -> !sent.containsKey(coordinates)).toList());
  }

  /** Replaces the intents in the journal as it was read by what became of them. */
  void applyTo(Map<Coordinates, Entry> journal) {
    sent.forEach((coordinates, copy) -> journal.put(coordinates, new Entry.Sent(copy)));
    notSent.forEach(journal::remove);
  }

  private static void awaitSettled(Instant until, Replay.Observer observer) {
    while (true) {
      Duration left = Duration.between(Instant.now(), until);
      if (left.isNegative() || left.isZero()) {
        return;
      }
      observer.settling(left);
      LockSupport.parkNanos(Math.min(left.toNanos(), PAUSE_NANOS));
    }
  }
}
