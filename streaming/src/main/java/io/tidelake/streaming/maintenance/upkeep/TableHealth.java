package io.tidelake.streaming.maintenance.upkeep;

import io.tidelake.schema.table.HealthReason;
import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.table.MaintenancePolicy;
import io.tidelake.schema.table.StreamCommit;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;

/**
 * How well a table is, out of its metadata alone.
 *
 * @param score 100: nothing to wish for; 0: readers and writers suffer
 * @param reasons what takes from the score, the worst first
 * @param nextAction the operation that helps most; {@code none} if none is needed
 * @param excessFiles data files beyond what the bytes need
 * @param filesWithDeletes data files with rows that delete files take away
 * @param cells about how many the rows stand for: rows by cells is the most that a reader adds up
 *     for one on average; null for a table whose rows stand for themselves
 * @param metadataBytes size of the metadata file, which every commit writes anew
 * @param lastCommit null: never
 * @param lastCompaction of the snapshots that there are; null: none
 * @param lastMaintenance when some operation last had to do with it and succeeded; null: never
 * @param orphans when they were last looked for, and what is left; null: never
 * @param behind how long commits of the source wait to be rolled up; null for a table that is no
 *     rollup
 */
public record TableHealth(
    String table,
    int score,
    List<Reason> reasons,
    String nextAction,
    Figures figures,
    long excessFiles,
    long filesWithDeletes,
    @Nullable Long cells,
    long smallManifests,
    long metadataBytes,
    @Nullable Instant lastCommit,
    @Nullable Instant lastCompaction,
    @Nullable Instant lastMaintenance,
    @Nullable OrphanSearch orphans,
    @Nullable Duration behind) {

  /** From this score on a table needs nobody's attention. */
  public static final int GOOD = 80;

  private static final String NO_ACTION = "none";

  private static final long SMALL_MANIFEST = 2 << 20;

  /** Each event makes a row in both, so that a stream that runs commits to them. */
  private static final Set<LakeTable> EVERY_EVENT =
      Set.of(LakeTables.RAW_EVENTS, LakeTables.BEHAVIOR_1M);

  /** A stream that rests for so long is nothing to tell. */
  private static final Duration RESTING = Duration.ofHours(1);

  /** A table that is written to and left alone for so long is nothing to tell. */
  private static final Duration UNTENDED = Duration.ofDays(1);

  /** A reason, the share of the score that it takes, and what helps. */
  private record Finding(double loss, Reason reason, String action) {}

  /**
   * @param values numbers and texts, as the code has them
   * @param text the same in English
   */
  public record Reason(HealthReason code, List<Object> values, String text) {}

  /**
   * What others know of a table.
   *
   * @param behind how long commits of the source wait to be rolled up; null for a table that is no
   *     rollup
   * @param lastMaintenance see {@link TableHealth}
   * @param orphans see {@link TableHealth}
   * @param now the time
   */
  public record Known(
      @Nullable Duration behind,
      @Nullable Instant lastMaintenance,
      @Nullable OrphanSearch orphans,
      Instant now) {}

  /** Of a table that cannot be judged: it needs somebody's attention first of all. */
  public static TableHealth unknown(LakeTable name, String reason) {
    return new TableHealth(
        name.name(),
        0,
        List.of(
            new Reason(HealthReason.UNKNOWN, List.of(reason), HealthReason.UNKNOWN.text(reason))),
        NO_ACTION,
        new Figures(0, 0, 0, 0, 0),
        0,
        0,
        null,
        0,
        0,
        null,
        null,
        null,
        null,
        null);
  }

  /** Judges the table as it was refreshed last. */
  public static TableHealth of(LakeTable name, Table table, MaintenancePolicy policy, Known known)
      throws IOException {
    Duration behind = known.behind();
    OrphanSearch orphans = known.orphans();
    Figures figures = Figures.of(table);
    long excess = 0;
    long withDeletes = 0;
    @Nullable Cells cells = Deltas.accumulator(name).isPresent() ? new Cells(name) : null;
    if (table.currentSnapshot() != null) {
      Map<Integer, long[]> partitions = new HashMap<>();
      TableScan scan = table.newScan();
      if (cells != null) {
        scan = scan.includeColumnStats(List.of(cells.timeColumn()));
      }
      try (CloseableIterable<FileScanTask> files = scan.planFiles()) {
        for (FileScanTask file : files) {
          if (cells != null) {
            cells.add(file);
          }
          long[] sum = partitions.computeIfAbsent(Partition.of(file.file()), key -> new long[2]);
          sum[0]++;
          sum[1] += file.length();
          withDeletes += file.deletes().isEmpty() ? 0 : 1;
        }
      }
      for (long[] sum : partitions.values()) {
        excess +=
            sum[0]
                - Math.max(1, (sum[1] + policy.targetFileBytes() - 1) / policy.targetFileBytes());
      }
    }
    long smallManifests =
        table.currentSnapshot() == null
            ? 0
            : table.currentSnapshot().dataManifests(table.io()).stream()
                .filter((ManifestFile manifest) -> manifest.length() < SMALL_MANIFEST)
                .count();
    long metadataBytes = metadataBytes(table);
    List<Finding> findings = new ArrayList<>();
    add(
        findings,
        40 * share(excess, 1_000),
        "compaction",
        HealthReason.EXCESS_FILES,
        excess,
        figures.bytes() >> 10);
    long counted = cells == null ? figures.rows() : cells.count();
    long more = Math.max(0, figures.rows() - counted);
    if (more > 0) {
      add(
          findings,
          20 * Math.min(share(more, 500_000), share(more, 9 * Math.max(1, counted))),
          "compaction",
          HealthReason.ROWS_PER_CELL,
          figures.rows(),
          counted);
    }
    add(
        findings,
        20 * share(withDeletes, 20),
        "compaction",
        HealthReason.FILES_WITH_DELETES,
        withDeletes);
    add(
        findings,
        15 * share(smallManifests - policy.maxSmallManifests(), 400),
        "manifests",
        HealthReason.SMALL_MANIFESTS,
        smallManifests);
    add(
        findings,
        20 * share(figures.snapshots() - policy.snapshotMaxCount(), policy.snapshotMaxCount()),
        "expiry",
        HealthReason.SNAPSHOTS,
        figures.snapshots(),
        policy.snapshotMaxCount());
    add(
        findings,
        15 * share(metadataBytes, 16 << 20),
        "expiry",
        HealthReason.METADATA,
        metadataBytes >> 10);
    if (behind != null) {
      add(
          findings,
          30 * share(behind.toSeconds() - 900, 7_200),
          "rollup",
          HealthReason.BEHIND,
          behind.toHours(),
          behind.toMinutesPart());
    }
    if (orphans != null) {
      add(
          findings,
          10 * share(orphans.left(), 1_000),
          "orphans",
          HealthReason.ORPHANS,
          orphans.left(),
          orphans.at().toString());
    }
    addTimes(findings, name, table, known);
    findings.sort((one, other) -> Double.compare(other.loss(), one.loss()));
    double loss = findings.stream().mapToDouble(Finding::loss).sum();
    return new TableHealth(
        name.name(),
        (int) Math.max(0, Math.round(100 - loss)),
        findings.stream().map(Finding::reason).toList(),
        findings.stream()
            .map(Finding::action)
            .filter(action -> !action.equals(NO_ACTION))
            .findFirst()
            .orElse(NO_ACTION),
        figures,
        excess,
        withDeletes,
        cells == null ? null : counted,
        smallManifests,
        metadataBytes,
        newest(table, null),
        newest(table, DataOperations.REPLACE),
        known.lastMaintenance(),
        orphans,
        behind);
  }

  private static void addTimes(List<Finding> findings, LakeTable name, Table table, Known known) {
    if (EVERY_EVENT.contains(name)) {
      StreamCommit.newest(table)
          .ifPresent(
              newest -> {
                Duration rest = Duration.between(StreamCommit.committedAt(newest), known.now());
                add(
                    findings,
                    10
                        * share(
                            rest.toSeconds() - RESTING.toSeconds(), Duration.ofDays(1).toSeconds()),
                    NO_ACTION,
                    HealthReason.RESTING,
                    rest.toHours(),
                    rest.toMinutesPart());
              });
    }
    Instant committed = newest(table, null);
    Instant maintained = known.lastMaintenance() == null ? oldest(table) : known.lastMaintenance();
    // What nobody has written to since needs nothing.
    if (committed != null && maintained != null && committed.isAfter(maintained)) {
      Duration left = Duration.between(maintained, known.now());
      add(
          findings,
          10 * share(left.toSeconds() - UNTENDED.toSeconds(), Duration.ofDays(7).toSeconds()),
          "compaction",
          HealthReason.UNTENDED,
          left.toHours(),
          left.toMinutesPart());
    }
  }

  /** At most, on average; null for a table whose rows stand for themselves, and without rows. */
  public @Nullable Double rowsPerCell() {
    return cells == null || cells == 0 ? null : (double) figures.rows() / cells;
  }

  private static void add(
      List<Finding> findings, double loss, String action, HealthReason code, Object... values) {
    if (loss >= 0.5) {
      findings.add(new Finding(loss, new Reason(code, List.of(values), code.text(values)), action));
    }
  }

  private static double share(long value, long worst) {
    return Math.max(0, Math.min(1, (double) value / worst));
  }

  private static long metadataBytes(Table table) {
    return table
        .io()
        .newInputFile(((HasTableOperations) table).operations().current().metadataFileLocation())
        .getLength();
  }

  private static @Nullable Instant newest(Table table, @Nullable String operation) {
    long newest = Long.MIN_VALUE;
    for (Snapshot snapshot : table.snapshots()) {
      if (operation == null || operation.equals(snapshot.operation())) {
        newest = Math.max(newest, snapshot.timestampMillis());
      }
    }
    return newest == Long.MIN_VALUE ? null : Instant.ofEpochMilli(newest);
  }

  private static @Nullable Instant oldest(Table table) {
    long oldest = Long.MAX_VALUE;
    for (Snapshot snapshot : table.snapshots()) {
      oldest = Math.min(oldest, snapshot.timestampMillis());
    }
    return oldest == Long.MAX_VALUE ? null : Instant.ofEpochMilli(oldest);
  }
}
