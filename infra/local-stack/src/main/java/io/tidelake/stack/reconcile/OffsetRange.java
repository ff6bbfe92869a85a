package io.tidelake.stack.reconcile;

/**
 * Consecutive offsets of a partition.
 *
 * @param from the first
 * @param to the one after the last
 */
record OffsetRange(int partition, long from, long to) {

  long size() {
    return to - from;
  }

  @Override
  public String toString() {
    return size() == 1
        ? "partition %d, offset %d".formatted(partition, from)
        : "partition %d, offsets %d to %d".formatted(partition, from, to - 1);
  }
}
