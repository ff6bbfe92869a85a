package io.tidelake.streaming.function;

import io.tidelake.schema.event.BehaviorEvent;
import io.tidelake.schema.event.RejectReason;
import io.tidelake.schema.label.Action;
import io.tidelake.schema.label.AgeRange;
import io.tidelake.schema.label.Delay;
import io.tidelake.schema.label.Gender;
import io.tidelake.schema.label.Province;
import io.tidelake.schema.live.LiveDimension;
import io.tidelake.schema.live.LiveLimits;
import io.tidelake.schema.live.LiveTop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What happened since the last tick, in arrays of the size of the dimensions: an event costs eight
 * increments, the hash of its user, and a probe each for its item, category and brand. Not
 * thread-safe.
 *
 * <p>Of a user only a register of a sketch is handed on, and only if no user of this subtask raised
 * it as far before: soon that is next to nothing, however many users there are. What was handed on
 * is remembered here but in no checkpoint: after a failure all of the job starts again, and the
 * registers are handed on again.
 */
final class TickCounts {

  private static final long MILLIS_PER_SECOND = 1000;

  private static final int AGE = Action.COUNT;
  private static final int GENDER = AGE + AgeRange.COUNT;
  private static final int LATE = GENDER + Gender.COUNT;
  private static final int DELAY = LATE + 1;
  private static final int PROVINCE = DELAY + Delay.COUNT;
  private static final int USUAL_CELLS = PROVINCE + Province.COUNT;

  /** Days remembered between ticks, so that their arrays are reused. */
  private static final int MAX_IDLE_DAYS = 512;

  private static final RejectReason[] REASONS = RejectReason.values();

  private static final class Day {
    final int day;
    int[] cells = new int[USUAL_CELLS];
    boolean touched;

    /** The ranks of the registers that were handed on, or are about to be. */
    final byte[] ranks = new byte[VisitorSketch.REGISTERS];

    Day(int day) {
      this.day = day;
    }
  }

  private final Map<Integer, Day> days = new HashMap<>();
  private final List<Day> touched = new ArrayList<>();
  private Day current = new Day(TickDelta.NO_DAY);

  private final int[] rejected = new int[REASONS.length];
  private final PulseRing pulse = new PulseRing();
  private long second = Long.MIN_VALUE;
  private int secondRecords;
  private final long[] secondActions = new long[Action.COUNT];

  private int[] visitorDays = new int[64];
  private int[] visitorRegisters = new int[64];
  private int visitors;

  private final NameCounts names = new NameCounts();

  /** The next offset by partition; 0: not read since the last tick. */
  private long[] positions = new long[4];

  /** The largest record timestamp by partition; holds only where there is a position. */
  private long[] recordTimes = new long[positions.length];

  private int records;

  TickCounts() {
    days.put(current.day, current);
  }

  /** Nothing was read since the last tick. */
  boolean isEmpty() {
    return records == 0;
  }

  /** How many records were read since the last tick, accepted or not. */
  int records() {
    return records;
  }

  /** Takes note of a record, accepted or not. */
  void read(DecodedRecord record) {
    records++;
    int partition = record.partition;
    if (partition >= positions.length) {
      positions = Arrays.copyOf(positions, 2 * partition + 1);
      recordTimes = Arrays.copyOf(recordTimes, positions.length);
    }
    if (positions[partition] == 0 || recordTimes[partition] < record.timestamp) {
      recordTimes[partition] = record.timestamp;
    }
    positions[partition] = record.offset + 1;
    readAt(record.timestamp);
  }

  /** Takes note of the second of a record alone. */
  void readAt(long recordTime) {
    long recordSecond = Math.floorDiv(recordTime, MILLIS_PER_SECOND);
    if (recordSecond != second) {
      closeSecond();
      second = recordSecond;
    }
    secondRecords++;
  }

  void reject(RejectReason reason) {
    rejected[reason.ordinal()]++;
  }

  void count(BehaviorEvent event, int province) {
    boolean dated = LiveLimits.hasDateScope(event);
    Day counts = day(dated ? event.businessDay : TickDelta.NO_DAY);
    int provinceCell = PROVINCE + province;
    if (provinceCell >= counts.cells.length) {
      counts.cells = Arrays.copyOf(counts.cells, 2 * provinceCell);
    }
    names.add(counts.day, LiveTop.CATEGORY, event.categoryId);
    names.add(counts.day, LiveTop.BRAND, event.brandId);
    // Last: it may well be the first of its name, which is more work.
    names.add(counts.day, LiveTop.ITEM, event.itemId);
    visit(counts, VisitorSketch.register(event.userId));
    secondActions[event.action]++;
    int[] cells = counts.cells;
    cells[event.action]++;
    cells[AGE + event.ageRange]++;
    cells[GENDER + event.gender]++;
    cells[provinceCell]++;
    cells[DELAY + Delay.indexOf(event.delayMillis)]++;
    if (event.late) {
      cells[LATE]++;
    }
  }

  private void visit(Day day, int register) {
    int index = VisitorSketch.index(register);
    byte rank = VisitorSketch.rank(register);
    if (day.ranks[index] < rank) {
      day.ranks[index] = rank;
      if (visitors == visitorRegisters.length) {
        visitorDays = Arrays.copyOf(visitorDays, 2 * visitors);
        visitorRegisters = Arrays.copyOf(visitorRegisters, 2 * visitors);
      }
      visitorDays[visitors] = day.day;
      visitorRegisters[visitors++] = register;
    }
  }

