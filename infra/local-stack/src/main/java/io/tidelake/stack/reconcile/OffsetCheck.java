package io.tidelake.stack.reconcile;

import io.tidelake.schema.event.BehaviorEvent;
import io.tidelake.schema.event.EventDecoder;
import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.stack.reconcile.Reconciliation.Check;
import io.tidelake.stack.reconcile.Reconciliation.Difference;
import io.tidelake.stack.reconcile.Reconciliation.Partition;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Compares the offsets that Kafka holds with those in {@code raw_events} and {@code quarantine}.
 *
 * <p>What the lake lacks is looked up in Kafka: an offset without a record (a transaction marker,
 * or compaction) is nothing to lack. Offsets older than what Kafka still holds can only be compared
 * with each other: what the lake lacks of them is put down to retention as long as that has dropped
 * so many. Not thread-safe; made for one run.
 */
final class OffsetCheck {

  private final ReconcileSettings settings;
  private final LakeReader lake;
  private final KafkaLog events;
  private final Pins pins;
  private final TopicPositions ends;
  private final Dropped dropped;

  private final Map<Integer, OffsetCoverage> coverages = new TreeMap<>();
  private final List<Partition> partitions = new ArrayList<>();
  private final EventDecoder decoder;
  private final BehaviorEvent event = new BehaviorEvent();
  private long withoutOffset;

  OffsetCheck(
      ReconcileSettings settings,
      LakeReader lake,
      KafkaLog events,
      Pins pins,
      TopicPositions ends,
      Dropped dropped) {
    this.settings = settings;
    this.lake = lake;
    this.events = events;
    this.pins = pins;
    this.ends = ends;
    this.dropped = dropped;
    this.decoder = new EventDecoder(settings.zone(), settings.lateAfter());
  }

  void run(List<Difference> differences) throws ReconcileException {
    Map<Integer, Long> starts = events.starts();
    Map<Integer, Long> from = from(starts);
    TopicPositions to = to();
    Map<Integer, Long> firstBlocks = new TreeMap<>();
    from.forEach(
        (partition, offset) -> {
          coverages.put(partition, new OffsetCoverage(partition, offset, to.offset(partition)));
          firstBlocks.put(partition, settings.since() == null ? 0 : offset / OffsetCoverage.BLOCK);
        });
    long first =
        firstBlocks.values().stream().mapToLong(Long::longValue).min().orElse(0)
            * OffsetCoverage.BLOCK;
    withoutOffset =
        lake.offsets(
            pins,
            first,
            last(to),
            (partition, block, blocks, bits, rows, rejected) ->
                accept(
                    partition,
                    firstBlocks.getOrDefault(partition, 0L),
                    endBlock(to, partition),
                    block,
                    blocks,
                    bits,
                    rows,
                    rejected));
    coverages.values().forEach(OffsetCoverage::end);

    GapFinder gaps = new GapFinder(events, starts, this::isDropped);
    Map<Integer, GapFinder.Missing> lacking = new TreeMap<>();
    long unknown = 0;
    long explained = 0;
    for (OffsetCoverage coverage : coverages.values()) {
      GapFinder.Missing missing = gaps.inKafka(coverage.gaps());
      lacking.put(coverage.partition(), missing);
      unknown += missing.unknownRecords();
      explained += missing.dropped();
    }
    if (unknown <= dropped.records() - explained) {
      lacking.replaceAll((partition, missing) -> missing.withUnknownDropped());
    }
    Shown shown = new Shown(differences);
    for (OffsetCoverage coverage : coverages.values()) {
      GapFinder.Missing missing = Objects.requireNonNull(lacking.get(coverage.partition()));
      missing.ranges().forEach(range -> shown.missing(range));
      missing.unknown().forEach(range -> shown.unknown(range));
      coverage.beyond().forEach(range -> shown.beyond(range));
      for (OffsetRange block : coverage.blocksWithRepeats()) {
        if (shown.full()) {
          break;
        }
        lake.repeats(pins, block).forEach(shown::repeated);
      }
      partitions.add(
          new Partition(
              coverage.partition(),
              starts.getOrDefault(coverage.partition(), 0L),
              ends.offset(coverage.partition()),
              coverage.from(),
              coverage.to(),
              coverage.to() - coverage.from() - missing.holes() - missing.dropped(),
              coverage.rows() - coverage.rejected(),
              coverage.rejected(),
              missing.records(),
              coverage.repeated(),
              coverage.beyond().stream().mapToLong(OffsetRange::size).sum(),
              missing.dropped()));
    }
  }

  private boolean isDropped(ConsumerRecord<byte[], byte[]> record) {
    if (dropped.rawBefore() == null && dropped.quarantineBefore() == null) {
      return false;
    }
    return Reconciliation.decode(decoder, record, event) == null
        ? dropped.event(LocalDate.ofEpochDay(event.businessDay))
        : dropped.rejected(
            LocalDate.ofInstant(Instant.ofEpochMilli(record.timestamp()), settings.zone()));
  }

