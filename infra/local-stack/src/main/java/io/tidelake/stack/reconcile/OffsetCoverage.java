package io.tidelake.stack.reconcile;

import java.util.ArrayList;
import java.util.List;

/**
 * Which offsets of one partition are in the lake, out of blocks of {@value #BLOCK} offsets. Finds
 * gaps, repeats and what lies beyond the end.
 *
 * <p>The range that must be covered begins at {@code from}, or earlier if the lake holds something
 * earlier, and ends before {@code to}. Not thread-safe.
 */
final class OffsetCoverage {

  /** Offsets of a block: as many as fit the positive half of a 64-bit number. */
  static final int BLOCK = 63;

  /** The bits of a block that lacks nothing. */
  static final long WHOLE = Long.MAX_VALUE;

  private final int partition;
  private final long to;

  private long from;
  private boolean empty = true;

  /** Everything before this is covered or in a gap. */
  private long next;

  private long rows;
  private long rejected;
  private long repeated;
  private final List<OffsetRange> gaps = new ArrayList<>();
  private final List<OffsetRange> beyond = new ArrayList<>();
  private final List<OffsetRange> blocksWithRepeats = new ArrayList<>();

  OffsetCoverage(int partition, long from, long to) {
    this.partition = partition;
    this.from = from;
    this.next = from;
    this.to = Math.max(from, to);
  }

  /**
   * Takes blocks, in ascending order.
   *
   * @param block the first; it begins at offset {@code block * BLOCK}
   * @param blocks how many; more than one only if each is {@link #WHOLE}
   * @param bits bit n: the lake holds offset n of the block
   * @param rows rows of the lake in these blocks
   * @param rejected those of the rows that are in quarantine
   */
  void accept(long block, long blocks, long bits, long rows, long rejected) {
    this.rows += rows;
    this.rejected += rejected;
    long start = block * BLOCK;
    if (bits == WHOLE) {
      covered(start, start + blocks * BLOCK);
    } else {
      long left = bits;
      while (left != 0) {
        int first = Long.numberOfTrailingZeros(left);
        int length = Long.numberOfTrailingZeros(~(left >>> first));
        covered(start + first, start + first + length);
        left &= -1L << (first + length);
      }
    }
    long distinct = bits == WHOLE ? blocks * BLOCK : Long.bitCount(bits);
    if (rows > distinct) {
      repeated += rows - distinct;
      blocksWithRepeats.add(new OffsetRange(partition, start, start + blocks * BLOCK));
    }
  }

  private void covered(long first, long end) {
    if (empty) {
      empty = false;
      if (first < from) {
        from = first;
        next = first;
      }
    }
    if (end > to) {
      beyond.add(new OffsetRange(partition, Math.max(first, to), end));
    }
    if (first > next && next < to) {
      gaps.add(new OffsetRange(partition, next, Math.min(first, to)));
    }
    next = Math.max(next, end);
  }

  /** Call once, after the last block. */
  OffsetCoverage end() {
    if (next < to) {
      gaps.add(new OffsetRange(partition, next, to));
      next = to;
    }
    return this;
  }

  int partition() {
    return partition;
  }

  /** The first offset that must be covered. */
  long from() {
    return from;
  }

  /** The offset after the last one that must be covered. */
  long to() {
    return to;
  }

  /** Rows of the lake, repeats too. */
  long rows() {
    return rows;
  }

  /** Those of the rows that are in quarantine. */
  long rejected() {
    return rejected;
  }

  /** Rows too many: each occurrence of an offset after its first. */
  long repeated() {
    return repeated;
  }

  /** What the lake lacks, ascending. */
  List<OffsetRange> gaps() {
    return gaps;
  }

  /** What the lake holds from the end on, ascending. */
  List<OffsetRange> beyond() {
    return beyond;
  }

  /** Where to look for the repeats. */
  List<OffsetRange> blocksWithRepeats() {
    return blocksWithRepeats;
  }
}
