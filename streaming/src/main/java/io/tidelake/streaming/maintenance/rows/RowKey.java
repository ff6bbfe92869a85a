package io.tidelake.streaming.maintenance.rows;

import java.util.Arrays;

/** The values of the columns that make rows belong together. */
final class RowKey implements Comparable<RowKey> {

  /** Each a {@link Comparable}; those of one position are of one type. */
  final Object[] values;

  private final int hash;

  RowKey(Object[] values) {
    this.values = values;
    this.hash = Arrays.hashCode(values);
  }

  /** Whether it is in one of these slices of all keys, see {@link Accumulator#only}. */
  boolean isIn(int from, int to, int slices) {
    if (slices == 1) {
      return true;
    }
    int slice = Math.floorMod(hash, slices);
    return slice >= from && slice < to;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RowKey key && hash == key.hash && Arrays.equals(values, key.values);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  @SuppressWarnings({"unchecked", "rawtypes"})
  public int compareTo(RowKey other) {
    for (int i = 0; i < values.length; i++) {
      int order = ((Comparable) values[i]).compareTo(other.values[i]);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }
}
