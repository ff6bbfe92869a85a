package io.tidelake.streaming.function;

import io.tidelake.schema.event.RejectReason;
import io.tidelake.schema.label.Action;
import io.tidelake.schema.label.Delay;
import io.tidelake.schema.label.Province;
import io.tidelake.schema.live.LiveCodec;
import io.tidelake.schema.live.LiveDimension;
import io.tidelake.schema.live.LiveLimits;
import io.tidelake.schema.live.LiveMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Holds the absolute live counts and publishes what changed, then one {@code progress} record. Runs
 * with parallelism 1.
 *
 * <p><b>Exactness</b>: the counts are in checkpointed state and agree with the offsets of the same
 * checkpoint, because the deltas are flushed before each barrier. After a failure the counts go on
 * from the checkpoint and pass again through what was published since; a reader that keeps the
 * largest value of a key sees neither a gap nor a double count. After a restore every cell is
 * published once more, which also fills a live topic that was lost.
 *
 * <p><b>Pace</b>: the deltas of the subtasks arrive together, and are published together, a tenth
 * of a tick after the first of them. The scope of all events is published whole each time; of the
 * cells of single days at most {@value #MAX_DATED_CELLS} at a time, oldest change first, so that a
 * replay over hundreds of days does not write more to the live topic than it reads.
 *
 * <p><b>Completeness</b>: each progress record, and {@link #COMPLETENESS} before each barrier, says
 * up to which event time everything that came on time has been read ({@link ReadThrough}). It
 * agrees with the offsets of the checkpoint too.
 *
 * <p><b>Visitors</b> are merged sketches: 4 KiB a scope, and one estimate a scope and tick. They
 * are in the state with the counts, and without state made anew out of the tables.
 *
 * <p><b>Most frequent</b> items, categories and brands are listed once a second, see {@link
 * TopNames} for what the numbers promise.
 *
 * <p><b>Bounds</b>: of a name that is no known province at most {@value LiveLimits#MAX_NAME_CHARS}
 * characters are shown, and beyond {@value LiveLimits#MAX_OTHER_PROVINCES} such names a scope
 * counts further ones under {@value LiveLimits#MORE_PROVINCES}; sums stay exact.
 */
public final class LiveTotals extends AbstractStreamOperator<LiveRecord>
    implements OneInputStreamOperator<TickDelta, LiveRecord> {

  private static final long serialVersionUID = 1L;

  /** One before each barrier. */
  public static final OutputTag<Completeness> COMPLETENESS = new OutputTag<>("completeness") {};

  static final int MAX_DATED_CELLS = 256;

  /** With visitors, the most frequent items, and seconds by action. */
  private static final int STATE_VERSION = 2;

  /** Of a dimension without values. */
  private static final String ONLY_VALUE = "0";

  private static final LiveDimension[] DIMENSIONS = LiveDimension.values();
  private static final RejectReason[] REASONS = RejectReason.values();
  private static final Delay[] DELAYS = Delay.values();
  private static final Province[] PROVINCES = Province.values();

  private static final byte[] PROGRESS_KEY =
      LiveCodec.key(new LiveMessage.Progress(new TreeMap<>(), null, null, null));

  /** How often Kafka is asked where the topic ends, and how soon the answer is looked at. */
  private static final Duration LOOK_AT_ENDS = Duration.ofMillis(500);

  private final long tickMillis;
  private final long lateAfterMillis;
  private final EndOffsets.Factory endOffsets;
  private final LiveBaseline baseline;

  private transient Map<LiveCell.Key, LiveCell> cells;
  private transient Map<Integer, Integer> otherProvinces;
  private transient List<LiveCell> changedTotals;
  private transient Deque<LiveCell> changedDated;
  private transient Map<Integer, VisitorSketch> visitors;
  private transient Set<Integer> changedVisitors;
  private transient PulseRing pulse;
  private transient LiveTops tops;
  private transient List<RecentEvent> recent;
  private transient int nextRecent;
  private transient SortedMap<Integer, Long> positions;
  private transient long recordTime;
  private transient @Nullable Long watermark;
  private transient ReadThrough readThrough;
  private transient @Nullable EndOffsetsWatcher watcher;
  private transient LiveMetrics metrics;
  private transient boolean publishPending;
  private transient ListState<LiveState> state;
  private transient ListState<TopState> topState;

  /**
   * @param tick the tick of {@link CountByMinute}
   * @param lateAfter an event that is older than its record by more than this came late
   * @param endOffsets where the event topic ends
   * @param baseline what a job without state begins with
   */
  public LiveTotals(
      Duration tick, Duration lateAfter, EndOffsets.Factory endOffsets, LiveBaseline baseline) {
    this.tickMillis = tick.toMillis();
    this.lateAfterMillis = lateAfter.toMillis();
    this.endOffsets = endOffsets;
    this.baseline = baseline;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    cells = new HashMap<>();
    otherProvinces = new HashMap<>();
    changedTotals = new ArrayList<>();
    changedDated = new ArrayDeque<>();
    visitors = new HashMap<>();
    changedVisitors = new HashSet<>();
    pulse = new PulseRing();
    tops = new LiveTops();
    recent = new ArrayList<>();
    positions = new TreeMap<>();
    recordTime = Long.MIN_VALUE;
    readThrough = new ReadThrough(lateAfterMillis);
    state =
        context
            .getOperatorStateStore()
            .getListState(
                new ListStateDescriptor<>("live-totals", TypeInformation.of(LiveState.class)));
    topState =
        context
            .getOperatorStateStore()
            .getListState(
                new ListStateDescriptor<>("live-tops", TypeInformation.of(TopState.class)));
    for (TopState restored : topState.get()) {
      tops.restore(restored);
    }
    for (LiveState restored : state.get()) {
      restore(restored);
    }
    if (!context.isRestored()) {
      baseline.load(this::add);
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    watcher = new EndOffsetsWatcher(endOffsets, LOOK_AT_ENDS);
    watcher.readThrough(recordTime);
    watcher.start();
    lookAtEndsLater();
    metrics =
        new LiveMetrics(
            getMetricGroup(), () -> getProcessingTimeService().getCurrentProcessingTime());
    if (!positions.isEmpty()) {
      publishSoon();
    }
  }

  @Override
  public void processElement(StreamRecord<TickDelta> element) {
    add(element.getValue());
    publishSoon();
  }

  private void add(TickDelta delta) {
    for (int i = 0; i < delta.counts.length; i++) {
      LiveDimension dimension = DIMENSIONS[delta.dimensions[i]];
      String value = value(dimension, delta.values[i], delta.otherProvinces);
      add(TickDelta.NO_DAY, dimension, value, delta.counts[i]);
      if (delta.days[i] != TickDelta.NO_DAY) {
        add(delta.days[i], dimension, value, delta.counts[i]);
      }
    }
    for (int i = 0; i < delta.seconds.length; i++) {
      pulse.add(delta.seconds[i], delta.secondRecords[i], delta.secondActions, i * Action.COUNT);
    }
    for (int i = 0; i < delta.visitorRegisters.length; i++) {
      visit(TickDelta.NO_DAY, delta.visitorRegisters[i]);
      visit(delta.visitorDays[i], delta.visitorRegisters[i]);
    }
    tops.add(delta);
    if (delta.recent != null) {
      recent.add(delta.recent);
    }
    for (int i = 0; i < delta.partitions.length; i++) {
      positions.merge(delta.partitions[i], delta.positions[i], Math::max);
      readThrough.raise(delta.partitions[i], delta.recordTimes[i]);
      recordTime = Math.max(recordTime, delta.recordTimes[i]);
    }
    if (watcher != null) {
      watcher.readThrough(recordTime);
    }
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    if (mark.getTimestamp() != Watermark.MAX_WATERMARK.getTimestamp()) {
      watermark = mark.getTimestamp();
    }
    super.processWatermark(mark);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    conclude();
    output.collect(
        COMPLETENESS,
        new StreamRecord<>(Completeness.of(checkpointId, readThrough.completeThrough())));
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    state.update(List.of(snapshot()));
    topState.update(tops.snapshot());
  }

  @Override
  public void finish() throws Exception {
    do {
      publish();
    } while (!changedDated.isEmpty());
    super.finish();
  }

  @Override
  public void close() throws Exception {
    if (watcher != null) {
      watcher.close();
    }
    super.close();
  }

  /** The ends may say something new although no record came. */
  private void lookAtEndsLater() {
    long now = getProcessingTimeService().getCurrentProcessingTime();
    getProcessingTimeService()
        .registerTimer(
            now + LOOK_AT_ENDS.toMillis(),
            time -> {
              long before = readThrough.completeThrough();
              conclude();
              if (readThrough.completeThrough() != before) {
                publishSoon();
              }
              lookAtEndsLater();
            });
  }

  private void conclude() {
    EndOffsetsWatcher.Answer answer = watcher == null ? null : watcher.answer();
    if (answer != null) {
      readThrough.conclude(answer, partition -> positions.getOrDefault(partition, 0L));
    }
  }

  private void visit(int day, int register) {
    if (visitors.computeIfAbsent(day, unseen -> new VisitorSketch()).raise(register)) {
      changedVisitors.add(day);
    }
  }

  /** One estimate a scope and tick, however many users there were. */
  private void estimateVisitors() {
    for (int day : changedVisitors) {
      LiveCell cell = cell(day, LiveDimension.VISITORS, ONLY_VALUE);
      long estimate = visitors.get(day).estimate();
      if (estimate > cell.count) {
        cell.count = estimate;
        markChanged(cell);
      }
    }
    changedVisitors.clear();
  }

  private void add(int day, LiveDimension dimension, String value, long count) {
    LiveCell cell = cell(day, dimension, value);
    cell.count += count;
    markChanged(cell);
  }

  private void markChanged(LiveCell cell) {
    if (!cell.changed) {
      cell.changed = true;
      if (cell.key.day() == TickDelta.NO_DAY) {
        changedTotals.add(cell);
      } else {
        changedDated.add(cell);
      }
    }
  }

  private LiveCell cell(int day, LiveDimension dimension, String value) {
    LiveCell.Key key = new LiveCell.Key(day, dimension, value);
    LiveCell cell = cells.get(key);
    if (cell == null) {
      if (dimension == LiveDimension.PROVINCE
          && !isListed(value)
          && !value.equals(LiveLimits.MORE_PROVINCES)) {
        int others = otherProvinces.getOrDefault(day, 0);
        if (others < LiveLimits.MAX_OTHER_PROVINCES) {
          otherProvinces.put(day, others + 1);
        } else {
          key = new LiveCell.Key(day, dimension, LiveLimits.MORE_PROVINCES);
        }
      }
      cell = cells.computeIfAbsent(key, LiveCell::new);
    }
    return cell;
  }

  private static boolean isListed(String province) {
    for (Province known : PROVINCES) {
      if (known.key().equals(province)) {
        return true;
      }
    }
    return false;
  }

  private static String value(LiveDimension dimension, int value, String[] otherProvinces) {
    return switch (dimension) {
      case ACTION, AGE, GENDER, LATE, VISITORS -> Integer.toString(value);
      case REJECTED -> REASONS[value].key();
      case DELAY -> DELAYS[value].key();
      case PROVINCE ->
          value < Province.COUNT
              ? PROVINCES[value].key()
              : LiveLimits.shownName(otherProvinces[value - Province.COUNT]);
    };
  }

  private void publishSoon() {
    publishAfter(Math.max(1, tickMillis / 10));
  }

  private void publishAfter(long millis) {
    if (publishPending) {
      return;
    }
    publishPending = true;
    long now = getProcessingTimeService().getCurrentProcessingTime();
    getProcessingTimeService()
        .registerTimer(
            now + millis,
            time -> {
              publishPending = false;
              publish();
            });
  }

  private void publish() {
    estimateVisitors();
    StreamRecord<LiveRecord> output = new StreamRecord<>(null);
    for (LiveCell cell : changedTotals) {
      cell.changed = false;
      metrics.count(cell);
      this.output.collect(output.replace(cell.toRecord()));
    }
    changedTotals.clear();
    for (int i = 0; i < MAX_DATED_CELLS && !changedDated.isEmpty(); i++) {
      LiveCell cell = changedDated.remove();
      cell.changed = false;
      this.output.collect(output.replace(cell.toRecord()));
    }
    pulse.visitChanged(
        (second, records, actions, first) ->
            publish(new LiveMessage.Pulse(second, records, list(actions, first)), output));
    tops.drain(list -> publish(list, output));
    for (RecentEvent event : recent) {
      publish(event.toMessage(nextRecent), output);
      nextRecent = (nextRecent + 1) % LiveMessage.Recent.RECENT_SLOTS;
    }
    recent.clear();
    conclude();
    metrics.progress(watermark == null ? Long.MIN_VALUE : watermark, readThrough.completeThrough());
    LiveMessage.Progress progress =
        new LiveMessage.Progress(
            positions, watermark, known(recordTime), known(readThrough.completeThrough()));
    this.output.collect(output.replace(LiveRecord.of(PROGRESS_KEY, progress)));
    if (!changedDated.isEmpty()) {
      publishAfter(tickMillis);
    }
  }

  private void publish(LiveMessage message, StreamRecord<LiveRecord> output) {
    this.output.collect(output.replace(LiveRecord.of(LiveCodec.key(message), message)));
  }

  private static List<Long> list(long[] actions, int first) {
    List<Long> list = new ArrayList<>(Action.COUNT);
    for (int action = 0; action < Action.COUNT; action++) {
      list.add(actions[first + action]);
    }
    return list;
  }

  private static @Nullable Long known(long time) {
    return time == Long.MIN_VALUE ? null : time;
  }

  private LiveState snapshot() {
    // What the estimates were made of is kept too: so they may be made later than the snapshot.
    LiveState snapshot = new LiveState();
    snapshot.version = STATE_VERSION;
    int size = cells.size();
    snapshot.days = new int[size];
    snapshot.dimensions = new String[size];
    snapshot.values = new String[size];
    snapshot.counts = new long[size];
    int next = 0;
    for (LiveCell cell : cells.values()) {
      snapshot.days[next] = cell.key.day();
      snapshot.dimensions[next] = cell.key.dimension().name();
      snapshot.values[next] = cell.key.value();
      snapshot.counts[next++] = cell.count;
    }
    snapshotPulse(snapshot);
    snapshot.visitorDays = visitors.keySet().stream().mapToInt(Integer::intValue).toArray();
    snapshot.visitors =
        visitors.values().stream().map(VisitorSketch::toBytes).toArray(byte[][]::new);
    snapshot.partitions = positions.keySet().stream().mapToInt(Integer::intValue).toArray();
    snapshot.positions = positions.values().stream().mapToLong(Long::longValue).toArray();
    snapshot.recordTime = recordTime;
    snapshot.readPartitions =
        readThrough.byPartition().keySet().stream().mapToInt(Integer::intValue).toArray();
    snapshot.readThrough =
        readThrough.byPartition().values().stream().mapToLong(Long::longValue).toArray();
    snapshot.completeThrough = readThrough.completeThrough();
    return snapshot;
  }

  private void snapshotPulse(LiveState snapshot) {
    List<long[]> seconds = new ArrayList<>();
    pulse.visitAll(
        (second, records, actions, first) -> {
          long[] all = new long[2 + Action.COUNT];
          all[0] = second;
          all[1] = records;
          System.arraycopy(actions, first, all, 2, Action.COUNT);
          seconds.add(all);
        });
    snapshot.seconds = seconds.stream().mapToLong(second -> second[0]).toArray();
    snapshot.secondRecords = seconds.stream().mapToLong(second -> second[1]).toArray();
    snapshot.secondActions =
        seconds.stream().flatMapToLong(second -> Arrays.stream(second).skip(2)).toArray();
  }

  private void restore(LiveState restored) {
    if (restored.version < STATE_VERSION
        || restored.secondActions == null
        || restored.visitorDays == null
        || restored.visitors == null) {
      throw new SuppressRestartsException(new OlderCheckpointException("visitors"));
    }
    for (int i = 0; i < restored.visitors.length; i++) {
      visitors
          .computeIfAbsent(restored.visitorDays[i], unseen -> new VisitorSketch())
          .merge(restored.visitors[i]);
      changedVisitors.add(restored.visitorDays[i]);
    }
    for (int i = 0; i < restored.counts.length; i++) {
      LiveCell cell =
          cell(restored.days[i], LiveDimension.valueOf(restored.dimensions[i]), restored.values[i]);
      cell.count += restored.counts[i];
      markChanged(cell);
    }
    for (int i = 0; i < restored.seconds.length; i++) {
      pulse.add(
          restored.seconds[i], restored.secondRecords[i], restored.secondActions, i * Action.COUNT);
    }
    for (int i = 0; i < restored.partitions.length; i++) {
      positions.merge(restored.partitions[i], restored.positions[i], Math::max);
    }
    recordTime = Math.max(recordTime, restored.recordTime);
    if (restored.readPartitions != null && restored.readThrough != null) {
      for (int i = 0; i < restored.readPartitions.length; i++) {
        readThrough.raise(restored.readPartitions[i], restored.readThrough[i]);
      }
    }
    readThrough.raiseComplete(restored.completeThrough);
  }
}
