package io.tidelake.bench;

import java.util.List;

/** Targets as Markdown, of one benchmark or of all. */
final class TargetTable {

  static final String HEAD =
      "| target | what | asked | measured | peer | ratio | met |\n|---|---|---|---|---|---|---|\n";

  private TargetTable() {}

  static String row(BenchResult.Target target) {
    return "| %s | %s | %s | %s | %s | %s | %s |\n"
        .formatted(
            target.id(),
            target.what(),
            target.asked(),
            target.measured(),
            target.peer(),
            target.ratio(),
            target.met() ? "yes" : "no");
  }

  /** Of all benchmarks; one that did not run to its end has a row that says so. */
  static String of(List<BenchResult> results) {
    StringBuilder text = new StringBuilder(HEAD);
    for (BenchResult result : results) {
      result.targets().forEach(target -> text.append(row(target)));
      if (!result.failure().isEmpty()) {
        text.append(
            "| – | %s | runs to its end | failed: %s | | | no |\n"
                .formatted(result.name(), result.failure().replace('|', '/').replace('\n', ' ')));
      }
    }
    return text.toString();
  }
}
