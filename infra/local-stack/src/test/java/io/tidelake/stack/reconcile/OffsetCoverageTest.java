package io.tidelake.stack.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffsetCoverageTest {

  private static final int BLOCK = OffsetCoverage.BLOCK;

  @Test
  void aWholeRangeHasNoGap() {
    OffsetCoverage coverage = coverage(offsets(0, 1000), 0, 1000);
    assertThat(coverage.gaps()).isEmpty();
    assertThat(coverage.beyond()).isEmpty();
    assertThat(coverage.repeated()).isZero();
    assertThat(coverage.rows()).isEqualTo(1000);
  }

  @Test
  void anEmptyLakeLacksEverything() {
    assertThat(coverage(new TreeMap<>(), 5, 70).gaps()).containsExactly(range(5, 70));
    assertThat(coverage(new TreeMap<>(), 7, 7).gaps()).isEmpty();
  }

  @Test
  void aMissingRecordIsOneGap() {
    for (long missing : new long[] {0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 499}) {
      TreeMap<Long, Integer> lake = offsets(0, 500);
      lake.remove(missing);
      assertThat(coverage(lake, 0, 500).gaps()).containsExactly(range(missing, missing + 1));
    }
  }

  @Test
  void aRowTooManyIsARepeatAndHidesNoGap() {
    TreeMap<Long, Integer> lake = offsets(0, 3 * BLOCK);
    lake.put(70L, 2);
    lake.remove(71L);
    OffsetCoverage coverage = coverage(lake, 0, 3 * BLOCK);
    assertThat(coverage.repeated()).isEqualTo(1);
    assertThat(coverage.gaps()).containsExactly(range(71, 72));
    assertThat(coverage.blocksWithRepeats()).containsExactly(range(BLOCK, 2 * BLOCK));
    assertThat(coverage.rows()).isEqualTo(3 * BLOCK);
  }

  @Test
  void whatLiesBeyondTheEndIsNamedAndNoGap() {
    TreeMap<Long, Integer> lake = offsets(0, 10);
    lake.putAll(offsets(12, 15));
    OffsetCoverage coverage = coverage(lake, 0, 10);
    assertThat(coverage.beyond()).containsExactly(range(12, 15));
    assertThat(coverage.gaps()).isEmpty();
  }

  @Test
  void aBlockAcrossTheEndIsCut() {
    OffsetCoverage coverage = coverage(offsets(0, 100), 0, 80);
    assertThat(coverage.beyond()).containsExactly(range(80, 100));
    assertThat(coverage(offsets(0, 80), 0, 100).gaps()).containsExactly(range(80, 100));
  }

  @Test
  void whatIsOlderThanKafkaIsComparedToo() {
    TreeMap<Long, Integer> lake = offsets(10, 100);
    lake.remove(20L);
    OffsetCoverage coverage = coverage(lake, 50, 100);
    assertThat(coverage.from()).isEqualTo(10);
    assertThat(coverage.gaps()).containsExactly(range(20, 21));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void randomRangesAgreeWithASet(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      int to = random.nextInt(600);
      int from = random.nextInt(to + 1);
      TreeMap<Long, Integer> lake = new TreeMap<>();
      double held = random.nextBoolean() ? 0.98 : random.nextDouble();
      double repeated = random.nextBoolean() ? 0 : random.nextDouble() * 0.1;
      for (long offset = random.nextInt(from + 1); offset < to + random.nextInt(100); offset++) {
        if (random.nextDouble() < held) {
          lake.put(offset, random.nextDouble() < repeated ? 2 + random.nextInt(70) : 1);
        }
      }
      assertAgrees(lake, from, to);
    }
  }

  private static void assertAgrees(TreeMap<Long, Integer> lake, long from, long to) {
    OffsetCoverage coverage = coverage(lake, from, to);
    long first = lake.isEmpty() ? from : Math.min(from, lake.firstKey());
    TreeSet<Long> gaps = new TreeSet<>();
    for (long offset = first; offset < to; offset++) {
      if (!lake.containsKey(offset)) {
        gaps.add(offset);
      }
    }
    assertThat(coverage.from()).isEqualTo(first);
    assertThat(expanded(coverage.gaps())).isEqualTo(List.copyOf(gaps));
    assertThat(expanded(coverage.beyond())).isEqualTo(List.copyOf(lake.tailMap(to).keySet()));
    assertThat(coverage.repeated())
        .isEqualTo(lake.values().stream().mapToLong(rows -> rows - 1).sum());
    assertThat(coverage.rows()).isEqualTo(lake.values().stream().mapToLong(rows -> rows).sum());
    TreeSet<Long> repeatBlocks = new TreeSet<>();
    lake.forEach(
        (offset, rows) -> {
          if (rows > 1) {
            repeatBlocks.add(offset / BLOCK * BLOCK);
          }
        });
    assertThat(coverage.blocksWithRepeats().stream().map(OffsetRange::from))
        .isEqualTo(List.copyOf(repeatBlocks));
  }

  private static List<Long> expanded(List<OffsetRange> ranges) {
    List<Long> offsets = new ArrayList<>();
    ranges.forEach(
        range -> {
          for (long offset = range.from(); offset < range.to(); offset++) {
            offsets.add(offset);
          }
        });
    return offsets;
  }

  /** What {@code offsets.sql} answers for these rows, fed to a coverage. */
  private static OffsetCoverage coverage(TreeMap<Long, Integer> lake, long from, long to) {
    TreeMap<Long, long[]> blocks = new TreeMap<>();
    lake.forEach(
        (offset, rows) -> {
          long[] block = blocks.computeIfAbsent(offset / BLOCK, any -> new long[2]);
          block[0] |= 1L << (offset % BLOCK);
          block[1] += rows;
        });
    OffsetCoverage coverage = new OffsetCoverage(0, from, to);
    Long runStart = null;
    long runLength = 0;
    for (var block : blocks.entrySet()) {
      boolean whole = block.getValue()[0] == OffsetCoverage.WHOLE && block.getValue()[1] == BLOCK;
      if (runStart != null && (!whole || block.getKey() != runStart + runLength)) {
        coverage.accept(runStart, runLength, OffsetCoverage.WHOLE, runLength * BLOCK, 0);
        runStart = null;
      }
      if (!whole) {
        coverage.accept(block.getKey(), 1, block.getValue()[0], block.getValue()[1], 0);
      } else if (runStart == null) {
        runStart = block.getKey();
        runLength = 1;
      } else {
        runLength++;
      }
    }
    if (runStart != null) {
      coverage.accept(runStart, runLength, OffsetCoverage.WHOLE, runLength * BLOCK, 0);
    }
    return coverage.end();
  }

  private static TreeMap<Long, Integer> offsets(long from, long to) {
    TreeMap<Long, Integer> offsets = new TreeMap<>();
    for (long offset = from; offset < to; offset++) {
      offsets.put(offset, 1);
    }
    return offsets;
  }

  private static OffsetRange range(long from, long to) {
    return new OffsetRange(0, from, to);
  }
}
