package io.tidelake.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.query.platform.LakeSnapshots.Snapshot;
import io.tidelake.query.platform.LakeSnapshots.State;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RollupTest {

  private static final Map<String, String> NONE = Map.of();
  private static final State COVERS_2 =
      table("behavior_1h", commit(90, null, "append", Map.of("tidelake.rolled-up-snapshot", "2")));

  @Test
  void whatCameSinceIsOfTheDatesThatTheCommitsName() {
    State source =
        table(
            "behavior_1m",
            commit(1, null, "append", NONE),
            commit(2, 1L, "append", NONE),
            commit(3, 2L, "append", dates("2026-08-29", "2026-08-01")),
            commit(4, 3L, "replace", NONE),
            commit(5, 4L, "overwrite", dates("2026-08-02")));

    assertThat(Rollup.of(COVERS_2, source, 5).orElseThrow().changed())
        .containsExactlyInAnyOrder(
            LocalDate.parse("2026-08-29"),
            LocalDate.parse("2026-08-01"),
            LocalDate.parse("2026-08-02"));
    assertThat(Rollup.of(COVERS_2, source, 2)).hasValue(new Rollup(90, java.util.Set.of()));
    assertThat(Rollup.of(COVERS_2, source, 4).orElseThrow().changed()).hasSize(2);
  }

  @Test
  void servesForNothingIfACommitDoesNotSayWhatItChanged() {
    State source =
        table(
            "behavior_1m",
            commit(2, null, "append", NONE),
            commit(3, 2L, "append", Map.of("changed-partition-count", "365")));

    assertThat(Rollup.of(COVERS_2, source, 3)).isEmpty();
  }

  @Test
  void servesForNothingIfWhatItCoversHasExpiredOrIsYetToCome() {
    State expired = table("behavior_1m", commit(3, 2L, "append", dates("2026-08-29")));
    State earlier = table("behavior_1m", commit(1, null, "append", NONE));

    // The covered snapshot itself may have gone: its child tells all there is to tell.
    assertThat(Rollup.of(COVERS_2, expired, 3)).isPresent();
    assertThat(
            Rollup.of(
                COVERS_2, table("behavior_1m", commit(4, 3L, "append", dates("2026-08-29"))), 4))
        .isEmpty();
    assertThat(Rollup.of(COVERS_2, earlier, 1)).isEmpty();
  }

  @Test
  void aCompactedRollupStillCoversTheSame() {
    State rollup =
        new State(
            "behavior_1h",
            commit(91, 90L, "replace", NONE),
            Map.of(91L, commit(91, 90L, "replace", NONE)),
            Map.of("tidelake.rolled-up-snapshot", "2"));
    State source = table("behavior_1m", commit(2, null, "append", NONE));

    assertThat(Rollup.of(rollup, source, 2).map(Rollup::snapshot)).hasValue(91L);
  }

  @Test
  void anEmptyRollupServesForNothing() {
    State source = table("behavior_1m", commit(2, null, "append", NONE));

    assertThat(Rollup.of(new State("behavior_1h", null, Map.of(), NONE), source, 2))
        .isEqualTo(Optional.empty());
  }

  private static Map<String, String> dates(String... dates) {
    Map<String, String> summary = new HashMap<>();
    summary.put("partition-summaries-included", "true");
    summary.put("changed-partition-count", Integer.toString(dates.length));
    for (String date : dates) {
      summary.put("partitions.dt=" + date, "added-records=1");
    }
    return summary;
  }

  private static Snapshot commit(
      long id, @Nullable Long parent, String operation, Map<String, String> summary) {
    return new Snapshot(id, parent, Instant.EPOCH, operation, summary);
  }

  private static State table(String name, Snapshot... oldestFirst) {
    Map<Long, Snapshot> snapshots = new HashMap<>();
    for (Snapshot snapshot : oldestFirst) {
      snapshots.put(snapshot.id(), snapshot);
    }
    return new State(name, oldestFirst[oldestFirst.length - 1], snapshots, Map.of());
  }
}
