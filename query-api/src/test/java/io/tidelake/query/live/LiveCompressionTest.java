package io.tidelake.query.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.schema.label.Province;
import io.tidelake.schema.live.LiveDimension;
import io.tidelake.schema.live.LiveMessage;
import io.tidelake.schema.live.LiveTop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What permessage-deflate saves: the frames of a shop with thousands of events a second in every
 * province, through one window, as Tomcat compresses them.
 */
class LiveCompressionTest {

  private static final int FRAMES = 200;

  private final Random random = new Random(1);
  private final LiveState state = new LiveState();
  private final Map<String, Long> counts = new TreeMap<>();
  private long offset = 1_000_000;

  @Test
  void aSnapshotAndTheDeltasAreAFractionOfTheirLength() {
    for (int second = 0; second < 600; second++) {
      tick(second, true);
    }
    Deflater window = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    int[] snapshot = bytes(window, LiveFrame.snapshot("3f9c2a51", null, 1, state.everything()));
    state.takeChanges();
    int[] deltas = new int[2];
    for (int frame = 0; frame < FRAMES; frame++) {
      tick(600 + frame / 50, false);
      int[] delta = bytes(window, LiveFrame.delta("3f9c2a51", frame, state.takeChanges()));
      deltas[0] += delta[0] / FRAMES;
      deltas[1] += delta[1] / FRAMES;
    }
    System.out.printf(
        "snapshot %d -> %d bytes, delta %d -> %d bytes%n",
        snapshot[0], snapshot[1], deltas[0], deltas[1]);

    assertThat(snapshot[1]).isLessThan(snapshot[0] / 3);
    assertThat(deltas[1]).isLessThan(deltas[0] / 2);
  }

  @ParameterizedTest
  @CsvSource({
    "NEVER, 127.0.0.1, false",
    "NEVER, 192.0.2.7, false",
    "REMOTE, 127.0.0.1, false",
    "REMOTE, 127.8.0.1, false",
    "REMOTE, ::1, false",
    "REMOTE, 0:0:0:0:0:0:0:1, false",
    "REMOTE, 192.0.2.7, true",
    "REMOTE, 2001:db8::7, true",
    "REMOTE, unknown, true",
    "ALWAYS, 127.0.0.1, true"
  })
  void isGrantedByWhereTheClientIs(Compression compression, String address, boolean granted) {
    assertThat(compression.grantedTo(address)).isEqualTo(granted);
  }

  private void tick(int second, boolean all) {
    for (Province province : Province.values()) {
      if (all || random.nextInt(3) == 0) {
        count(LiveDimension.PROVINCE, province.key(), random.nextInt(all ? 500 : 20));
      }
    }
    for (int code = 0; code < 8; code++) {
      count(LiveDimension.AGE, Integer.toString(code), random.nextInt(40));
    }
    for (int code = 0; code < 4; code++) {
      count(LiveDimension.ACTION, Integer.toString(code), random.nextInt(80));
    }
    for (int code = 0; code < 3; code++) {
      count(LiveDimension.GENDER, Integer.toString(code), random.nextInt(90));
    }
    count(LiveDimension.DELAY, "1s", 1 + random.nextInt(200));
    count(LiveDimension.VISITORS, "0", 1 + random.nextInt(90));
    offset += 200;
    long events = 1_000 + random.nextInt(3_000);
    state.merge(
        new LiveMessage.Pulse(
            1_764_000_000L + second, events, List.of(events - 400, 200L, 150L, 50L)));
    List<LiveMessage.Top.Entry> entries = new ArrayList<>();
    for (int place = 0; place < 20; place++) {
      entries.add(
          new LiveMessage.Top.Entry(
              Integer.toString(100_000 + random.nextInt(400)), offset / (place + 2)));
    }
    state.merge(new LiveMessage.Top(LiveMessage.SCOPE_ALL, LiveTop.ITEM, offset, 3, entries));
    long time = 1_764_000_000_000L + second * 1_000L + random.nextInt(1_000);
    state.merge(
        new LiveMessage.Recent(
            (int) (offset / 200 % 20),
            time,
            1,
            offset,
            0,
            "浙江",
            Integer.toString(random.nextInt(400_000)),
            "5",
            "1***7"));
    state.merge(
        new LiveMessage.Progress(
            new TreeMap<>(Map.of(0, offset, 1, offset, 2, offset, 3, offset)),
            time - 7,
            time,
            time - 300_001));
  }

  private void count(LiveDimension dimension, String value, long more) {
    long count = counts.merge(dimension + value, more, Long::sum);
    state.merge(new LiveMessage.Count(LiveMessage.SCOPE_ALL, dimension, value, count));
  }

  /** Without and with compression. */
  private static int[] bytes(Deflater window, LiveFrame frame) {
    byte[] plain = frame.message(Ticks.EVERYTHING).getPayload().getBytes(UTF_8);
    byte[] room = new byte[plain.length + 64];
    window.setInput(plain);
    int length = window.deflate(room, 0, room.length, Deflater.SYNC_FLUSH);
    // The last four bytes of a flush are left out on the wire.
    return new int[] {plain.length, length - 4};
  }
}
