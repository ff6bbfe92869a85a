package io.tidelake.schema.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunReasonTest {

  @Test
  void whatTheJournalHoldsIsReadBack() {
    String compaction =
        RunReason.COMPACTION.text(720, 2, "2026-08-28", "2026-08-29", 15_000L, 51_200L);

    assertThat(read(compaction))
        .isEqualTo(
            new RunReason.Told(
                RunReason.COMPACTION,
                List.of(720L, 2L, "2026-08-28", "2026-08-29", 15_000L, 51_200L),
                ""));
    assertThat(read(RunReason.ROLLUP_FIRST.text()))
        .isEqualTo(new RunReason.Told(RunReason.ROLLUP_FIRST, List.of(), ""));
    assertThat(read(RunReason.ROLLUP_LOST.text(Long.MAX_VALUE - 1, "behavior_1m")).values())
        .last()
        .isEqualTo("behavior_1m");
    assertThat(read(RunReason.ROLLUP_ADD.text("behavior_1m")).values())
        .containsExactly("behavior_1m");
    assertThat(read(RunReason.ROLLUP_ADVANCE.text("behavior_1m")).reason())
        .isEqualTo(RunReason.ROLLUP_ADVANCE);
    assertThat(read(RunReason.EXPIRY.text(120, 20, Duration.ofHours(1), 5)).values())
        .containsExactly(120L, 20L, "PT1H", 5L);
    assertThat(read(RunReason.MANIFESTS.text(40, 512, 2_048)).values())
        .containsExactly(40L, 512L, 2_048L);
    assertThat(read(RunReason.RETENTION.text(9L, 1, 3L, "2026-08-01", 30)).values())
        .containsExactly(9L, 1L, 3L, "2026-08-01", 30L);
    assertThat(
            read(RunReason.ORPHANS.text(1, 2, Duration.ofDays(3), "s3://lake/a (b), c.parquet"))
                .values())
        .containsExactly(1L, 2L, "PT72H", "s3://lake/a (b), c.parquet");
  }

  @Test
  void whatWasAddedOnceItWasDoneIsReadToo() {
    RunReason.Told compaction =
        read(
            RunReason.COMPACTION.text(720, 2, "2026-08-28", "2026-08-29", 15_000L, 51_200L)
                + "; "
                + RunNote.COMMITS.text(3));
    assertThat(compaction.values()).last().isEqualTo(51_200L);
    assertThat(compaction.note()).isEqualTo("in 3 commits");
    assertThat(RunNote.read(compaction.note())).contains(new RunNote.Told(RunNote.COMMITS, 3));
    RunReason.Told orphans =
        read(
            RunReason.ORPHANS.text(1, 2, Duration.ofDays(3), "s3://lake/a.parquet")
                + "; 12 KiB freed");
    assertThat(orphans.values()).last().isEqualTo("s3://lake/a.parquet");
    assertThat(RunNote.read(orphans.note())).contains(new RunNote.Told(RunNote.FREED, 12));
    assertThat(RunNote.read("by hand")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ConnectException: Connection refused (add: new snapshots of behavior_1m)",
        "build: snapshot 99999999999999999999 is no longer in the history of behavior_1m"
      })
  void anythingElseIsNoReasonOfTheList(String text) {
    assertThat(RunReason.read(text)).isEmpty();
  }

  @Test
  void codesAreStable() {
    assertThat(RunReason.ROLLUP_ADD.code()).isEqualTo("rollup-add");
    assertThat(HealthReason.EXCESS_FILES.code()).isEqualTo("excess-files");
    assertThat(HealthReason.BEHIND.text(1, 5))
        .isEqualTo("commits of the source wait for 1 h 5 min to be rolled up");
  }

  private static RunReason.Told read(String text) {
    return RunReason.read(text).orElseThrow();
  }
}
