package io.tidelake.streaming.function;

import java.util.Arrays;

/**
 * Events by minute and cell, as an open hash table on two primitive arrays: adding an event costs
 * one probe and allocates nothing.
 *
 * <p>A cell is an action, an age band, a gender and the number of a province ({@link ProvinceIds}).
 * Not thread-safe.
 */
final class MinuteCells {

  /** Receives one cell. */
  interface Visitor {
    void cell(
        long minute, int action, int ageRange, int gender, int province, long events, long late);
  }

  /** Bits of action, age band and gender. */
  private static final int CODE_BITS = 2 + 3 + 2;

  private static final int PROVINCE_BITS = 24;
  private static final int CELL_BITS = CODE_BITS + PROVINCE_BITS;

  /** Provinces are numbered below this. */
  static final int MAX_PROVINCES = 1 << PROVINCE_BITS;

  /** Both counts of a cell share a long, so a table holds at most so many events. */
  static final long MAX_EVENTS = Integer.MAX_VALUE;

  private static final long MAX_MINUTES_UNORDERED = 380 * 24 * 60;

  private static final int INITIAL_SLOTS = 1 << 12;

  private static final long ONE_EVENT = 1L << 32;
  private static final long LATE_MASK = ONE_EVENT - 1;

  /** Keeps keys positive: the earliest event time is a few hours before 1970 (see the codec). */
  private static final long MINUTE_BIAS = 1 << 20;

  /** The key of slot i at 2i, its counts (events above, late ones below) at 2i + 1; 0: free. */
  private long[] table = new long[2 * INITIAL_SLOTS];

  private int mask = INITIAL_SLOTS - 1;
  private int size;
  private long events;

  /**
   * Counts one event.
   *
   * @param minute minutes since the epoch, in the range of the codec's event time
   */
  void add(long minute, int action, int ageRange, int gender, int province, boolean late) {
    long key =
        minute + MINUTE_BIAS << CELL_BITS
            | (long) province << CODE_BITS
            | action << 5
            | ageRange << 2
            | gender;
    int slot = slot(key);
    long[] cells = table;
    while (cells[2 * slot + 1] != 0) {
      if (cells[2 * slot] == key) {
        cells[2 * slot + 1] += late ? ONE_EVENT + 1 : ONE_EVENT;
        events++;
        return;
      }
      slot = slot + 1 & mask;
    }
    cells[2 * slot] = key;
    cells[2 * slot + 1] = late ? ONE_EVENT + 1 : ONE_EVENT;
    events++;
    if (++size > mask >>> 1) {
      grow();
    }
  }

  /** Number of distinct cells. */
  int size() {
    return size;
  }

  /** Number of events added since the last {@link #clear}. */
  long events() {
    return events;
  }

  /**
   * Visits every cell: those of not much more than a year in no order, those of a longer time by
   * minute, since there is a file for each day and not that many can be open.
   */
  void forEach(Visitor visitor) {
    if (minutesSpanned() > MAX_MINUTES_UNORDERED) {
      forEachByMinute(visitor);
      return;
    }
    for (int slot = 0; slot <= mask; slot++) {
      if (table[2 * slot + 1] != 0) {
        visit(slot, visitor);
      }
    }
  }

  private long minutesSpanned() {
    long least = Long.MAX_VALUE;
    long most = 0;
    for (int i = 0; i < table.length; i += 2) {
      if (table[i + 1] != 0) {
        least = Math.min(least, table[i]);
        most = Math.max(most, table[i]);
      }
    }
    return most < least ? 0 : (most >>> CELL_BITS) - (least >>> CELL_BITS);
  }

  private void forEachByMinute(Visitor visitor) {
    long[] keys = new long[size];
    int next = 0;
    for (int i = 0; i < table.length; i += 2) {
      if (table[i + 1] != 0) {
        keys[next++] = table[i];
      }
    }
    Arrays.sort(keys);
    for (long key : keys) {
      int slot = slot(key);
      while (table[2 * slot] != key || table[2 * slot + 1] == 0) {
        slot = slot + 1 & mask;
      }
      visit(slot, visitor);
    }
  }

  private void visit(int slot, Visitor visitor) {
    long key = table[2 * slot];
    long counts = table[2 * slot + 1];
    int codes = (int) key & (1 << CODE_BITS) - 1;
    visitor.cell(
        (key >>> CELL_BITS) - MINUTE_BIAS,
        codes >>> 5,
        codes >>> 2 & 7,
        codes & 3,
        (int) (key >>> CODE_BITS) & MAX_PROVINCES - 1,
        counts >>> 32,
        counts & LATE_MASK);
  }

  /** Forgets everything, and the memory of an unusual peak too. */
  void clear() {
    int slots = Math.max(INITIAL_SLOTS, Integer.highestOneBit(Math.max(1, size)) << 2);
    if (2 * slots < table.length) {
      table = new long[2 * slots];
      mask = slots - 1;
    } else {
      Arrays.fill(table, 0);
    }
    size = 0;
    events = 0;
  }

  private void grow() {
    long[] old = table;
    table = new long[2 * old.length];
    mask = table.length / 2 - 1;
    for (int i = 0; i < old.length; i += 2) {
      if (old[i + 1] != 0) {
        int slot = slot(old[i]);
        while (table[2 * slot + 1] != 0) {
          slot = slot + 1 & mask;
        }
        table[2 * slot] = old[i];
        table[2 * slot + 1] = old[i + 1];
      }
    }
  }

  private int slot(long key) {
    long hash = key * 0x9E37_79B9_7F4A_7C15L;
    return (int) (hash >>> 32) & mask;
  }
}
