package io.tidelake.ingest.replay;

import io.tidelake.ingest.replay.ReplayJournal.Entry;
import java.util.Map;

/** What a {@link Replay} would do now; sends, notes and marks nothing. */
final class DryRun {

  private DryRun() {}

  /**
   * Counts the records that would be sent as {@linkplain ReplaySummary#sent() sent}.
   *
   * @param journal see {@link KafkaJournal#peek}
   */
  static ReplaySummary of(
      Quarantine quarantine, Map<Coordinates, Entry> journal, EventSender sender)
      throws ReplayException {
    ReplaySummary summary = new ReplaySummary();
    Copies copies = new Copies(journal);
    quarantine.visitUnsent(
        record -> {
          EventSender.Obstacle obstacle = copies.obstacle(record, sender);
          if (journal.get(record.coordinates()) instanceof Entry.Sent) {
            summary.alreadySent(record.reason());
          } else if (obstacle != null) {
            summary.refused(record.reason(), obstacle);
          } else {
            summary.sent(record.reason(), 1);
          }
        });
    return summary;
  }
}
