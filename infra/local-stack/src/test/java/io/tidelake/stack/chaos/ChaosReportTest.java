package io.tidelake.stack.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidelake.schema.topic.TopicPositions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChaosReportTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final ChaosReport.Exactness EXACT = exactness(0L, 0L, 0L, 0L, true);

  @Test
  void nothingLostNothingDoubledAndNothingBackwardsPasses() {
    assertThat(report(List.of(step("kill kafka", null)), 0, EXACT).passed()).isTrue();
  }

  @Test
  void anyFindingFails() {
    assertThat(report(List.of(), 1, EXACT).passed()).isFalse();
    assertThat(report(List.of(step("kill kafka", "not back")), 0, EXACT).passed()).isFalse();
    for (ChaosReport.Exactness found :
        List.of(
            exactness(1L, 0L, 0L, 0L, true),
            exactness(0L, 1L, 0L, 0L, true),
            exactness(0L, 0L, -1L, 0L, true),
            exactness(0L, 0L, 0L, 2L, true),
            exactness(0L, 0L, 0L, 0L, false),
            // What is not known is not shown to be exact.
            exactness(null, 0L, 0L, 0L, true),
            exactness(0L, 0L, 0L, 0L, null))) {
      assertThat(report(List.of(), 0, found).passed()).as(found.toString()).isFalse();
    }
    assertThat(new ChaosReport.Exactness(10, 9, 9, true, 0L, 0L, 0L, 0L, true, null, null).exact())
        .isFalse();
  }

  @Test
  void stepsAreSummedUpByWhatHappened() {
    Map<String, ChaosReport.KindResult> kinds =
        ChaosReport.byKind(
            List.of(
                step("kill kafka", null),
                step("kill kafka", null),
                step("kill kafka + commit answer lost", null)));

    assertThat(kinds).containsOnlyKeys("kill kafka", "(two at once)");
    assertThat(kinds.get("kill kafka").live()).isEqualTo(new Figures(2, 1_000, 1_000));
  }

  @Test
  void theTableSaysWhatFailed() {
    StringWriter text = new StringWriter();

    new ReportTable(new PrintWriter(text))
        .report(report(List.of(step("kill kafka", null)), 0, exactness(3L, 0L, 0L, 0L, false)));

    assertThat(text.toString())
        .contains(
            "kill kafka", "lost                               3", "DIFFERS", "FAILED: 1 fault");
  }

  @Test
  void aReportIsJson() throws Exception {
    assertThat(
            JSON.readTree(JSON.writeValueAsString(report(List.of(), 0, EXACT)))
                .at("/exactness/lost")
                .asLong(-1))
        .isZero();
  }

  @Test
  void aCommitSaysHowFarItCovers() throws Exception {
    assertThat(
            CommitWatch.commit(
                JSON.readTree(
                    """
                    {"current-snapshot-id": 7, "properties": {"tidelake.kafka-positions": "{\\"0\\":1}"},
                     "snapshots": [
                       {"snapshot-id": 6, "timestamp-ms": 1, "summary": {}},
                       {"snapshot-id": 7, "timestamp-ms": 5,
                        "summary": {"tidelake.kafka-positions": "{\\"0\\":12,\\"1\\":9}"}}]}
                    """)))
        .hasValue(
            new CommitWatch.Commit(
                TopicPositions.of(Map.of(0, 12L, 1, 9L)), "7", Instant.ofEpochMilli(5)));
  }

  @Test
  void aSnapshotThatDoesNotSayLeavesItToTheTable() throws Exception {
    assertThat(
            CommitWatch.commit(
                    JSON.readTree(
                        """
                        {"current-snapshot-id": 7, "properties": {"tidelake.kafka-positions": "{\\"0\\":1}"},
                         "snapshots": [{"snapshot-id": 7, "timestamp-ms": 5, "summary": {}}]}
                        """))
                .orElseThrow()
                .positions())
        .isEqualTo(TopicPositions.of(Map.of(0, 1L)));
    assertThat(CommitWatch.commit(JSON.readTree("{\"current-snapshot-id\": -1}"))).isEmpty();
  }

  private static ChaosReport report(
      List<ChaosReport.StepResult> steps, int backwards, ChaosReport.Exactness exactness) {
    return new ChaosReport(
        1,
        1,
        2_000,
        "2026-08-29T10:00:00Z",
        60,
        steps,
        ChaosReport.byKind(steps),
        Map.of("page", new ChaosReport.Share(10, 9, 0.9)),
        Map.of("taskmanager", new ChaosReport.Memory(900, 910)),
        backwards,
        List.of(),
        exactness);
  }

  private static ChaosReport.StepResult step(String name, @Nullable String problem) {
    return new ChaosReport.StepResult(
        1,
        name,
        name,
        "2026-08-29T10:00:00Z",
        0,
        1_000L,
        1_000L,
        900,
        4_000L,
        2_000,
        4_000L,
        problem);
  }

  private static ChaosReport.Exactness exactness(
      @Nullable Long lost,
      @Nullable Long duplicated,
      @Nullable Long aggregate,
      @Nullable Long live,
      @Nullable Boolean reconciled) {
    return new ChaosReport.Exactness(
        10, 10, 10, true, lost, duplicated, aggregate, live, reconciled, null, null);
  }
}
