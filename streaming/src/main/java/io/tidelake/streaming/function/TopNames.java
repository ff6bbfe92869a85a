package io.tidelake.streaming.function;

import io.tidelake.schema.live.LiveMessage;
import io.tidelake.schema.live.LiveTop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Events by name, for a list of the most frequent ones in bounded memory: an open hash table on
 * primitive arrays, with the names as UTF-8 behind it.
 *
 * <p><b>Guarantee</b>: exact as long as there were no more than {@value #MAX_NAMES} names. Beyond,
 * the {@value #KEPT_NAMES} most frequent ones are kept and the largest count given up is the {@link
 * #floor}: a name that comes (again) begins with it. So a count is never too small, is too large by
 * no more than the floor, and no name outside has more events than the floor. Counts only grow.
 * Adding costs one probe; giving names up is amortised over as many that came. Not thread-safe.
 */
final class TopNames {

  static final int KEPT_NAMES = 8192;
  static final int MAX_NAMES = 2 * KEPT_NAMES;

  private static final int INITIAL_NAMES = 32;

  /** Slots of the table for each name that fits: it is half full at most. */
  private static final int SPARSITY = 2;

  private static final int NONE = -1;

  /** The slot of each name that fits, and as many free ones: its number + 1; 0: free. */
  private int[] slots = new int[SPARSITY * INITIAL_NAMES];

  // By number of the name.
  private long[] hashes = new long[INITIAL_NAMES];
  private long[] counts = new long[INITIAL_NAMES];

  /** Where the names end; each begins where the one before ends. */
  private int[] ends = new int[INITIAL_NAMES];

  private byte[] names = new byte[INITIAL_NAMES * 8];
  private int size;
  private long events;
  private long floor;

  /** Only for names of this instance: it is its own secret. */
  private final NameHash hash;

  TopNames() {
    this(new NameHash());
  }

  /**
   * @param hash with which {@link #add(byte[], int, int, long, long)} is called
   */
  TopNames(NameHash hash) {
    this.hash = hash;
  }

  void add(String name, long count) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    add(bytes, 0, bytes.length, hash.of(bytes, 0, bytes.length, 0), count);
  }

  /**
   * @param bytes hold the name from {@code start} on, as UTF-8
   * @param key the hash of the name, in scope 0
   */
  void add(byte[] bytes, int start, int length, long key, long count) {
    events += count;
    int known = find(bytes, start, length, key);
    if (known != NONE) {
      counts[known] += count;
      return;
    }
    insert(bytes, start, length, key, floor + count);
    if (size > MAX_NAMES) {
      giveUp();
    }
  }

  private int find(byte[] bytes, int start, int length, long key) {
    int mask = slots.length - 1;
    for (int slot = (int) (key >>> Integer.SIZE) & mask; ; slot = slot + 1 & mask) {
      int name = slots[slot] - 1;
      if (name == NONE) {
        return NONE;
      }
      if (hashes[name] == key
          && Arrays.equals(names, start(name), ends[name], bytes, start, start + length)) {
        return name;
      }
    }
  }

  private int start(int name) {
    return name == 0 ? 0 : ends[name - 1];
  }

  private void insert(byte[] bytes, int start, int length, long key, long count) {
    if (size == counts.length) {
      hashes = Arrays.copyOf(hashes, 2 * size);
      counts = Arrays.copyOf(counts, 2 * size);
      ends = Arrays.copyOf(ends, 2 * size);
    }
    if (SPARSITY * (size + 1) > slots.length) {
      slots = new int[2 * slots.length];
      for (int name = 0; name < size; name++) {
        enter(name);
      }
    }
    int from = size == 0 ? 0 : ends[size - 1];
    if (names.length - from < length) {
      names = Arrays.copyOf(names, 2 * names.length + length);
    }
    System.arraycopy(bytes, start, names, from, length);
    hashes[size] = key;
    counts[size] = count;
    ends[size] = from + length;
    enter(size++);
  }

  private void enter(int name) {
    int mask = slots.length - 1;
    int slot = (int) (hashes[name] >>> Integer.SIZE) & mask;
    while (slots[slot] != 0) {
      slot = slot + 1 & mask;
    }
    slots[slot] = name + 1;
  }

  private void giveUp() {
    long[] sorted = Arrays.copyOf(counts, size);
    Arrays.sort(sorted);
    long largest = sorted[size - 1 - KEPT_NAMES];
    floor = Math.max(floor, largest);
    Arrays.fill(slots, 0);
    int kept = 0;
    int end = 0;
    int start = 0;
    for (int name = 0; name < size; name++) {
      int length = ends[name] - start;
      if (counts[name] > largest) {
        System.arraycopy(names, start, names, end, length);
        hashes[kept] = hashes[name];
        counts[kept] = counts[name];
        start = ends[name];
        end += length;
        ends[kept] = end;
        enter(kept++);
      } else {
        start = ends[name];
      }
    }
    size = kept;
  }

  /**
   * The same with no more names than {@link #top} has: a name that comes again begins with the new
   * floor, so the guarantee holds.
   */
  TopNames shortened() {
    TopNames shortened = new TopNames(hash);
    List<LiveMessage.Top.Entry> top = top();
    for (LiveMessage.Top.Entry entry : top) {
      shortened.add(entry.name(), entry.count());
    }
    shortened.events = events;
    shortened.floor = size > top.size() ? Math.max(floor, top.get(top.size() - 1).count()) : floor;
    return shortened;
  }

  /** Events of all names together. */
  long events() {
    return events;
  }

  /** What a count may be too large by, and a name that is not here may have at most. */
  long floor() {
    return floor;
  }

  /**
   * The most frequent names, most frequent first; of equally frequent ones the first by code
   * points.
   */
  List<LiveMessage.Top.Entry> top() {
    int[] largest = new int[LiveTop.LENGTH];
    int found = 0;
    for (int name = 0; name < size; name++) {
      if (found < LiveTop.LENGTH) {
        largest[found++] = name;
      } else if (isBefore(name, largest[found - 1])) {
        largest[found - 1] = name;
      } else {
        continue;
      }
      for (int i = found - 1; i > 0 && isBefore(largest[i], largest[i - 1]); i--) {
        int less = largest[i - 1];
        largest[i - 1] = largest[i];
        largest[i] = less;
      }
    }
    List<LiveMessage.Top.Entry> top = new ArrayList<>(found);
    for (int i = 0; i < found; i++) {
      top.add(new LiveMessage.Top.Entry(name(largest[i]), counts[largest[i]]));
    }
    return top;
  }

  private boolean isBefore(int one, int other) {
    return counts[one] != counts[other]
        ? counts[one] > counts[other]
        : Arrays.compareUnsigned(names, start(one), ends[one], names, start(other), ends[other])
            < 0;
  }

  private String name(int name) {
    return new String(names, start(name), ends[name] - start(name), StandardCharsets.UTF_8);
  }

  TopState snapshot(int day, LiveTop top) {
    TopState state = new TopState();
    state.day = day;
    state.top = top.name();
    state.events = events;
    state.floor = floor;
    state.names = new String[size];
    for (int name = 0; name < size; name++) {
      state.names[name] = name(name);
    }
    state.counts = Arrays.copyOf(counts, size);
    return state;
  }

  void restore(TopState state) {
    events += state.events;
    floor = Math.max(floor, state.floor);
    for (int i = 0; i < state.names.length; i++) {
      byte[] name = state.names[i].getBytes(StandardCharsets.UTF_8);
      long key = hash.of(name, 0, name.length, 0);
      int known = find(name, 0, name.length, key);
      if (known == NONE) {
        insert(name, 0, name.length, key, state.counts[i]);
      } else {
        counts[known] = state.counts[i];
      }
    }
  }
}
