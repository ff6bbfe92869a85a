package io.tidelake.query.history;

import java.time.LocalDate;
import java.util.Arrays;

/**
 * The cells of a business date in memory, in columns, ordered by hour.
 *
 * @param hours since 1970; all 0 in a cube of days
 * @param cells as {@link CellCodes} writes them
 * @param events of each
 */
record CubeDay(LocalDate date, int[] hours, short[] cells, int[] events) {

  /** What a cell takes in memory. */
  static final int CELL_BYTES = Integer.BYTES + Short.BYTES + Integer.BYTES;

  int size() {
    return hours.length;
  }

  /** Takes in cells in any order. */
  static final class Builder {

    private static final int FIRST_SIZE = 1024;

    private final LocalDate date;
    private long[] order = new long[FIRST_SIZE];
    private int[] events = new int[FIRST_SIZE];
    private int size;

    Builder(LocalDate date) {
      this.date = date;
    }

    /**
     * @throws ArithmeticException if there are more events than are counted here
     */
    void add(int hour, short cell, long count) {
      if (size == events.length) {
        order = Arrays.copyOf(order, 2 * size);
        events = Arrays.copyOf(events, 2 * size);
      }
      events[size] = Math.toIntExact(count);
      // Hour, cell, and where its events stand: sorting these sorts the columns.
      order[size] = (long) hour << 40 | (long) Short.toUnsignedInt(cell) << 24 | size;
      size++;
    }

    /** Cells of a day beyond which there is no room for their places. */
    static final int MAX_CELLS = 1 << 24;

    CubeDay build() {
      if (size > MAX_CELLS) {
        throw new ArithmeticException(date + " has " + size + " cells");
      }
      Arrays.sort(order, 0, size);
      int[] hours = new int[size];
      short[] cells = new short[size];
      int[] counts = new int[size];
      for (int i = 0; i < size; i++) {
        hours[i] = (int) (order[i] >> 40);
        cells[i] = (short) (order[i] >> 24);
        counts[i] = events[(int) (order[i] & MAX_CELLS - 1)];
      }
      return new CubeDay(date, hours, cells, counts);
    }
  }
}
