package io.tidelake.streaming.maintenance.upkeep;

import io.tidelake.schema.table.MaintenancePolicy;
import io.tidelake.schema.table.RunReason;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.util.PropertyUtil;

/** Puts small manifests together, so that a query plans with few reads. */
public final class ManifestRewrite {

  private static final int SMALL_PART = 4;

  private final Table table;
  private final MaintenancePolicy policy;

  public ManifestRewrite(Table table, MaintenancePolicy policy) {
    this.table = table;
    this.policy = policy;
  }

  /** What there is to do, from metadata alone. */
  public Optional<Work> plan() {
    table.refresh();
    if (table.currentSnapshot() == null) {
      return Optional.empty();
    }
    long target =
        PropertyUtil.propertyAsLong(
            table.properties(),
            TableProperties.MANIFEST_TARGET_SIZE_BYTES,
            TableProperties.MANIFEST_TARGET_SIZE_BYTES_DEFAULT);
    long small = target / SMALL_PART;
    List<ManifestFile> found =
        table.currentSnapshot().dataManifests(table.io()).stream()
            .filter(manifest -> manifest.length() < small)
            .toList();
    if (found.size() <= policy.maxSmallManifests()) {
      return Optional.empty();
    }
    long bytes = found.stream().mapToLong(ManifestFile::length).sum();
    return Optional.of(
        new Work(
            RunReason.MANIFESTS.text(found.size(), bytes >> 10, small >> 10),
            new Work.Cost((long) found.size(), bytes, (long) found.size(), null),
            () -> {
              table
                  .rewriteManifests()
                  .rewriteIf(manifest -> manifest.length() < small)
                  // One after the other: a manifest is closed at its target size.
                  .clusterBy(file -> "")
                  .commit();
              return Work.Done.AS_PLANNED;
            }));
  }
}
