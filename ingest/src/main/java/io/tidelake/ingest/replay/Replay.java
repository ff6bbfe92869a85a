package io.tidelake.ingest.replay;

import io.tidelake.ingest.replay.ReplayJournal.Entry;
import io.tidelake.schema.topic.TopicPositions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sends rejected records again, each at most once however often it is run, and exactly once when a
 * run has come to its end.
 *
 * <pre>
 * for each batch   journal: "sending", and where the event topic ends   (durable before anything)
 *                  event topic: the records, each with the coordinates of the first one
 *                  journal: "sent"
 * now and then     quarantine: replayed_at
 * </pre>
 *
 * <p><b>Killed between two steps</b>: the next run finds "sending" without "sent", waits until what
 * was on its way has arrived or has been given up ({@link #SETTLING}), and looks in the event topic
 * from the noted end on for the coordinates. What it finds is sent; the rest never was. "Sent"
 * without {@code replayed_at} is only marked.
 *
 * <p><b>Two at once</b>: the journal takes writes of the newest alone. The older one fails at its
 * next batch, before sending any of it; its last batch is an open intent for the newer one. What
 * remains is a process that is stopped between looking at the clock and handing over a record, for
 * longer than {@link #SETTLING}.
 *
 * <p><b>What is still wrong</b> is rejected again, as a record of its own; a second run leaves it
 * there ({@link Copies}).
 *
 * <p>Made for one run; not thread-safe but for {@link #stop}.
 */
final class Replay {

  /** After an intent was written, its records are handed over within this or not at all. */
  static final Duration SENDING_WINDOW = Duration.ofSeconds(5);

  /** After an intent was written for so long, none of its records is on its way any more. */
  static final Duration SETTLING = SENDING_WINDOW.plus(KafkaSender.DELIVERY_TIMEOUT).plusSeconds(5);

  private static final int BATCH_RECORDS = 1_000;
  private static final int BATCH_BYTES = 16 << 20;

  /** A mark is a commit to the lake, so there are few. */
  private static final int MARK_RECORDS = 20_000;

  /** Where a run is; tests end it here. */
  enum Step {
    BEFORE_INTENT,
    AFTER_INTENT,
    AFTER_SENDING,
    AFTER_SENT
  }

  /** Told how far it is. */
  interface Observer {
    default void at(Step step) {}

    default void settling(Duration left) {}

    default void progress(ReplaySummary summary) {}
  }

  private final Quarantine quarantine;
  private final ReplayJournal journal;
  private final EventSender sender;
  private final ZoneId zone;
  private final Duration settling;
  private final Observer observer;
  private final ReplaySummary summary = new ReplaySummary();

  private Map<Coordinates, Entry> known = new HashMap<>();
  private Copies copies;
  private final List<RejectedRecord> batch = new ArrayList<>();
  private long batchBytes;
  private final List<RejectedRecord> unmarked = new ArrayList<>();
  private volatile boolean stopping;

  /**
   * @param zone the business zone
   * @param settling {@link #SETTLING}, but for tests in which nothing is on its way
   */
  Replay(
      Quarantine quarantine,
      ReplayJournal journal,
      EventSender sender,
      ZoneId zone,
      Duration settling,
      Observer observer) {
    this.quarantine = quarantine;
    this.zone = zone;
    this.copies = new Copies(known, zone);
    this.settling = settling;
    this.journal = journal;
    this.sender = sender;
    this.observer = observer;
  }

  /** Ends the run after the batch that is being sent. */
  void stop() {
    stopping = true;
  }

  /** Sends what is in quarantine. */
  ReplaySummary run() throws ReplayException {
    known = journal.load();
    settle();
    copies = new Copies(known, zone);
    try {
      quarantine.visitUnsent(sender.largest(), this::take);
      if (!stopping) {
        sendBatch();
      }
    } catch (ReplayException e) {
      try {
        mark();
      } catch (ReplayException alsoFailed) {
        // The next run marks it.
        e.addSuppressed(alsoFailed);
      }
      throw e;
    }
    mark();
    return summary;
  }

  /** What has been done so far. */
  ReplaySummary summary() {
    return summary;
  }

  private void settle() throws ReplayException {
    OpenIntents intents = OpenIntents.lookUp(known, sender, settling, observer);
    journal.sent(intents.sent());
    journal.notSent(intents.notSent());
    intents.applyTo(known);
  }

  private void take(RejectedRecord record) throws ReplayException {
    if (stopping) {
      return;
    }
    if (known.get(record.coordinates()) instanceof Entry.Sent) {
      // By a run that could not mark it any more.
      summary.alreadySent(record.reason());
      unmarked.add(record.with(null, null));
    } else {
      EventSender.Obstacle obstacle = copies.obstacle(record, sender);
      if (obstacle != null) {
        summary.refused(record, obstacle);
      } else {
        if (batchBytes + record.size() > BATCH_BYTES) {
          sendBatch();
        }
        batch.add(record);
        batchBytes += record.size();
        if (batch.size() >= BATCH_RECORDS) {
          sendBatch();
        }
      }
    }
    if (unmarked.size() >= MARK_RECORDS) {
      mark();
    }
    observer.progress(summary);
  }

  private void sendBatch() throws ReplayException {
    if (batch.isEmpty()) {
      return;
    }
    List<Coordinates> coordinates = batch.stream().map(RejectedRecord::coordinates).toList();
    observer.at(Step.BEFORE_INTENT);
    TopicPositions ends = sender.ends();
    long deadline = System.nanoTime() + SENDING_WINDOW.toNanos();
    journal.sending(coordinates, ends);
    observer.at(Step.AFTER_INTENT);
    Map<Coordinates, Coordinates> sent = sender.send(batch, deadline);
    observer.at(Step.AFTER_SENDING);
    journal.sent(sent);
    observer.at(Step.AFTER_SENT);
    for (RejectedRecord record : batch) {
      summary.sent(record.reason(), 1);
      // Without the bytes: a mark needs the coordinates alone.
      unmarked.add(record.with(null, null));
    }
    batch.clear();
    batchBytes = 0;
    observer.progress(summary);
  }

  private void mark() throws ReplayException {
    quarantine.mark(unmarked, Instant.now());
    unmarked.clear();
  }
}
