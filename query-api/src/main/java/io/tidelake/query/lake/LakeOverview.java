package io.tidelake.query.lake;

import io.tidelake.query.platform.BusinessTime;
import io.tidelake.query.platform.LakeSnapshots;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/** What catalog and maintenance know of every table, without reading one. */
@Component
class LakeOverview {

  static final List<String> TABLES =
      List.of(
          "raw_events",
          "behavior_1m",
          "behavior_1h",
          "behavior_1d",
          "visitors_1h",
          "hot_items_1h",
          "quarantine",
          "maintenance_runs",
          "audit_log");

  private static final Executor THREAD_EACH =
      task -> Thread.ofVirtual().name("lake-overview").start(task);

  /**
   * Figures are those of the newest snapshot; null as long as the table has none or its writer said
   * nothing of it.
   *
   * @param snapshotId as text: it may be too large for a JavaScript number
   * @param committedAt business time
   * @param secondsSinceCommit since then
   * @param snapshots that can still be read
   * @param rows rows, deletes not taken off
   * @param files data files
   * @param bytes of data files
   * @param health after the last run of maintenance; null if there was none, or nobody tells
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Table(
      String name,
      @Nullable String snapshotId,
      @Nullable String committedAt,
      @Nullable Long secondsSinceCommit,
      @Nullable String lastOperation,
      int snapshots,
      @Nullable Long rows,
      @Nullable Long files,
      @Nullable Long deleteFiles,
      @Nullable Long bytes,
      @Nullable Long averageFileBytes,
      @Nullable Health health) {}

  /**
   * @param code stable, for machines
   * @param text in the language that was asked for
   */
  record Reason(String code, String text) {}

  /**
   * See {@link MaintenancePart.Health}.
   *
   * @param lastMaintenanceAt business time, likewise {@code orphansSearchedAt}
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Health(
      int score,
      List<Reason> reasons,
      String nextAction,
      @Nullable Long excessFiles,
      @Nullable Long manifests,
      @Nullable Long smallManifests,
      @Nullable Long metadataBytes,
      @Nullable Long rollupBehindSeconds,
      @Nullable Long cells,
      @Nullable Double rowsPerCell,
      @Nullable String lastMaintenanceAt,
      @Nullable Long orphans,
      @Nullable String orphansSearchedAt) {}

  private final LakeSnapshots snapshots;
  private final MaintenancePart maintenance;
  private final BusinessTime times;
  private final ReasonText words;

  LakeOverview(
      LakeSnapshots snapshots, MaintenancePart maintenance, BusinessTime times, ReasonText words) {
    this.snapshots = snapshots;
    this.maintenance = maintenance;
    this.times = times;
    this.words = words;
  }

  /**
   * @param locale of what is said in words
   */
  List<Table> tables(Locale locale) {
    CompletableFuture<Map<String, MaintenancePart.Health>> health =
        CompletableFuture.supplyAsync(maintenance::health, THREAD_EACH);
    List<CompletableFuture<LakeSnapshots.State>> states =
        TABLES.stream()
            .map(name -> CompletableFuture.supplyAsync(() -> snapshots.state(name), THREAD_EACH))
            .toList();
    Instant now = Instant.now();
    Map<String, MaintenancePart.Health> known = join(health);
    return states.stream()
        .map(LakeOverview::join)
        .map(state -> table(state, health(known.get(state.table()), locale), now))
        .toList();
  }

  private @Nullable Health health(MaintenancePart.@Nullable Health told, Locale locale) {
    return told == null
        ? null
        : new Health(
            told.score(),
            told.reasons().stream()
                .map(
                    reason ->
                        new Reason(
                            reason.code(),
                            words.of(
                                "health", reason.code(), reason.values(), reason.text(), locale)))
                .toList(),
            told.nextAction(),
            told.excessFiles(),
            told.manifests(),
            told.smallManifests(),
            told.metadataBytes(),
            told.rollupBehindSeconds(),
            told.cells(),
            told.rowsPerCell(),
            time(told.lastMaintenance()),
            told.orphans(),
            time(told.orphansSearched()));
  }

  private @Nullable String time(@Nullable Instant instant) {
    return instant == null ? null : times.format(instant);
  }

  private Table table(LakeSnapshots.State state, @Nullable Health health, Instant now) {
    LakeSnapshots.Snapshot current = state.current();
    if (current == null) {
      return new Table(
          state.table(), null, null, null, null, 0, null, null, null, null, null, health);
    }
    Map<String, String> summary = current.summary();
    Long files = number(summary, "total-data-files");
    Long bytes = number(summary, "total-files-size");
    return new Table(
        state.table(),
        Long.toString(current.id()),
        times.format(current.committedAt()),
        Math.max(0, Duration.between(current.committedAt(), now).toSeconds()),
        current.operation(),
        state.snapshots().size(),
        number(summary, "total-records"),
        files,
        number(summary, "total-delete-files"),
        bytes,
        files == null || bytes == null || files == 0 ? null : Long.valueOf(bytes / files),
        health);
  }

  private static @Nullable Long number(Map<String, String> summary, String key) {
    try {
      String text = summary.get(key);
      return text == null ? null : Long.valueOf(text);
    } catch (NumberFormatException notSaid) {
      return null;
    }
  }

  private static <T> T join(CompletableFuture<T> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException problem) {
        throw problem;
      }
      throw e;
    }
  }
}
