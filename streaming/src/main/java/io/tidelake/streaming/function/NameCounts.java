package io.tidelake.streaming.function;

import io.tidelake.schema.json.Utf8Slice;
import io.tidelake.schema.live.LiveLimits;
import io.tidelake.schema.live.LiveTop;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Events by item, category or brand and by day since the last {@link #drain}: an open hash table on
 * primitive arrays. Counting costs a hash and a probe and allocates nothing; a name is copied once,
 * when it is met first, in the form in which it is handed on. No String is ever made of it.
 *
 * <p>Names are told apart by 64 bits of a hash that nobody outside can foresee ({@link NameHash}):
 * of the {@value #MAX_NAMES} that a table holds at most, two are taken for one with a probability
 * of about 10⁻¹⁰. Not thread-safe.
 */
final class NameCounts {

  /** Then the table wants to be drained. */
  static final int MAX_NAMES = 1 << 16;

  private static final int MAX_BYTES = 1 << 22;
  private static final int INITIAL_SLOTS = 1 << 12;

  private static final LiveTop[] TOPS = LiveTop.values();

  private final NameHash hash = new NameHash();

  /** The number of a name + 1, at half of the slots at most; 0: free. */
  private int[] slots = new int[INITIAL_SLOTS];

  // By number of the name: those that come often come early, and so stand together.
  private long[] hashes = new long[INITIAL_SLOTS / 2];
  private int[] counts = new int[INITIAL_SLOTS / 2];

  /** What is handed on, but for the counts. */
  private final NameBlock.Writer names = new NameBlock.Writer();

  private int size;

  /** No more names should be added before a drain. */
  boolean isFull() {
    // An event adds one of each.
    return size > MAX_NAMES - TOPS.length || names.length() > MAX_BYTES;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Counts an event; an empty name is unknown and not counted. */
  void add(int day, LiveTop top, Utf8Slice name) {
    if (name.isEmpty()) {
      return;
    }
    long key = hash.of(name, (long) day << 2 | top.ordinal());
    int mask = slots.length - 1;
    int slot = (int) (key >>> Integer.SIZE) & mask;
    for (int number = slots[slot]; number != 0; number = slots[slot]) {
      if (hashes[number - 1] == key) {
        counts[number - 1]++;
        return;
      }
      slot = slot + 1 & mask;
    }
    insert(slot, key, day, top, name);
  }

  private void insert(int slot, long key, int day, LiveTop top, Utf8Slice name) {
    names.name(day, top, shown(name));
    hashes[size] = key;
    counts[size] = 1;
    slots[slot] = ++size;
    if (size == hashes.length) {
      grow();
    }
  }

  /** Most names are short enough as they are. */
  private static Utf8Slice shown(Utf8Slice name) {
    if (name.length() <= LiveLimits.MAX_NAME_CHARS) {
      return name;
    }
    Utf8Slice shown = new Utf8Slice();
    shown.set(LiveLimits.shownName(name.toString()).getBytes(StandardCharsets.UTF_8));
    return shown;
  }

  private void grow() {
    hashes = Arrays.copyOf(hashes, 2 * size);
    counts = Arrays.copyOf(counts, 2 * size);
    slots = new int[2 * slots.length];
    int mask = slots.length - 1;
    for (int name = 0; name < size; name++) {
      int slot = (int) (hashes[name] >>> Integer.SIZE) & mask;
      while (slots[slot] != 0) {
        slot = slot + 1 & mask;
      }
      slots[slot] = name + 1;
    }
  }

  /** Hands out what was counted and starts anew. */
  byte[] drain() {
    byte[] block = names.block(counts, size);
    Arrays.fill(slots, 0);
    names.clear();
    size = 0;
    return block;
  }
}
