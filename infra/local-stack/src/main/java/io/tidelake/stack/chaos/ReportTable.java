package io.tidelake.stack.chaos;

import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints a {@link ChaosReport} for people. */
final class ReportTable {

  private final PrintWriter out;

  ReportTable(PrintWriter out) {
    this.out = out;
  }

  void step(ChaosReport.StepResult step, int faultsDone, int faults) {
    line(
        "%4d/%-4d %-62s live %s  commit %s%s",
        faultsDone,
        faults,
        step.faults(),
        seconds(step.liveMillis()),
        seconds(step.commitMillis()),
        step.problem() == null ? "" : "  " + step.problem());
  }

  void report(ChaosReport report) {
    line("");
    line(
        "%-34s %5s  %15s  %15s  %15s",
        "seconds from the fault to", "", "live output", "… from its end", "commit");
    line(
        "%-34s %5s  %7s %7s  %7s %7s  %7s %7s",
        "", "count", "median", "max", "median", "max", "median", "max");
    report
        .recovery()
        .forEach(
            (name, kind) ->
                line(
                    "%-34s %5d  %7s %7s  %7s %7s  %7s %7s",
                    name,
                    kind.silent().count(),
                    kind.live().medianText(),
                    kind.live().maxText(),
                    kind.liveAfterEnd().medianText(),
                    kind.liveAfterEnd().maxText(),
                    kind.commit().medianText(),
                    kind.commit().maxText()));
    line("");
    report
        .availability()
        .forEach(
            (name, share) ->
                line(
                    "%-34s %.3f %% of %d reads answered within a second",
                    "dashboard: " + name, share.share() * 100, share.reads()));
    report
        .memory()
        .forEach(
            (part, memory) ->
                line(
                    "%-34s %d MiB in the first half, %d in the second",
                    "memory at most: " + part, memory.firstHalf(), memory.secondHalf()));
    line("%-34s %d", "displayed counts gone backwards", report.backwards());
    report.backwardsExamples().forEach(example -> line("    %s", example));
    ChaosReport.Exactness exactness = report.exactness();
    line(
        "%-34s %d sent, %d acknowledged, %d in the topic",
        "records", exactness.sent(), exactness.acknowledged(), exactness.inTopic());
    line("%-34s %s", "lost", number(exactness.lost()));
    line("%-34s %s", "duplicated", number(exactness.duplicated()));
    line("%-34s %s", "Σ behavior_1m − raw_events", number(exactness.aggregateDifference()));
    line("%-34s %s", "counted live − raw_events", number(exactness.liveDifference()));
    line(
        "%-34s %s",
        "reconcile",
        exactness.reconciled() == null
            ? "not run"
            : exactness.reconciled() ? "no difference" : "DIFFERS");
    if (exactness.problem() != null) {
      line("%-34s %s", "problem", exactness.problem());
    }
    line("%-34s %d", "not recovered in time", report.unrecovered());
    line("");
    line(
        "%s: %d faults, seed %d, %d events/s, %d s",
        report.passed() ? "PASSED" : "FAILED",
        report.faults(),
        report.seed(),
        report.rate(),
        report.seconds());
  }

  private void line(String format, @Nullable Object... arguments) {
    out.println(String.format(Locale.ROOT, format, arguments).stripTrailing());
    out.flush();
  }

  private static String number(@Nullable Long number) {
    return number == null ? "not known" : number.toString();
  }

  private static String seconds(@Nullable Long millis) {
    return millis == null ? "   -   " : String.format(Locale.ROOT, "%5.1f s", millis / 1000.0);
  }
}
