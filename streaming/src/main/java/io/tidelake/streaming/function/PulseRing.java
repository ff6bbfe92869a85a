package io.tidelake.streaming.function;

import io.tidelake.schema.label.Action;
import io.tidelake.schema.live.LiveMessage;
import java.util.Arrays;

/**
 * Records and accepted events by second of the record's timestamp, for the last {@link
 * LiveMessage#PULSE_SECONDS} seconds: of two seconds that share a slot the later one stays. Not
 * thread-safe.
 */
final class PulseRing {

  /** Receives one second. */
  interface Visitor {
    /**
     * @param actions holds the events by action from {@code first} on
     */
    void second(long second, long events, long[] actions, int first);
  }

  private static final int SLOTS = LiveMessage.PULSE_SECONDS;

  private final long[] seconds = new long[SLOTS];
  private final long[] events = new long[SLOTS];
  private final long[] actions = new long[SLOTS * Action.COUNT];
  private final int[] changed = new int[SLOTS];
  private final boolean[] isChanged = new boolean[SLOTS];
  private int changes;

  /**
   * Adds records to a second; one that a later second has displaced is ignored.
   *
   * @param added holds the events by action from {@code first} on
   */
  void add(long second, long records, long[] added, int first) {
    int slot = (int) Math.floorMod(second, (long) SLOTS);
    int own = slot * Action.COUNT;
    if (second > seconds[slot] || events[slot] == 0) {
      seconds[slot] = second;
      events[slot] = 0;
      Arrays.fill(actions, own, own + Action.COUNT, 0);
    } else if (second < seconds[slot]) {
      return;
    }
    events[slot] += records;
    for (int action = 0; action < Action.COUNT; action++) {
      actions[own + action] += added[first + action];
    }
    if (!isChanged[slot]) {
      isChanged[slot] = true;
      changed[changes++] = slot;
    }
  }

  /** How many seconds changed since {@link #visitChanged}. */
  int changes() {
    return changes;
  }

  /** Visits what changed since the last visit. */
  void visitChanged(Visitor visitor) {
    for (int i = 0; i < changes; i++) {
      int slot = changed[i];
      isChanged[slot] = false;
      visitor.second(seconds[slot], events[slot], actions, slot * Action.COUNT);
    }
    changes = 0;
  }

  /** Visits every second that has records. */
  void visitAll(Visitor visitor) {
    for (int slot = 0; slot < SLOTS; slot++) {
      if (events[slot] != 0) {
        visitor.second(seconds[slot], events[slot], actions, slot * Action.COUNT);
      }
    }
  }

  /** Visits what changed and forgets it. */
  void drain(Visitor visitor) {
    visitChanged(visitor);
    Arrays.fill(events, 0);
  }
}
