package io.tidelake.stack.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a run found; the content of the JSON report.
 *
 * @param seed of the schedule and the load
 * @param faults that were asked for
 * @param rate events a second
 * @param started ISO-8601
 * @param seconds that the whole run took
 * @param steps in order
 * @param recovery by kind of fault
 * @param availability of dashboard reads, by what was read
 * @param memory of processes, by part
 * @param backwards how often a displayed count was smaller than before
 * @param backwardsExamples the first of those
 * @param exactness what became of the records
 */
record ChaosReport(
    long seed,
    int faults,
    long rate,
    String started,
    long seconds,
    List<StepResult> steps,
    Map<String, KindResult> recovery,
    Map<String, Share> availability,
    Map<String, Memory> memory,
    int backwards,
    List<String> backwardsExamples,
    Exactness exactness) {

  /**
   * What followed a step of the schedule.
   *
   * @param number from 1
   * @param faults as in the schedule
   * @param name without lengths
   * @param at ISO-8601, when the first fault hit
   * @param faultMillis from the first hit to the end of the last fault
   * @param liveMillis from the hit to the return of live output; null if it did not return
   * @param liveAfterEndMillis the same from the end of the fault on
   * @param silentMillis the longest time without live output
   * @param commitMillis from the hit to a commit that holds records from after it
   * @param lag the largest number of records written and not yet counted live
   * @param caughtUpMillis from the hit until the stream had caught up
   * @param problem what went wrong, if anything did
   */
  record StepResult(
      int number,
      String faults,
      String name,
      String at,
      long faultMillis,
      @Nullable Long liveMillis,
      @Nullable Long liveAfterEndMillis,
      long silentMillis,
      @Nullable Long commitMillis,
      long lag,
      @Nullable Long caughtUpMillis,
      @Nullable String problem) {}

  /** Figures of one kind of fault, in milliseconds. */
  record KindResult(Figures live, Figures liveAfterEnd, Figures silent, Figures commit) {}

  /** Reads and how many of them were answered in time. */
  record Share(int reads, int answered, double share) {}

  /** Resident memory of a part in MiB, the largest seen in each half of the run. */
  record Memory(long firstHalf, long secondHalf) {}

  /**
   * What became of the records.
   *
   * @param sent by the load
   * @param acknowledged of them by the broker
   * @param inTopic records that the topic holds
   * @param drained whether the stream caught up with the topic at the end
   * @param lost records of the topic that are in neither table; null if not known
   * @param duplicated rows beyond the first of a record; null if not known
   * @param aggregateDifference Σ behavior_1m − raw_events; null if not known
   * @param liveDifference events counted live − raw_events; null if not known
   * @param reconciled whether {@code reconcile} found no difference; null if it could not be run
   * @param reconciliation what {@code reconcile --json} printed
   * @param problem why something is not known
   */
  record Exactness(
      long sent,
      long acknowledged,
      long inTopic,
      boolean drained,
      @Nullable Long lost,
      @Nullable Long duplicated,
      @Nullable Long aggregateDifference,
      @Nullable Long liveDifference,
      @Nullable Boolean reconciled,
      @Nullable JsonNode reconciliation,
      @Nullable String problem) {

    boolean exact() {
      return drained
          && sent == acknowledged
          && acknowledged == inTopic
          && isZero(lost)
          && isZero(duplicated)
          && isZero(aggregateDifference)
          && isZero(liveDifference)
          && Boolean.TRUE.equals(reconciled);
    }

    private static boolean isZero(@Nullable Long number) {
      return number != null && number == 0;
    }
  }

  /** Whether nothing was lost, nothing doubled, all sums agree and no count ever went backwards. */
  boolean passed() {
    return exactness.exact() && backwards == 0 && unrecovered() == 0;
  }

  /** Steps after which the stack did not come back in time. */
  long unrecovered() {
    return steps.stream().filter(step -> step.problem() != null).count();
  }

  /** Sums steps up by name, sorted by it; pairs are one row. */
  static Map<String, KindResult> byKind(List<StepResult> steps) {
    Map<String, List<StepResult>> grouped = new TreeMap<>();
    for (StepResult step : steps) {
      String name = step.name().contains(" + ") ? "(two at once)" : step.name();
      grouped.computeIfAbsent(name, any -> new ArrayList<>()).add(step);
    }
    Map<String, KindResult> results = new LinkedHashMap<>();
    grouped.forEach(
        (name, group) ->
            results.put(
                name,
                new KindResult(
                    figures(group, StepResult::liveMillis),
                    figures(group, StepResult::liveAfterEndMillis),
                    figures(group, StepResult::silentMillis),
                    figures(group, StepResult::commitMillis))));
    return results;
  }

  private static Figures figures(
      List<StepResult> steps, Function<StepResult, @Nullable Long> millis) {
    return Figures.of(steps.stream().map(millis).filter(Objects::nonNull).toList());
  }
}