  private Day day(int day) {
    if (current.day != day) {
      current = days.computeIfAbsent(day, Day::new);
    }
    if (!current.touched) {
      current.touched = true;
      touched.add(current);
    }
    return current;
  }

  private void closeSecond() {
    if (secondRecords > 0) {
      pulse.add(second, secondRecords, secondActions, 0);
      secondRecords = 0;
      Arrays.fill(secondActions, 0);
    }
  }

  /** Events by item, category or brand wait to be handed on. */
  boolean hasNames() {
    return !names.isEmpty();
  }

  /** Wants to be drained with its names before the next event. */
  boolean isFull() {
    return names.isFull();
  }

  /**
   * Hands out what was counted and starts anew.
   *
   * @param withNames also of items, categories and brands, which are many
   */
  TickDelta drain(ProvinceIds provinces, boolean withNames) {
    TickDelta delta = new TickDelta();
    drainCells(delta, provinces);
    drainPulse(delta);
    delta.visitorDays = Arrays.copyOf(visitorDays, visitors);
    delta.visitorRegisters = Arrays.copyOf(visitorRegisters, visitors);
    visitors = 0;
    if (withNames) {
      delta.names = names.drain();
    }
    drainPositions(delta);
    records = 0;
    return delta;
  }

  private void drainCells(TickDelta delta, ProvinceIds provinces) {
    CellList list = new CellList(provinces);
    for (Day day : touched) {
      int[] cells = day.cells;
      for (int i = 0; i < cells.length; i++) {
        if (cells[i] != 0) {
          list.add(day.day, i, cells[i]);
        }
      }
      day.touched = false;
      if (cells.length == USUAL_CELLS) {
        Arrays.fill(cells, 0);
      } else {
        day.cells = new int[USUAL_CELLS];
      }
    }
    touched.clear();
    if (days.size() > MAX_IDLE_DAYS) {
      days.clear();
      days.put(current.day, current);
    }
    for (RejectReason reason : REASONS) {
      if (rejected[reason.ordinal()] != 0) {
        list.add(
            TickDelta.NO_DAY, LiveDimension.REJECTED, reason.ordinal(), rejected[reason.ordinal()]);
        rejected[reason.ordinal()] = 0;
      }
    }
    list.into(delta);
  }

  private void drainPulse(TickDelta delta) {
    closeSecond();
    second = Long.MIN_VALUE;
    int size = pulse.changes();
    delta.seconds = new long[size];
    delta.secondRecords = new long[size];
    delta.secondActions = new long[size * Action.COUNT];
    int[] next = {0};
    pulse.drain(
        (at, records, actions, first) -> {
          delta.seconds[next[0]] = at;
          System.arraycopy(
              actions, first, delta.secondActions, next[0] * Action.COUNT, Action.COUNT);
          delta.secondRecords[next[0]++] = records;
        });
  }

  private void drainPositions(TickDelta delta) {
    int size = 0;
    for (long position : positions) {
      size += position == 0 ? 0 : 1;
    }
    delta.partitions = new int[size];
    delta.positions = new long[size];
    delta.recordTimes = new long[size];
    int next = 0;
    for (int partition = 0; partition < positions.length; partition++) {
      if (positions[partition] != 0) {
        delta.partitions[next] = partition;
        delta.recordTimes[next] = recordTimes[partition];
        delta.positions[next++] = positions[partition];
        positions[partition] = 0;
      }
    }
  }

  /** The cells of a delta while it is made. */
  private static final class CellList {
    private final ProvinceIds provinces;
    private final Map<Integer, Integer> others = new HashMap<>();
    private final List<String> otherNames = new ArrayList<>();
    private int[] days = new int[64];
    private byte[] dimensions = new byte[64];
    private int[] values = new int[64];
    private long[] counts = new long[64];
    private int size;

    CellList(ProvinceIds provinces) {
      this.provinces = provinces;
    }

    void add(int day, int cell, long count) {
      if (cell < AGE) {
        add(day, LiveDimension.ACTION, cell, count);
      } else if (cell < GENDER) {
        add(day, LiveDimension.AGE, cell - AGE, count);
      } else if (cell < LATE) {
        add(day, LiveDimension.GENDER, cell - GENDER, count);
      } else if (cell == LATE) {
        add(day, LiveDimension.LATE, 0, count);
      } else if (cell < PROVINCE) {
        add(day, LiveDimension.DELAY, cell - DELAY, count);
      } else {
        add(day, LiveDimension.PROVINCE, province(cell - PROVINCE), count);
      }
    }

    private int province(int id) {
      return id < Province.COUNT
          ? id
          : others.computeIfAbsent(
              id,
              unnamed -> {
                otherNames.add(provinces.name(id));
                return Province.COUNT + otherNames.size() - 1;
              });
    }

    void add(int day, LiveDimension dimension, int value, long count) {
      if (size == days.length) {
        days = Arrays.copyOf(days, 2 * size);
        dimensions = Arrays.copyOf(dimensions, 2 * size);
        values = Arrays.copyOf(values, 2 * size);
        counts = Arrays.copyOf(counts, 2 * size);
      }
      days[size] = day;
      dimensions[size] = (byte) dimension.ordinal();
      values[size] = value;
      counts[size++] = count;
    }

    void into(TickDelta delta) {
      delta.days = Arrays.copyOf(days, size);
      delta.dimensions = Arrays.copyOf(dimensions, size);
      delta.values = Arrays.copyOf(values, size);
      delta.counts = Arrays.copyOf(counts, size);
      delta.otherProvinces = otherNames.toArray(new String[0]);
    }
  }
}
