package io.tidelake.stack.reconcile;

import io.tidelake.schema.event.BehaviorEvent;
import io.tidelake.schema.event.EventDecoder;
import io.tidelake.schema.event.RejectReason;
import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.stack.reconcile.TableHistory.State;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One comparison of the event topic, the lake and the live counts.
 *
 * <pre>
 * Kafka, offset by offset    =  raw_events + quarantine        no gap, no repeat
 * behavior_1m, summed        =  raw_events by minute and cell
 * live counts, less what came since  =  raw_events by date and value, quarantine by reason
 * </pre>
 *
 * <p>What retention has dropped is no difference: the lake is compared as what is left.
 *
 * <p>All three are taken up to the same positions in the topic: those of the newest snapshots that
 * go together. So it can run beside the stream, at any time.
 */
public final class Reconciliation {

  /** Differences that are told one by one, by check; the rest is counted. */
  static final int SHOWN_DIFFERENCES = 20;

  private static final Duration PAUSE = Duration.ofMillis(500);

  private final ReconcileSettings settings;
  private final Consumer<String> stage;

  private Reconciliation(ReconcileSettings settings, Consumer<String> stage) {
    this.settings = settings;
    this.stage = stage;
  }

  /**
   * Compares.
   *
   * @param stage told what is done now, in a few words
   * @throws ReconcileException if a server does not answer, or there is no common state to compare
   */
  public static Report run(ReconcileSettings settings, Consumer<String> stage)
      throws ReconcileException {
    return new Reconciliation(settings, stage).run();
  }

  /** The same without telling the stages. */
  public static Report run(ReconcileSettings settings) throws ReconcileException {
    return run(settings, stage -> {});
  }

  private Report run() throws ReconcileException {
    long start = System.nanoTime();
    stage.accept("looking for snapshots that go together");
    try (LakeReader lake = LakeReader.open(settings.trinoUrl());
        KafkaLog events = KafkaLog.open(settings.bootstrapServers(), settings.topic());
        KafkaLog live = KafkaLog.open(settings.bootstrapServers(), settings.liveTopic())) {
      TopicPositions ends = events.ends();
      Pins pins = awaitPins(lake, events, ends);
      List<Difference> differences = new ArrayList<>();

      stage.accept("comparing offsets of Kafka and the lake");
      Dropped dropped = lake.dropped();
      OffsetCheck offsets = new OffsetCheck(settings, lake, events, pins, ends, dropped);
      offsets.run(differences);

      stage.accept("comparing minutes and cells");
      LocalDate whole = dropped.firstWholeDate();
      LakeReader.Counts counts = lake.counts(pins, settings.since(), settings.until(), whole);
      if (counts.differentCells > 0) {
        addCells(
            differences,
            lake.differentCells(
                pins, later(settings.since(), whole), settings.until(), SHOWN_DIFFERENCES));
      }

      stage.accept("comparing live counts");
      if (!settings.bounded()) {
        lake.addRejected(pins, counts.live);
      }
      LiveCheck liveCheck = new LiveCheck(settings, live, events, pins.positions(), dropped);
      List<LiveCounts.Difference> liveDifferences = liveCheck.run(counts.live);
      liveDifferences.stream()
          .limit(SHOWN_DIFFERENCES)
          .forEach(
              each ->
                  differences.add(
                      new Difference(
                          Check.LIVE, each.cell().toString(), each.expected(), each.actual())));

      return new Report(
          Instant.now(),
          Duration.ofNanos(System.nanoTime() - start),
          settings.topic(),
          settings.liveTopic(),
          settings.since(),
          settings.until(),
          whole,
          snapshots(pins),
          pins.positions(),
          ends,
          liveCheck.positions(),
          offsets.partitions(),
          new Totals(
              counts.rawEvents,
              counts.rawLate,
              counts.events,
              counts.lateEvents,
              offsets.withoutOffset(),
              counts.cells,
              counts.dates),
          List.of(
              new Verdict(Check.OFFSETS, offsets.compared(), offsets.wrong()),
              new Verdict(Check.CELLS, counts.cells, counts.differentCells),
              new Verdict(Check.LIVE, liveCheck.compared(), liveDifferences.size())),
          List.copyOf(differences));
    }
  }

