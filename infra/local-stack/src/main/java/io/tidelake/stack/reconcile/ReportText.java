package io.tidelake.stack.reconcile;

import io.tidelake.stack.reconcile.Reconciliation.Difference;
import io.tidelake.stack.reconcile.Reconciliation.Partition;
import io.tidelake.stack.reconcile.Reconciliation.Report;
import io.tidelake.stack.reconcile.Reconciliation.Snapshot;
import io.tidelake.stack.reconcile.Reconciliation.Verdict;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes a report as tables for a terminal. */
final class ReportText {

  private static final String GAP = "  ";

  private final StringBuilder out = new StringBuilder();

  private ReportText() {}

  static String of(Report report) {
    ReportText text = new ReportText();
    text.snapshots(report);
    text.partitions(report);
    text.totals(report);
    text.verdicts(report);
    text.differences(report);
    return text.out.toString();
  }

  private void snapshots(Report report) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("table", "snapshot", "committed", "checkpoint", "job"));
    for (Snapshot each : report.snapshots()) {
      rows.add(
          List.of(
              each.table(),
              Long.toString(each.id()),
              each.committedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
              each.checkpoint() == null ? "expired" : each.checkpoint(),
              each.job() == null ? "expired" : each.job()));
    }
    table(rows, false);
    if (report.since() != null || report.until() != null) {
      line(
          "Dates %s to %s: offsets of records that came on these, live counts of these alone."
              .formatted(
                  report.since() == null ? "…" : report.since(),
                  report.until() == null ? "…" : report.until()));
    }
    line("");
  }

  private void partitions(Report report) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            report.topic(),
            "in Kafka",
            "compared",
            "records",
            "raw_events",
            "quarantine",
            "missing",
            "repeated",
            "beyond"));
    long records = 0;
    long raw = 0;
    long quarantined = 0;
    long missing = 0;
    long repeated = 0;
    long beyond = 0;
    for (Partition each : report.partitions()) {
      rows.add(
          List.of(
              Integer.toString(each.partition()),
              range(each.kafkaStart(), each.kafkaEnd()),
              range(each.from(), each.to()),
              number(each.records()),
              number(each.rawEvents()),
              number(each.quarantined()),
              number(each.missing()),
              number(each.repeated()),
              number(each.beyond())));
      records += each.records();
      raw += each.rawEvents();
      quarantined += each.quarantined();
      missing += each.missing();
      repeated += each.repeated();
      beyond += each.beyond();
    }
    rows.add(
        List.of(
            "all",
            "",
            "",
            number(records),
            number(raw),
            number(quarantined),
            number(missing),
            number(repeated),
            number(beyond)));
    table(rows, true);
  }

  private void totals(Report report) {
    var totals = report.totals();
    if (report.behind() > 0) {
      line("%s newer records are not in the lake yet.".formatted(number(report.behind())));
    }
    if (report.droppedBefore() != null) {
      line(
          "Retention has dropped dates before %s: %s of these records; cells of these dates are left out, and live counts may be larger by what was dropped."
              .formatted(report.droppedBefore(), number(report.dropped())));
    }
    if (totals.backfilled() > 0) {
      line("%s rows came by backfill, without an offset.".formatted(number(totals.backfilled())));
    }
    line(
        "%s events (%s late) of %s dates; live counts taken at %s."
            .formatted(
                number(totals.rawEvents()),
                number(totals.rawLate()),
                number(totals.dates()),
                report.livePositions()));
    line("");
  }

  private void verdicts(Report report) {
    List<List<String>> rows = new ArrayList<>();
    for (Verdict each : report.verdicts()) {
      rows.add(
          List.of(
              each.check().title(),
              number(each.compared()) + " " + each.check().unit(),
              each.different() == 0
                  ? "equal"
                  : "DIFFERENT: " + number(each.different()) + " " + each.check().unit()));
    }
    table(rows, false);
  }

  private void differences(Report report) {
    for (Verdict verdict : report.verdicts()) {
      if (verdict.different() == 0) {
        continue;
      }
      List<Difference> shown =
          report.differences().stream().filter(each -> each.check() == verdict.check()).toList();
      line("");
      line(verdict.check().title() + ":");
      for (Difference each : shown) {
        line(
            GAP
                + "%s: expected %s, found %s"
                    .formatted(each.what(), number(each.expected()), number(each.actual())));
      }
      if (shown.size() == Reconciliation.SHOWN_DIFFERENCES) {
        line(
            GAP
                + "These are the first; in all "
                + number(verdict.different())
                + " "
                + verdict.check().unit()
                + ".");
      }
    }
    line("");
    line(
        (report.clean() ? "No difference. " : "There are differences. ")
            + String.format(Locale.ROOT, "Took %.1f s.", report.took().toMillis() / 1000.0));
  }

  private void table(List<List<String>> rows, boolean numbers) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String cell = row.get(i);
        String padding = " ".repeat(widths[i] - cell.length());
        line.append(i == 0 ? "" : GAP);
        line.append(numbers && i > 0 ? padding + cell : cell + padding);
      }
      line(line.toString().stripTrailing());
    }
  }

  private void line(String line) {
    out.append(line).append('\n');
  }

  private static String range(long from, long to) {
    return from == to ? "none" : from + ".." + (to - 1);
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
