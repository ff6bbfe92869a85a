package io.tidelake.stack.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.stack.reconcile.Reconciliation.Check;
import io.tidelake.stack.reconcile.Reconciliation.Difference;
import io.tidelake.stack.reconcile.Reconciliation.Partition;
import io.tidelake.stack.reconcile.Reconciliation.Report;
import io.tidelake.stack.reconcile.Reconciliation.Snapshot;
import io.tidelake.stack.reconcile.Reconciliation.Totals;
import io.tidelake.stack.reconcile.Reconciliation.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {

  @Test
  void aCleanReportSaysWhatWasCompared() {
    Report report = report(0, 0, List.of());
    assertThat(report.clean()).isTrue();
    assertThat(report.text())
        .contains("raw_events", "9007199254740993", "checkpoint", "12", "0..999", "0..899")
        .contains("100 newer records are not in the lake yet.")
        .contains("Retention has dropped dates before 2026-08-13: 7 of these records")
        .contains("raw_events + quarantine      900 records  equal")
        .contains("No difference. Took 1.5 s.")
        .doesNotContain("DIFFERENT");
  }

  @Test
  void differencesAreNamedAndTheirNumberIsTheWholeOne() {
    Report report =
        report(
            40,
            3,
            List.of(
                new Difference(
                    Check.OFFSETS, "partition 0, offset 17: in Kafka, not in the lake", 1, 0),
                new Difference(Check.CELLS, "minute m, action 0", 5, 6)));
    assertThat(report.clean()).isFalse();
    assertThat(report.lost()).isEqualTo(40);
    assertThat(report.aggregatesEqual()).isFalse();
    assertThat(report.liveEqual()).isTrue();
    assertThat(report.text())
        .contains("DIFFERENT: 40 records", "DIFFERENT: 3 cells", "There are differences.")
        .contains("partition 0, offset 17: in Kafka, not in the lake: expected 1, found 0")
        .contains("minute m, action 0: expected 5, found 6");
  }

  @Test
  void jsonHoldsTheSame() throws Exception {
    JsonNode json =
        new JsonMapper()
            .readTree(
                report(1, 0, List.of(new Difference(Check.OFFSETS, "partition 0, offset 3", 1, 0)))
                    .json());
    assertThat(json.path("clean").asBoolean()).isFalse();
    assertThat(json.path("lost").asLong()).isEqualTo(1);
    assertThat(json.path("dropped").asLong()).isEqualTo(7);
    assertThat(json.path("droppedBefore").asText()).isEqualTo("2026-08-13");
    assertThat(json.at("/positions/0").asLong()).isEqualTo(900);
    assertThat(json.at("/snapshots/0/snapshot").asText()).isEqualTo("9007199254740993");
    assertThat(json.at("/snapshots/0/checkpoint").asText()).isEqualTo("12");
    assertThat(json.at("/partitions/0/missing").asLong()).isEqualTo(1);
    assertThat(json.at("/checks/0/check").asText()).isEqualTo("offsets");
    assertThat(json.at("/checks/0/different").asLong()).isEqualTo(1);
    assertThat(json.at("/differences/0/what").asText()).isEqualTo("partition 0, offset 3");
  }

  private static Report report(long missing, long cells, List<Difference> differences) {
    TopicPositions positions = TopicPositions.of(Map.of(0, 900L));
    return new Report(
        Instant.parse("2026-11-11T12:00:00Z"),
        Duration.ofMillis(1500),
        "behavior",
        "behavior-live",
        null,
        null,
        LocalDate.parse("2026-08-13"),
        List.of(
            new Snapshot(
                "raw_events",
                9007199254740993L,
                Instant.parse("2026-11-11T11:59:58Z"),
                positions,
                "12",
                "0123456789abcdef0123456789abcdef")),
        positions,
        TopicPositions.of(Map.of(0, 1000L)),
        TopicPositions.of(Map.of(0, 950L)),
        List.of(new Partition(0, 0, 1000, 0, 900, 900, 890 - missing, 10, missing, 0, 0, 7)),
        new Totals(890, 5, 890, 5, 0, 60, 1),
        List.of(
            new Verdict(Check.OFFSETS, 900, missing),
            new Verdict(Check.CELLS, 60, cells),
            new Verdict(Check.LIVE, 50, 0)),
        differences);
  }
}
