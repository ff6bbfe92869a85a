package io.tidelake.stack.reconcile;

import io.tidelake.schema.event.BehaviorEvent;
import io.tidelake.schema.event.RejectReason;
import io.tidelake.schema.label.Delay;
import io.tidelake.schema.label.Province;
import io.tidelake.schema.live.LiveDimension;
import io.tidelake.schema.live.LiveLimits;
import io.tidelake.schema.live.LiveMessage;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Counts by scope, dimension and value, as the live topic has them. Not thread-safe. */
final class LiveCounts {

  private static final Set<String> KNOWN_PROVINCES =
      Arrays.stream(Province.values()).map(Province::key).collect(Collectors.toUnmodifiableSet());

  /** What identifies a count. */
  record Cell(String scope, LiveDimension dimension, String value) implements Comparable<Cell> {

    @Override
    public int compareTo(Cell other) {
      int order = scope.compareTo(other.scope);
      order = order == 0 ? dimension.compareTo(other.dimension) : order;
      return order == 0 ? value.compareTo(other.value) : order;
    }

    @Override
    public String toString() {
      return "%s, %s %s".formatted(scope, dimension.wireName(), value);
    }
  }

  /** A cell that has another count than expected. */
  record Difference(Cell cell, long expected, long actual) {}

  private final Map<Cell, Long> counts = new HashMap<>();
  private int lastDay = Integer.MIN_VALUE;
  private String lastScope = "";

  void add(String scope, LiveDimension dimension, String value, long count) {
    if (count != 0) {
      counts.merge(new Cell(scope, dimension, value), count, Long::sum);
    }
  }

  /** Takes an absolute count: the larger one stays. */
  void keepLargest(LiveMessage.Count count) {
    counts.merge(
        new Cell(count.scope(), count.dimension(), count.value()), count.count(), Math::max);
  }

  /** Counts an event as the stream does. */
  void add(BehaviorEvent event) {
    String province = LiveLimits.shownName(event.province.toString());
    add(LiveMessage.SCOPE_ALL, event, province);
    if (LiveLimits.hasDateScope(event)) {
      if (event.businessDay != lastDay) {
        lastDay = event.businessDay;
        lastScope = LocalDate.ofEpochDay(lastDay).toString();
      }
      add(lastScope, event, province);
    }
  }

  private void add(String scope, BehaviorEvent event, String province) {
    add(scope, LiveDimension.ACTION, Integer.toString(event.action), 1);
    add(scope, LiveDimension.AGE, Integer.toString(event.ageRange), 1);
    add(scope, LiveDimension.GENDER, Integer.toString(event.gender), 1);
    add(scope, LiveDimension.PROVINCE, province, 1);
    add(scope, LiveDimension.DELAY, Delay.values()[Delay.indexOf(event.delayMillis)].key(), 1);
    if (event.late) {
      add(scope, LiveDimension.LATE, "0", 1);
    }
  }

  void addRejected(RejectReason reason) {
    add(LiveMessage.SCOPE_ALL, LiveDimension.REJECTED, reason.name(), 1);
  }

  long get(Cell cell) {
    return counts.getOrDefault(cell, 0L);
  }

  /** How many counts there are in these scopes. */
  long size(Predicate<String> scopes) {
    return counts.keySet().stream().filter(cell -> scopes.test(cell.scope())).count();
  }

  /** The sum over the actions of a scope. */
  long events(String scope) {
    return counts.entrySet().stream()
        .filter(
            entry ->
                entry.getKey().scope().equals(scope)
                    && entry.getKey().dimension() == LiveDimension.ACTION)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /**
   * Compares, with this as what is right.
   *
   * @param live what the live topic says
   * @param later what live has counted and this has not
   * @param scopes the scopes to compare
   * @param dropped what this lacks and live may have counted
   */
  List<Difference> differences(
      LiveCounts live, LiveCounts later, Predicate<String> scopes, Dropped dropped) {
    Map<Cell, Long> added = folded(later.counts, live);
    Map<Cell, Long> expected = new TreeMap<>(folded(counts, live));
    Map<Cell, Long> actual = folded(live.counts, live);
    added.keySet().forEach(cell -> expected.putIfAbsent(cell, 0L));
    actual.keySet().forEach(cell -> expected.putIfAbsent(cell, 0L));
    List<Difference> differences = new ArrayList<>();
    expected.forEach(
        (cell, count) -> {
          long found = actual.getOrDefault(cell, 0L) - added.getOrDefault(cell, 0L);
          if ((found < count || found > count + dropped.atMost(cell))
              && scopes.test(cell.scope())) {
            differences.add(new Difference(cell, count, found));
          }
        });
    return differences;
  }

  /**
   * Which names have no count of their own depends on the order in which they came. So where live
   * counts further names together, all names that are no known province are compared as one.
   */
  private static Map<Cell, Long> folded(Map<Cell, Long> counts, LiveCounts live) {
    Map<Cell, Long> folded = new HashMap<>();
    counts.forEach((cell, count) -> folded.merge(live.fold(cell), count, Long::sum));
    return folded;
  }

  private Cell fold(Cell cell) {
    if (cell.dimension() != LiveDimension.PROVINCE || KNOWN_PROVINCES.contains(cell.value())) {
      return cell;
    }
    Cell more = new Cell(cell.scope(), LiveDimension.PROVINCE, LiveLimits.MORE_PROVINCES);
    return counts.containsKey(more) ? more : cell;
  }
}
