package io.tidelake.streaming.maintenance.upkeep;

import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.MaintenancePolicy;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
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
 * @param metadataBytes size of the metadata file, which every commit writes anew
 * @param lastCommit null: never
 * @param lastCompaction of the snapshots that there are; null: none
 */
public record TableHealth(
    String table,
    int score,
    List<String> reasons,
    String nextAction,
    Figures figures,
    long excessFiles,
    long filesWithDeletes,
    long smallManifests,
    long metadataBytes,
    @Nullable Instant lastCommit,
    @Nullable Instant lastCompaction) {

  /** From this score on a table needs nobody's attention. */
  public static final int GOOD = 80;

  private static final long SMALL_MANIFEST = 2 << 20;

  /** A reason, the share of the score that it takes, and what helps. */
  private record Finding(double loss, String reason, String action) {}

  /**
   * @param behind how long commits of the source wait to be rolled up; null for a table that is no
   *     rollup
   */
  public static TableHealth of(
      LakeTable name, Table table, MaintenancePolicy policy, @Nullable Duration behind, Instant now)
      throws IOException {
    Figures figures = Figures.of(table);
    long excess = 0;
    long withDeletes = 0;
    if (table.currentSnapshot() != null) {
      Map<Integer, long[]> partitions = new HashMap<>();
      try (CloseableIterable<FileScanTask> files = table.newScan().planFiles()) {
        for (FileScanTask file : files) {
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
        "%d data files more than %d KiB need".formatted(excess, figures.bytes() >> 10),
        "compaction");
    add(
        findings,
        20 * share(withDeletes, 20),
        "%d data files have deleted rows".formatted(withDeletes),
        "compaction");
    add(
        findings,
        15 * share(smallManifests - policy.maxSmallManifests(), 200),
        "%d small manifests to read for every query".formatted(smallManifests),
        "manifests");
    add(
        findings,
        20 * share(figures.snapshots() - policy.snapshotMaxCount(), policy.snapshotMaxCount()),
        "%d snapshots, more than %d".formatted(figures.snapshots(), policy.snapshotMaxCount()),
        "expiry");
    add(
        findings,
        15 * share(metadataBytes, 16 << 20),
        "every commit writes %d KiB of metadata".formatted(metadataBytes >> 10),
        "expiry");
    if (behind != null) {
      add(
          findings,
          30 * share(behind.toSeconds() - 900, 7_200),
          "commits of the source wait for %s to be rolled up".formatted(words(behind)),
          "rollup");
    }
    findings.sort((one, other) -> Double.compare(other.loss(), one.loss()));
    double loss = findings.stream().mapToDouble(Finding::loss).sum();
    return new TableHealth(
        name.name(),
        (int) Math.max(0, Math.round(100 - loss)),
        findings.stream().map(Finding::reason).toList(),
        findings.isEmpty() ? "none" : findings.get(0).action(),
        figures,
        excess,
        withDeletes,
        smallManifests,
        metadataBytes,
        newest(table, null),
        newest(table, DataOperations.REPLACE));
  }

  private static void add(List<Finding> findings, double loss, String reason, String action) {
    if (loss >= 0.5) {
      findings.add(new Finding(loss, reason, action));
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

  private static String words(Duration duration) {
    return duration.toHours() > 0
        ? duration.toHours() + " h " + duration.toMinutesPart() + " min"
        : duration.toMinutes() + " min";
  }
}
