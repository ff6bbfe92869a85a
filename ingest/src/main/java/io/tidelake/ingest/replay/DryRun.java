package io.tidelake.ingest.replay;

import io.tidelake.ingest.replay.ReplayJournal.Entry;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;

/** What a {@link Replay} would do now; creates, sends, notes and marks nothing. */
final class DryRun {

  private DryRun() {}

  /**
   * Counts the records that would be sent as {@linkplain ReplaySummary#sent() sent}.
   *
   * @param journal see {@link KafkaJournal#peek}
   * @param zone the business zone
   * @param settling see {@link Replay}
   * @param observer told if it has to wait
   */
  static ReplaySummary of(
      Quarantine quarantine,
      Map<Coordinates, Entry> journal,
      EventSender sender,
      ZoneId zone,
      Duration settling,
      Replay.Observer observer)
      throws ReplayException {
    Map<Coordinates, Entry> known = new HashMap<>(journal);
    OpenIntents.lookUp(known, sender, settling, observer).applyTo(known);
    ReplaySummary summary = new ReplaySummary();
    Copies copies = new Copies(known, zone);
    quarantine.visitUnsent(
        sender.largest(),
        record -> {
          EventSender.Obstacle obstacle = copies.obstacle(record, sender);
          if (known.get(record.coordinates()) instanceof Entry.Sent) {
            summary.alreadySent(record.reason());
          } else if (obstacle != null) {
            summary.refused(record, obstacle);
          } else {
            summary.sent(record.reason(), 1);
          }
        });
    return summary;
  }
}
