package io.tidelake.stack.reconcile;

import io.tidelake.schema.event.BehaviorEvent;
import io.tidelake.schema.event.EventDecoder;
import io.tidelake.schema.event.RejectReason;
import io.tidelake.schema.live.LiveCodec;
import io.tidelake.schema.live.LiveMessage;
import io.tidelake.schema.topic.TopicPositions;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Compares the live counts with those of the lake. Live is ahead: what the records since the lake's
 * positions add is read from Kafka and taken off.
 *
 * <p>Live counts never fall, so they hold what retention has dropped: there they may be larger by
 * as much as that.
 *
 * <p>Counts of single dates may follow some ticks behind, and a job that was restored repeats
 * itself. So a difference counts only if it stays while live goes on. Not thread-safe; made for one
 * run.
 */
final class LiveCheck {

  /** How long a difference must stay. */
  private static final Duration SETTLING = Duration.ofSeconds(5);

  /** How long live may take to reach what is in the lake. */
  private static final Duration CATCHING_UP = Duration.ofSeconds(20);

  private final ReconcileSettings settings;
  private final KafkaLog live;
  private final KafkaLog events;
  private final TopicPositions positions;
  private final Dropped dropped;

  private final LiveView view = new LiveView();
  private final LiveCounts later = new LiveCounts();
  private final EventDecoder decoder;
  private final BehaviorEvent event = new BehaviorEvent();
  private TopicPositions laterTo;

  /**
   * @param live the live topic
   * @param events the event topic
   * @param positions of the lake
   * @param dropped what the lake held once
   */
  LiveCheck(
      ReconcileSettings settings,
      KafkaLog live,
      KafkaLog events,
      TopicPositions positions,
      Dropped dropped) {
    this.settings = settings;
    this.live = live;
    this.events = events;
    this.positions = positions;
    this.dropped = dropped;
    this.decoder = new EventDecoder(settings.zone(), settings.lateAfter());
    this.laterTo = positions;
  }

  List<LiveCounts.Difference> run(LiveCounts lake) throws ReconcileException {
    TopicPositions end = live.ends();
    live.seekToBeginning();
    boolean whole = false;
    long compared = -1;
    @Nullable List<LiveCounts.Difference> differences = null;
    long start = System.nanoTime();
    while (true) {
      for (ConsumerRecord<byte[], byte[]> record : live.poll()) {
        LiveMessage message = decode(record);
        if (message != null) {
          view.add(message);
        }
      }
      whole = whole || live.positions().covers(end);
      if (!whole) {
        // However long it is: compacted, and read at full speed.
        start = System.nanoTime();
        continue;
      }
      if (view.exact() && view.positions().covers(positions) && view.ticks() > compared) {
        compared = view.ticks();
        countLater();
        differences = lake.differences(view.counts(), later, this::isCompared, dropped);
        if (differences.isEmpty()) {
          return differences;
        }
      }
      long waited = System.nanoTime() - start;
      if (differences != null && waited > SETTLING.toNanos()) {
        return differences;
      }
      if (waited > Math.max(CATCHING_UP.toNanos(), settings.patience().toNanos())) {
        throw new ReconcileException(
            "the live counts in %s stand at %s and don't cover the lake's %s: is the streaming job running?"
                .formatted(settings.liveTopic(), view.positions(), positions));
      }
    }
  }

  private @Nullable LiveMessage decode(ConsumerRecord<byte[], byte[]> record)
      throws ReconcileException {
    try {
      return record.key() == null ? null : LiveCodec.decode(record.key(), record.value());
    } catch (IllegalArgumentException e) {
      throw new ReconcileException(
          "offset %d of %s: %s; is the streaming job of another version?"
              .formatted(record.offset(), settings.liveTopic(), e.getMessage()),
          e);
    }
  }

  /** How far live had come when it was compared last. */
  TopicPositions positions() {
    return view.positions();
  }

  /** How many counts live has. */
  long compared() {
    return view.counts().size(this::isCompared);
  }

  private void countLater() throws ReconcileException {
    events.read(
        laterTo,
        view.positions(),
        record -> {
          RejectReason reason = Reconciliation.decode(decoder, record, event);
          if (reason == null) {
            later.add(event);
          } else {
            later.addRejected(reason);
          }
          return true;
        });
    laterTo = view.positions();
  }

  private boolean isCompared(String scope) {
    if (!settings.bounded()) {
      return true;
    }
    return !scope.equals(LiveMessage.SCOPE_ALL) && settings.includes(LocalDate.parse(scope));
  }
}
