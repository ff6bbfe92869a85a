package io.tidelake.streaming.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.airlift.slice.Slices;
import io.airlift.stats.cardinality.HyperLogLog;
import io.tidelake.schema.json.Utf8Slice;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VisitorSketchTest {

  private static final double STANDARD_ERROR = 0.01625;

  @Test
  void hashesAsTrinoDoes() {
    Random random = new Random(1);
    for (int length = 0; length < 70; length++) {
      byte[] bytes = new byte[length + 5];
      random.nextBytes(bytes);
      Utf8Slice slice = new Utf8Slice();
      slice.set(bytes, 3, length);
      assertThat(Murmur3.hash64(slice))
          .as("%d bytes", length)
          .isEqualTo(
              io.airlift.slice.Murmur3Hash128.hash64(Slices.wrappedBuffer(bytes, 3, length)));
    }
  }

  @Test
  void hashesATextAlikeWhereverItStands() {
    Random random = new Random(2);
    for (int length = 0; length < 70; length++) {
      byte[] bytes = new byte[length + 40];
      random.nextBytes(bytes);
      Utf8Slice between = new Utf8Slice();
      between.set(bytes, 20, length);
      Utf8Slice alone = new Utf8Slice();
      alone.set(between.toBytes());
      assertThat(Murmur3.hash64(between)).as("%d bytes", length).isEqualTo(Murmur3.hash64(alone));
    }
  }

  @Test
  void estimatesWithinItsErrorFromOneToMillions() {
    for (int seed = 0; seed < 5; seed++) {
      VisitorSketch sketch = new VisitorSketch();
      int users = 0;
      for (int until : new int[] {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000}) {
        for (; users < until; users++) {
          sketch.raise(VisitorSketch.register(user(seed + "/" + users)));
        }
        assertThat((double) sketch.estimate())
            .as("%d users, seed %d", until, seed)
            .isCloseTo(until, within(Math.max(0.5, 4 * STANDARD_ERROR * until)));
      }
    }
  }

  /** The registers are the same; so is, about, what is made of them. */
  @Test
  void agreesWithTrinosSketch() {
    VisitorSketch sketch = new VisitorSketch();
    HyperLogLog trinos = HyperLogLog.newInstance(VisitorSketch.REGISTERS);
    for (int i = 0; i < 300_000; i++) {
      sketch.raise(VisitorSketch.register(user("u" + i)));
      trinos.add(Slices.utf8Slice("u" + i));
    }
    assertThat((double) sketch.estimate())
        .isCloseTo(trinos.cardinality(), within(0.002 * trinos.cardinality()));
  }

  @Test
  void neverFalls() {
    VisitorSketch sketch = new VisitorSketch();
    assertThat(sketch.estimate()).isZero();
    long before = 0;
    for (int i = 0; i < 200_000; i++) {
      if (sketch.raise(VisitorSketch.register(user("u" + i)))) {
        long now = sketch.estimate();
        assertThat(now).isGreaterThanOrEqualTo(before);
        before = now;
      }
    }
  }

  @Test
  void mergesFromBytesFewOrMany() {
    for (int users : new int[] {0, 1, 700, 5_000, 100_000}) {
      VisitorSketch one = sketch(0, users);
      VisitorSketch other = sketch(users / 2, users + users / 2);
      VisitorSketch merged = new VisitorSketch();
      merged.merge(one.toBytes());
      assertThat(merged.toBytes()).isEqualTo(one.toBytes());
      merged.merge(other.toBytes());
      merged.merge(one.toBytes());
      assertThat(merged.toBytes()).isEqualTo(sketch(0, users + users / 2).toBytes());
      assertThat(merged.estimate()).isEqualTo(sketch(0, users + users / 2).estimate());
    }
  }

  private static VisitorSketch sketch(int from, int to) {
    VisitorSketch sketch = new VisitorSketch();
    for (int i = from; i < to; i++) {
      sketch.raise(VisitorSketch.register(user("u" + i)));
    }
    return sketch;
  }

  private static Utf8Slice user(String name) {
    Utf8Slice slice = new Utf8Slice();
    slice.set(name.getBytes(StandardCharsets.UTF_8));
    return slice;
  }
}
