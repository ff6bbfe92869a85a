package io.tidelake.streaming.function;

import io.tidelake.schema.live.LiveMessage;
import io.tidelake.schema.live.LiveTop;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The most frequent items, categories and brands of all events and of each day. Of days, the
 * {@value #MAX_DAYS} that were counted last are kept at length; of the others the lists alone, on
 * which a day that comes back goes on. Not thread-safe.
 */
final class LiveTops {

  static final int MAX_DAYS = 8;

  private static final LiveTop[] TOPS = LiveTop.values();

  private static final class Scope {
    final TopNames[] names = new TopNames[TOPS.length];
    final boolean[] changed = new boolean[TOPS.length];

    Scope(NameHash hash) {
      for (int i = 0; i < names.length; i++) {
        names[i] = new TopNames(hash);
      }
    }

    void shorten() {
      for (int i = 0; i < names.length; i++) {
        names[i] = names[i].shortened();
      }
    }
  }

  /** One for all lists: a name is hashed once. */
  private final NameHash hash = new NameHash();

  private final Scope all = new Scope(hash);

  /** The one counted last at the end. */
  private final Map<Integer, Scope> days =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Scope> eldest) {
          if (size() <= MAX_DAYS) {
            return false;
          }
          eldest.getValue().shorten();
          resting.put(eldest.getKey(), eldest.getValue());
          return true;
        }
      };

  /** Those that were counted before these, with no more names than are shown. */
  private final Map<Integer, Scope> resting = new LinkedHashMap<>();

  private int lastDay;
  private @Nullable Scope lastScope;

  void add(TickDelta delta) {
    NameBlock.read(
        delta.names,
        (day, top, bytes, start, length, count) -> {
          long key = hash.of(bytes, start, length, 0);
          add(all, top, bytes, start, length, key, count);
          if (day != TickDelta.NO_DAY) {
            add(scope(day), top, bytes, start, length, key, count);
          }
        });
  }

  private static void add(
      Scope scope, int top, byte[] bytes, int start, int length, long key, long count) {
    scope.names[top].add(bytes, start, length, key, count);
    scope.changed[top] = true;
  }

  /** The names of a tick are mostly of one day. */
  private Scope scope(int day) {
    Scope last = lastScope;
    if (last == null || day != lastDay) {
      last = day == TickDelta.NO_DAY ? all : days.computeIfAbsent(day, this::restingOrNew);
      lastScope = last;
      lastDay = day;
    }
    return last;
  }

  private Scope restingOrNew(int day) {
    Scope rested = resting.remove(day);
    return rested == null ? new Scope(hash) : rested;
  }

  /** Hands out the lists that changed since the last call. */
  void drain(Consumer<LiveMessage.Top> lists) {
    drain(LiveMessage.SCOPE_ALL, all, lists);
    resting.forEach((day, scope) -> drain(LocalDate.ofEpochDay(day).toString(), scope, lists));
    days.forEach((day, scope) -> drain(LocalDate.ofEpochDay(day).toString(), scope, lists));
  }

  private static void drain(String name, Scope scope, Consumer<LiveMessage.Top> lists) {
    for (LiveTop top : TOPS) {
      if (scope.changed[top.ordinal()]) {
        scope.changed[top.ordinal()] = false;
        TopNames names = scope.names[top.ordinal()];
        lists.accept(new LiveMessage.Top(name, top, names.events(), names.floor(), names.top()));
      }
    }
  }

  List<TopState> snapshot() {
    List<TopState> states = new ArrayList<>();
    snapshot(TickDelta.NO_DAY, all, states);
    // First, so that they are those that rest when all are restored in this order.
    resting.forEach((day, scope) -> snapshot(day, scope, states));
    days.forEach((day, scope) -> snapshot(day, scope, states));
    return states;
  }

  private static void snapshot(int day, Scope scope, List<TopState> states) {
    for (LiveTop top : TOPS) {
      if (scope.names[top.ordinal()].events() > 0) {
        states.add(scope.names[top.ordinal()].snapshot(day, top));
      }
    }
  }

  /** Takes over what an earlier operator had counted, and publishes it again. */
  void restore(TopState state) {
    Scope scope = scope(state.day);
    int top = LiveTop.valueOf(state.top).ordinal();
    scope.names[top].restore(state);
    scope.changed[top] = true;
  }
}
