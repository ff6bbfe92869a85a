package io.tidelake.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What groups of threads took in each round; the largest become figures. */
public final class ThreadCosts {

  private static final int SHOWN = 10;

  private final List<Map<String, Double>> rounds = new ArrayList<>();

  /**
   * Takes in a round.
   *
   * @param groups as {@link ThreadUse#groups()} tells them
   * @param per what to divide by
   */
  public void add(Map<String, Double> groups, double per) {
    Map<String, Double> round = new LinkedHashMap<>();
    groups.forEach((group, seconds) -> round.put(group, seconds / per));
    rounds.add(round);
  }

  /** Puts the ten that took most into a result, and all others as one. */
  public void into(BenchResult result, String who, String unit) {
    Map<String, Double> sums = new LinkedHashMap<>();
    rounds.forEach(round -> round.forEach((group, used) -> sums.merge(group, used, Double::sum)));
    List<String> largest =
        sums.entrySet().stream()
            .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
            .limit(SHOWN)
            .map(Map.Entry::getKey)
            .toList();
    for (Map<String, Double> round : rounds) {
      double others = round.values().stream().mapToDouble(Double::doubleValue).sum();
      for (String group : largest) {
        double used = round.getOrDefault(group, 0.0);
        result.add("%s, threads `%s`".formatted(who, group), unit, used);
        others -= used;
      }
      result.add(who + ", all other threads", unit, others);
    }
  }
}
