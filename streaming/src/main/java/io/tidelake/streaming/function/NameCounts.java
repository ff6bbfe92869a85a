package io.tidelake.streaming.function;

import io.tidelake.schema.json.Utf8Slice;
import io.tidelake.schema.live.LiveLimits;
import io.tidelake.schema.live.LiveTop;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Events by item, category or brand and by day since the last {@link #drainInto}: an open hash
 * table on primitive arrays. Counting costs a hash and a probe and allocates nothing; a name is
 * copied when it is met first.
 *
 * <p>Names are told apart by 64 bits of hash: of the few thousand that a table holds, two are taken
 * for one with a probability of about 10⁻¹². Not thread-safe.
 */
final class NameCounts {

  /** The table is full at half of its slots, and then wants to be drained. */
  private static final int SLOTS = 1 << 14;

  private static final int MASK = SLOTS - 1;
  private static final int MAX_NAMES = SLOTS / 2;

  /** A longer name is cut when it is shown, and hashed as a whole. */
  private static final int MAX_BYTES = 4 * LiveLimits.MAX_NAME_CHARS + 4;

  private static final LiveTop[] TOPS = LiveTop.values();

  private final long[] hashes = new long[SLOTS];
  private final int[] counts = new int[SLOTS];
  private final int[] days = new int[SLOTS];
  private final byte[] tops = new byte[SLOTS];
  private final int[] starts = new int[SLOTS];
  private final int[] used = new int[MAX_NAMES];
  private byte[] names = new byte[1 << 16];
  private int size;
  private int end;

  /** No more names should be added before a drain. */
  boolean isFull() {
    // An event adds one of each.
    return size > MAX_NAMES - TOPS.length;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Counts an event; an empty name is unknown and not counted. */
  void add(int day, LiveTop top, Utf8Slice name) {
    if (name.isEmpty()) {
      return;
    }
    long hash = Murmur3.hash64(name) + ((long) day << 2 | top.ordinal()) * 0x9E37_79B9_7F4A_7C15L;
    int slot = (int) (hash >>> 32) & MASK;
    while (counts[slot] != 0) {
      if (hashes[slot] == hash) {
        counts[slot]++;
        return;
      }
      slot = slot + 1 & MASK;
    }
    insert(slot, hash, day, top, name);
  }

  private void insert(int slot, long hash, int day, LiveTop top, Utf8Slice name) {
    int length = Math.min(name.length(), MAX_BYTES);
    if (end + length > names.length) {
      names = Arrays.copyOf(names, 2 * names.length + length);
    }
    System.arraycopy(name.array(), name.offset(), names, end, length);
    starts[slot] = end;
    end += length;
    hashes[slot] = hash;
    counts[slot] = 1;
    days[slot] = day;
    tops[slot] = (byte) top.ordinal();
    used[size++] = slot;
  }

  /** Hands out what was counted and starts anew. */
  void drainInto(TickDelta delta) {
    delta.topDays = new int[size];
    delta.tops = new byte[size];
    delta.topNames = new String[size];
    delta.topCounts = new long[size];
    for (int i = 0; i < size; i++) {
      int slot = used[i];
      int until = i + 1 < size ? starts[used[i + 1]] : end;
      delta.topDays[i] = days[slot];
      delta.tops[i] = tops[slot];
      delta.topNames[i] =
          LiveLimits.shownName(
              new String(names, starts[slot], until - starts[slot], StandardCharsets.UTF_8));
      delta.topCounts[i] = counts[slot];
      counts[slot] = 0;
    }
    size = 0;
    end = 0;
  }
}
