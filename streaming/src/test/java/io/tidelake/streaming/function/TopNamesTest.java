package io.tidelake.streaming.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.schema.json.Utf8Slice;
import io.tidelake.schema.live.LiveMessage;
import io.tidelake.schema.live.LiveTop;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TopNamesTest {

  @Test
  void isExactAsLongAsTheNamesFit() {
    TopNames names = new TopNames();
    Map<String, Long> expected = new HashMap<>();
    Random random = new Random(3);
    for (int i = 0; i < 200_000; i++) {
      add(names, expected, "i" + (int) Math.abs(random.nextGaussian() * TopNames.KEPT_NAMES / 2));
    }
    assertThat(names.floor()).isZero();
    assertThat(names.events()).isEqualTo(200_000);
    List<LiveMessage.Top.Entry> top = names.top();
    assertThat(top).hasSize(LiveTop.LENGTH);
    assertThat(top)
        .allSatisfy(each -> assertThat(each.count()).isEqualTo(expected.get(each.name())));
    assertThat(top.stream().map(LiveMessage.Top.Entry::count).toList())
        .isEqualTo(
            expected.values().stream().sorted((a, b) -> Long.compare(b, a)).limit(20).toList());
  }

  /** Many more names than fit, a few of them frequent. */
  @Test
  void isWithinItsFloorBeyondAndNeverFalls() {
    TopNames names = new TopNames();
    Map<String, Long> expected = new HashMap<>();
    Map<String, Long> shown = new HashMap<>();
    Random random = new Random(5);
    for (int i = 0; i < 400_000; i++) {
      boolean frequent = random.nextInt(4) == 0;
      add(names, expected, frequent ? "f" + random.nextInt(20) : "r" + random.nextInt(200_000));
      if (i % 20_000 == 0) {
        for (LiveMessage.Top.Entry entry : names.top()) {
          Long before = shown.put(entry.name(), entry.count());
          assertThat(entry.count()).isGreaterThanOrEqualTo(before == null ? 0 : before);
        }
      }
    }
    assertThat(names.floor()).isBetween(1L, 400_000L / TopNames.KEPT_NAMES);
    assertThat(names.top())
        .hasSize(20)
        .allSatisfy(
            each -> {
              assertThat(each.name()).startsWith("f");
              assertThat(each.count())
                  .isBetween(expected.get(each.name()), expected.get(each.name()) + names.floor());
            });
  }

  @Test
  void aTableOfNamesHandsOutWhatItWasGiven() {
    NameCounts counts = new NameCounts();
    Map<String, Long> expected = new HashMap<>();
    Map<String, Long> got = new HashMap<>();
    Random random = new Random(7);
    for (int i = 0; i < 50_000; i++) {
      int day = random.nextInt(3) - 1;
      LiveTop top = LiveTop.values()[random.nextInt(LiveTop.COUNT)];
      String name = "x".repeat(random.nextInt(300)) + random.nextInt(40);
      Utf8Slice slice = new Utf8Slice();
      slice.set(name.getBytes(StandardCharsets.UTF_8));
      counts.add(day, top, slice);
      String shown = name.length() <= 64 ? name : name.substring(0, 64) + "…";
      expected.merge(day + " " + top + " " + shown, 1L, Long::sum);
      if (counts.isFull() || random.nextInt(5_000) == 0) {
        drain(counts, got);
      }
    }
    Utf8Slice empty = new Utf8Slice();
    counts.add(0, LiveTop.BRAND, empty);
    drain(counts, got);
    assertThat(got).isEqualTo(expected);
    assertThat(counts.isEmpty()).isTrue();
  }

  @Test
  void ofEquallyFrequentNamesTheFirstAreListed() {
    TopNames names = new TopNames();
    for (int i = 99; i >= 10; i--) {
      names.add("n" + i, 2);
    }
    names.add("z", 3);
    assertThat(names.top().stream().map(LiveMessage.Top.Entry::name).toList())
        .hasSize(LiveTop.LENGTH)
        .startsWith("z", "n10", "n11")
        .endsWith("n28");
  }

  @Test
  void whatWasTakenIsTakenOver() {
    TopNames names = new TopNames();
    Map<String, Long> expected = new HashMap<>();
    for (int i = 0; i < 3 * TopNames.MAX_NAMES; i++) {
      add(names, expected, "名" + i % (2 * TopNames.MAX_NAMES));
    }
    TopNames restored = new TopNames();
    restored.restore(names.snapshot(0, LiveTop.ITEM));
    assertThat(restored.events()).isEqualTo(names.events());
    assertThat(restored.floor()).isEqualTo(names.floor()).isPositive();
    assertThat(restored.top()).isEqualTo(names.top());
    names.add("名1", 1_000);
    restored.add("名1", 1_000);
    assertThat(restored.top()).isEqualTo(names.top());
  }

  /** As many as a busy second has, and more than the table holds at first. */
  @Test
  void aTableOfNamesTakesAFullLoad() {
    NameCounts counts = new NameCounts();
    Map<String, Long> expected = new HashMap<>();
    Map<String, Long> got = new HashMap<>();
    Utf8Slice slice = new Utf8Slice();
    for (int i = 0; !counts.isFull(); i++) {
      String name = (i % 2 == 0 ? "" : "品") + i / 3;
      slice.set(name.getBytes(StandardCharsets.UTF_8));
      counts.add(20_000, LiveTop.ITEM, slice);
      expected.merge("20000 ITEM " + name, 1L, Long::sum);
    }
    assertThat(expected).hasSizeGreaterThan(NameCounts.MAX_NAMES - 3);
    drain(counts, got);
    assertThat(got).isEqualTo(expected);
  }

  /** A name is hashed in place, wherever in its record it stands. */
  @Test
  void theHashOfANameIsThatOfItsBytes() {
    NameHash hash = new NameHash();
    byte[] text = "浙江省-0123456789-abcdefghijklm".getBytes(StandardCharsets.UTF_8);
    Set<Long> seen = new HashSet<>();
    for (int length = 0; length <= text.length; length++) {
      byte[] alone = Arrays.copyOf(text, length);
      byte[] between = new byte[length + 40];
      Arrays.fill(between, (byte) 'x');
      System.arraycopy(text, 0, between, 20, length);
      long key = hash.of(alone, 0, length, 3);
      assertThat(hash.of(between, 20, length, 3)).as("%d bytes", length).isEqualTo(key);
      assertThat(seen.add(key)).as("%d bytes", length).isTrue();
      assertThat(hash.of(alone, 0, length, 4)).isNotEqualTo(key);
    }
  }

  private static void drain(NameCounts counts, Map<String, Long> into) {
    NameBlock.read(
        counts.drain(),
        (day, top, bytes, start, length, count) ->
            into.merge(
                day
                    + " "
                    + LiveTop.values()[top]
                    + " "
                    + new String(bytes, start, length, StandardCharsets.UTF_8),
                (long) count,
                Long::sum));
  }

  private static void add(TopNames names, Map<String, Long> expected, String name) {
    names.add(name, 1);
    expected.merge(name, 1L, Long::sum);
  }
}
