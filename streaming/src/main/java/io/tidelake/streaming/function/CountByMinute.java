package io.tidelake.streaming.function;

import io.tidelake.schema.event.BehaviorEvent;
import io.tidelake.schema.event.BusinessCalendar;
import java.time.Duration;
import java.time.ZoneId;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Counts records where they are read: one hash update and a few increments an event, no shuffle and
 * no state.
 *
 * <p><b>Main output</b>: rows of {@code behavior_1m}, additive deltas by minute of event time and
 * cell. They are emitted right before each checkpoint barrier, so they belong to the same
 * checkpoint as the offsets of the records that they count: after a failure both are rolled back
 * together, and there is nothing to keep in state. Many distinct cells or province names within one
 * checkpoint are emitted earlier, which bounds the memory; a cell may thus have more than one row.
 *
 * <p><b>Side output {@link #TICKS}</b>: what changed, each tick of processing time (aligned to the
 * clock, so that the subtasks tick together) and before each barrier, so that the totals in the
 * checkpoint agree with the offsets in it. What follows costs as much for a tick of one record as
 * for one of thousands: at {@value #BUSY_RECORDS} records a tick and more, deltas come every
 * {@value #BUSY_MILLIS} ms, and while nothing is read, none and no timer.
 *
 * <p>A bounded input ends with both.
 */
public final class CountByMinute extends AbstractStreamOperator<RowData>
    implements OneInputStreamOperator<DecodedRecord, RowData> {

  private static final long serialVersionUID = 1L;

  /** Where the deltas of the ticks go. */
  public static final OutputTag<TickDelta> TICKS = new OutputTag<>("ticks") {};

  private static final long MILLIS_PER_MINUTE = 60_000;

  /** Cells (16 bytes each) and names that may wait for the barrier. */
  private static final int MAX_CELLS = 1 << 20;

  /** How often an event is taken for people to look at. */
  private static final long SAMPLE_MILLIS = 250;

  /** How often events by item, category and brand are handed on. */
  private static final long NAMES_MILLIS = 1000;

  /** More in a tick is a stream, or a backlog, whose numbers nobody can read anyway. */
  static final int BUSY_RECORDS = 800;

  static final long BUSY_MILLIS = 100;

  private static final int MAX_NAMES = 1 << 14;
  private static final int MAX_NAME_CHARS = 1 << 22;

  private final ZoneId zone;
  private final long tickMillis;
  private final LakePositions covered;

  private transient Uncovered toMinutes;
  private transient BusinessCalendar calendar;
  private transient ProvinceIds provinces;
  private transient MinuteCells minutes;
  private transient TickCounts tick;

  /** The last one that was read; between records it stays as it is. */
  private transient @Nullable DecodedRecord last;

  private transient long sampledAt;
  private transient long namesAt;
  private transient long flushedAt;
  private transient boolean ticking;

  /**
   * @param zone the business time zone
   * @param tick how often a delta is emitted; at least a millisecond
   * @param covered what the lake holds: rows for it are not emitted again. It is counted in the
   *     ticks all the same: {@link LiveTotals} begins where the records do
   */
  public CountByMinute(ZoneId zone, Duration tick, LakePositions covered) {
    this.zone = zone;
    this.tickMillis = tick.toMillis();
    this.covered = covered;
  }

  @Override
  public void open() throws Exception {
    super.open();
    toMinutes = new Uncovered(covered.countedByMinute());
    calendar = new BusinessCalendar(zone);
    provinces = new ProvinceIds();
    minutes = new MinuteCells();
    tick = new TickCounts();
  }

  @Override
  public void processElement(StreamRecord<DecodedRecord> element) {
    DecodedRecord record = element.getValue();
    if (!ticking) {
      scheduleTick();
    }
    tick.read(record);
    last = record;
    if (record.rejected != null) {
      tick.reject(record.rejected);
      return;
    }
    BehaviorEvent event = record.event;
    int province = provinces.of(event);
    tick.count(event, province);
    if (tick.isFull()) {
      flushTick(true);
    }
    if (!toMinutes.includes(record)) {
      return;
    }
    minutes.add(
        Math.floorDiv(event.eventTime, MILLIS_PER_MINUTE),
        event.action,
        event.ageRange,
        event.gender,
        province,
        event.late);
    if (minutes.size() >= MAX_CELLS
        || minutes.events() >= MinuteCells.MAX_EVENTS
        || provinces.others() >= MAX_NAMES
        || provinces.chars() >= MAX_NAME_CHARS) {
      flush();
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    flush();
  }

  @Override
  public void finish() throws Exception {
    flush();
    super.finish();
  }

  private void scheduleTick() {
    ticking = true;
    long now = getProcessingTimeService().getCurrentProcessingTime();
    getProcessingTimeService().registerTimer(nextMultiple(now, tickMillis), this::onTick);
  }

  private void onTick(long time) {
    ticking = false;
    long now = getProcessingTimeService().getCurrentProcessingTime();
    if (!isBusy(now) || time >= nextMultiple(flushedAt, BUSY_MILLIS)) {
      flushTick(false);
    }
    if (!tick.isEmpty() || tick.hasNames()) {
      scheduleTick();
    }
  }

  /** By the rate since the last flush: a tick that comes late is no stream that is busy. */
  private boolean isBusy(long now) {
    return (long) tick.records() * tickMillis
        >= BUSY_RECORDS * Math.max(tickMillis, now - flushedAt);
  }

  private static long nextMultiple(long after, long of) {
    return after - Math.floorMod(after, of) + of;
  }

  private void flush() {
    flushTick(true);
    StreamRecord<RowData> output = new StreamRecord<>(null);
    minutes.forEach(
        (minute, action, ageRange, gender, province, events, late) ->
            this.output.collect(
                output.replace(
                    row(
                        minute * MILLIS_PER_MINUTE,
                        action,
                        ageRange,
                        gender,
                        province,
                        events,
                        late))));
    minutes.clear();
    provinces.clear();
  }

  /**
   * @param withNames at once, and not only now and then
   */
  private void flushTick(boolean withNames) {
    long now = getProcessingTimeService().getCurrentProcessingTime();
    flushedAt = now;
    boolean namesDue = withNames || now >= namesAt + NAMES_MILLIS || now < namesAt;
    if (!tick.isEmpty() || (namesDue && tick.hasNames())) {
      if (namesDue) {
        namesAt = now;
      }
      TickDelta delta = tick.drain(provinces, namesDue);
      sample(delta, now);
      output.collect(TICKS, new StreamRecord<>(delta));
    }
  }

  private void sample(TickDelta delta, long now) {
    if (last != null && (now >= sampledAt + SAMPLE_MILLIS || now < sampledAt)) {
      delta.recent = RecentEvent.of(last);
      sampledAt = delta.recent == null ? sampledAt : now;
    }
  }

  private RowData row(
      long windowStart,
      int action,
      int ageRange,
      int gender,
      int province,
      long events,
      long late) {
    return GenericRowData.of(
        TimestampData.fromEpochMillis(windowStart),
        action,
        ageRange,
        gender,
        StringData.fromString(provinces.name(province)),
        events,
        late,
        calendar.epochDay(windowStart));
  }
}
