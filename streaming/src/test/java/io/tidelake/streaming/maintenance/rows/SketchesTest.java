package io.tidelake.streaming.maintenance.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.stats.cardinality.HyperLogLog;
import io.tidelake.schema.table.LakeTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.junit.jupiter.api.Test;

class SketchesTest {

  private static final int BUCKETS = 4096;
  private static final int PARTS = 5;

  /** About 510 users are where a sketch turns from sparse to dense, sooner or later. */
  @Test
  void sketchesOfTheSameUsersDoNotDifferHoweverTheyCameAbout() {
    Random random = new Random(20261201);
    for (int users : new int[] {1, 100, 490, 500, 510, 515, 518, 520, 530, 600, 3_000, 60_000}) {
      for (int round = 0; round < 20; round++) {
        assertThat(differing(hashes(users, random), random, false))
            .as("%d users, round %d", users, round)
            .isZero();
      }
    }
  }

  @Test
  void oneUserMoreIsFound() {
    Random random = new Random(20261201);
    int found = 0;
    for (int round = 0; round < 20; round++) {
      found += (int) differing(hashes(512, random), random, true);
    }
    assertThat(found).as("one may fall on a higher register").isGreaterThan(15);
  }

  private static List<Long> hashes(int users, Random random) {
    List<Long> hashes = new ArrayList<>();
    for (int i = 0; i < users; i++) {
      hashes.add(Sketches.hash(StringData.fromString("u" + random.nextInt())));
    }
    return hashes;
  }

  /** Users one by one, and out of the sketches of some commits. */
  private static long differing(List<Long> hashes, Random random, boolean oneMore) {
    Sketches counted = new Sketches(LakeTables.VISITORS_1H, "sketch");
    Sketches merged = new Sketches(LakeTables.VISITORS_1H, "sketch");
    List<HyperLogLog> parts = new ArrayList<>();
    for (int i = 0; i < PARTS; i++) {
      parts.add(HyperLogLog.newInstance(BUCKETS));
    }
    for (long hash : hashes) {
      counted.add(row(null), hash);
      parts.get(random.nextInt(PARTS)).addHash(hash);
    }
    if (oneMore) {
      counted.add(row(null), Sketches.hash(StringData.fromString("one more")));
    }
    parts.forEach(part -> merged.add(row(part.serialize().getBytes())));
    return counted.differing(merged, cell -> {});
  }

  private static GenericRowData row(byte[] sketch) {
    return GenericRowData.of(
        TimestampData.fromEpochMillis(0),
        StringData.fromString("all"),
        StringData.fromString(""),
        sketch,
        0);
  }
}