  /** By partition, ascending. */
  List<Partition> partitions() {
    return partitions;
  }

  /** Rows that came by backfill. */
  long withoutOffset() {
    return withoutOffset;
  }

  /** Records that should be in the lake. */
  long compared() {
    return partitions.stream().mapToLong(Partition::records).sum();
  }

  /** Records that are missing, repeated, or there too early. */
  long wrong() {
    return partitions.stream()
        .mapToLong(each -> each.missing() + each.repeated() + each.beyond())
        .sum();
  }

  private void accept(
      int partition,
      long firstBlock,
      long endBlock,
      long block,
      long blocks,
      long bits,
      long rows,
      long rejected) {
    long from = Math.max(block, firstBlock);
    long to = Math.min(block + blocks, endBlock);
    if (from >= to) {
      return;
    }
    OffsetCoverage coverage =
        coverages.computeIfAbsent(partition, other -> new OffsetCoverage(other, 0, 0));
    if (to - from == blocks) {
      coverage.accept(block, blocks, bits, rows, rejected);
    } else {
      // A run of whole blocks, cut: how many of its rows were rejected is not known by block.
      long share = rejected * (to - from) / blocks;
      coverage.accept(from, to - from, bits, (to - from) * OffsetCoverage.BLOCK, share);
    }
  }

  /** The first offset to compare: what Kafka holds, or what came from the first date on. */
  private Map<Integer, Long> from(Map<Integer, Long> starts) throws ReconcileException {
    LocalDate since = settings.since();
    Map<Integer, Long> from = new TreeMap<>();
    Map<Integer, Long> recent =
        since == null
            ? Map.of()
            : events.offsetsAt(since.atStartOfDay(settings.zone()).toInstant());
    Set<Integer> all = new TreeSet<>(starts.keySet());
    all.addAll(pins.positions().offsets().keySet());
    for (int partition : all) {
      long end = pins.positions().offset(partition);
      long start = starts.getOrDefault(partition, end);
      from.put(
          partition,
          since == null
              ? Math.min(start, end)
              : Math.min(recent.getOrDefault(partition, end), end));
    }
    return from;
  }

  private TopicPositions to() throws ReconcileException {
    LocalDate until = settings.until();
    if (until == null) {
      return pins.positions();
    }
    Map<Integer, Long> later =
        events.offsetsAt(until.plusDays(1).atStartOfDay(settings.zone()).toInstant());
    Map<Integer, Long> to = pins.positions().offsets();
    to.replaceAll(
        (partition, end) -> {
          long cut = later.getOrDefault(partition, end);
          // At the end of a block, so that none is half in it.
          long whole = Math.ceilDiv(cut, OffsetCoverage.BLOCK) * OffsetCoverage.BLOCK;
          return Math.min(whole, end);
        });
    return TopicPositions.of(to);
  }

  /** The block from which on nothing counts; there is none where all is compared. */
  private long endBlock(TopicPositions to, int partition) {
    long offset = to.offset(partition);
    return offset < pins.positions().offset(partition)
        ? offset / OffsetCoverage.BLOCK
        : Long.MAX_VALUE;
  }

  private long last(TopicPositions to) {
    long last = 0;
    for (int partition : to.offsets().keySet()) {
      long block = endBlock(to, partition);
      last = Math.max(last, block == Long.MAX_VALUE ? block : block * OffsetCoverage.BLOCK - 1);
    }
    return to.offsets().isEmpty() ? Long.MAX_VALUE : last;
  }

  /** Takes differences up to the number that is shown. */
  private static final class Shown {
    private final List<Difference> differences;
    private int count;

    Shown(List<Difference> differences) {
      this.differences = differences;
    }

    boolean full() {
      return count >= Reconciliation.SHOWN_DIFFERENCES;
    }

    void missing(OffsetRange range) {
      add(range + ": in Kafka, not in the lake", range.size(), 0);
    }

    void unknown(OffsetRange range) {
      add(range + ": a gap in the lake, no longer in Kafka", range.size(), 0);
    }

    void beyond(OffsetRange range) {
      add(range + ": in the lake, but not covered by its positions", 0, range.size());
    }

    void repeated(LakeReader.Repeat repeat) {
      long raw = repeat.rows() - repeat.rejected();
      add(
          "partition %d, offset %d: rows in raw_events %d, in quarantine %d"
              .formatted(repeat.partition(), repeat.offset(), raw, repeat.rejected()),
          1,
          repeat.rows());
    }

    private void add(String what, long expected, long actual) {
      if (!full()) {
        count++;
        differences.add(new Difference(Check.OFFSETS, what, expected, actual));
      }
    }
  }
}