  private Pins awaitPins(LakeReader lake, KafkaLog events, TopicPositions ends)
      throws ReconcileException {
    long deadline = System.nanoTime() + settings.patience().toNanos();
    while (true) {
      Optional<Pins> found = pins(lake, events);
      if (found.isPresent()
          && (settings.patience().isZero() || found.get().positions().covers(ends))) {
        return found.get();
      }
      if (System.nanoTime() > deadline) {
        throw new ReconcileException(
            found.isPresent()
                ? "after %s the lake lacks %,d records: it covers %s of %s; is the streaming job running?"
                    .formatted(
                        settings.patience(),
                        ends.recordsSince(found.get().positions()),
                        found.get().positions(),
                        ends)
                : "no snapshots of raw_events, behavior_1m and quarantine cover the same records: wait for the next commit, such as with --wait PT1M; a backfill that was stopped has to be repeated first");
      }
      found.ifPresent(
          pins ->
              stage.accept(
                  "waiting for the lake, %,d records behind"
                      .formatted(ends.recordsSince(pins.positions()))));
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private Optional<Pins> pins(LakeReader lake, KafkaLog events) throws ReconcileException {
    LakeReader.Histories histories = lake.histories();
    Optional<Pins> found =
        Pins.newest(histories.rawEvents(), histories.behavior1m(), histories.quarantine());
    Optional<State> quarantine = histories.quarantine().newest();
    if (found.isEmpty()
        || quarantine.isEmpty()
        || found.get().positions().covers(quarantine.get().positions())
        || !found.get().newestOf(histories.rawEvents())) {
      return found;
    }
    // Either raw_events is about to be committed too, or it had nothing to commit.
    Pins extended = found.get().withQuarantine(quarantine.get());
    return anyAccepted(events, found.get().positions(), extended.positions())
        ? found
        : Optional.of(extended);
  }

  private boolean anyAccepted(KafkaLog events, TopicPositions from, TopicPositions to)
      throws ReconcileException {
    EventDecoder decoder = new EventDecoder(settings.zone(), settings.lateAfter());
    BehaviorEvent event = new BehaviorEvent();
    boolean[] accepted = {false};
    events.read(
        from,
        to,
        record -> {
          accepted[0] = decode(decoder, record, event) == null;
          return !accepted[0];
        });
    return accepted[0];
  }

  static @Nullable RejectReason decode(
      EventDecoder decoder, ConsumerRecord<byte[], byte[]> record, BehaviorEvent event) {
    return decoder.decode(
        record.value(), record.partition(), record.offset(), record.timestamp(), event);
  }

  private static void addCells(List<Difference> differences, List<LakeReader.DifferentCell> cells) {
    for (LakeReader.DifferentCell cell : cells) {
      if (cell.rawEvents() != cell.events()) {
        differences.add(new Difference(Check.CELLS, cell.cell(), cell.rawEvents(), cell.events()));
      } else {
        differences.add(
            new Difference(Check.CELLS, cell.cell() + ", late", cell.rawLate(), cell.lateEvents()));
      }
    }
  }

  private static @Nullable LocalDate later(@Nullable LocalDate one, @Nullable LocalDate other) {
    return one == null || (other != null && other.isAfter(one)) ? other : one;
  }

  private static List<Snapshot> snapshots(Pins pins) {
    List<Snapshot> snapshots = new ArrayList<>();
    add(snapshots, "raw_events", pins.rawEvents());
    add(snapshots, "behavior_1m", pins.behavior1m());
    add(snapshots, "quarantine", pins.quarantine());
    return snapshots;
  }

  private static void add(List<Snapshot> snapshots, String table, @Nullable State state) {
    if (state != null) {
      snapshots.add(
          new Snapshot(
              table,
              state.id(),
              state.committedAt(),
              state.positions(),
              state.checkpoint(),
              state.job()));
    }
  }

  /** What is compared with what. */
  public enum Check {
    /** Offsets of the event topic with those in raw_events and quarantine. */
    OFFSETS("Kafka records = raw_events + quarantine", "records"),
    /** Sums of behavior_1m with counts of raw_events. */
    CELLS("behavior_1m = raw_events by minute and cell", "cells"),
    /** Live counts with those of the lake. */
    LIVE("live counts = lake", "counts");

    private final String title;
    private final String unit;

    Check(String title, String unit) {
      this.title = title;
      this.unit = unit;
    }

    String title() {
      return title;
    }

    String unit() {
      return unit;
    }
  }

  /**
   * What became of a check.
   *
   * @param compared how much was compared, in the check's unit
   * @param different how much of it is wrong
   */
  public record Verdict(Check check, long compared, long different) {}

  /**
   * Something that is wrong.
   *
   * @param what names it
   * @param expected the count that is right
   * @param actual the count that was found
   */
  public record Difference(Check check, String what, long expected, long actual) {}

  /**
   * A snapshot that was compared, and the commit of the stream that it goes back to.
   *
   * @param checkpoint Flink's; null if the commit has expired
   * @param job Flink's; null if the commit has expired
   */
  public record Snapshot(
      String table,
      long id,
      Instant committedAt,
      TopicPositions positions,
      @Nullable String checkpoint,
      @Nullable String job) {}

  /**
   * What was found of one partition of the event topic.
   *
   * @param kafkaStart the first offset that Kafka holds
   * @param kafkaEnd the offset of its next record when the comparison began
   * @param from the first offset that was compared
   * @param to the offset after the last one
   * @param records that should be in the lake
   * @param rawEvents rows of raw_events, repeats too
   * @param quarantined rows of quarantine, repeats too
   * @param missing records that are not in the lake
   * @param repeated rows that are there once more than they should
   * @param beyond offsets in the lake that its positions do not cover
   * @param dropped records that retention took out of the lake; they are none of those missing
   */
  public record Partition(
      int partition,
      long kafkaStart,
      long kafkaEnd,
      long from,
      long to,
      long records,
      long rawEvents,
      long quarantined,
      long missing,
      long repeated,
      long beyond,
      long dropped) {}

  /**
   * Counts of the dates compared, backfilled rows included.
   *
   * @param backfilled rows of all dates that did not come by Kafka
   */
  public record Totals(
      long rawEvents,
      long rawLate,
      long minuteEvents,
      long minuteLate,
      long backfilled,
      long cells,
      long dates) {}

  /**
   * What was compared and what was found.
   *
   * @param since first date; null for all
   * @param until last date; null for all
   * @param droppedBefore retention has dropped dates before this one; null: none
   * @param positions the lake covers everything before these, and was compared up to them
   * @param kafkaEnds where the event topic ended when the comparison began
   * @param livePositions how far the live counts were; what lies between was taken off
   * @param differences the first {@value #SHOWN_DIFFERENCES} of each check
   */
  public record Report(
      Instant finishedAt,
      Duration took,
      String topic,
      String liveTopic,
      @Nullable LocalDate since,
      @Nullable LocalDate until,
      @Nullable LocalDate droppedBefore,
      List<Snapshot> snapshots,
      TopicPositions positions,
      TopicPositions kafkaEnds,
      TopicPositions livePositions,
      List<Partition> partitions,
      Totals totals,
      List<Verdict> verdicts,
      List<Difference> differences) {

    /** Whether nothing is wrong. */
    public boolean clean() {
      return verdicts.stream().allMatch(verdict -> verdict.different() == 0);
    }

    /** Records of Kafka that the lake should hold and does not. */
    public long lost() {
      return partitions.stream().mapToLong(Partition::missing).sum();
    }

    /** Records of Kafka that the lake held until retention dropped them. */
    public long dropped() {
      return partitions.stream().mapToLong(Partition::dropped).sum();
    }

    /** Rows that the lake holds once too often. */
    public long duplicated() {
      return partitions.stream().mapToLong(Partition::repeated).sum();
    }

    /** Whether behavior_1m is exactly what raw_events gives. */
    public boolean aggregatesEqual() {
      return different(Check.CELLS) == 0;
    }

    /** Whether the live counts are exactly what the lake gives. */
    public boolean liveEqual() {
      return different(Check.LIVE) == 0;
    }

    /** Records in Kafka that the lake does not cover yet. */
    public long behind() {
      return kafkaEnds.recordsSince(positions);
    }

    /** The report for machines, one JSON object. */
    public String json() {
      return ReportJson.of(this);
    }

    /** The report for people. */
    public String text() {
      return ReportText.of(this);
    }

    private long different(Check check) {
      return verdicts.stream()
          .filter(verdict -> verdict.check() == check)
          .mapToLong(Verdict::different)
          .sum();
    }
  }
}
