package io.tidelake.streaming.maintenance.upkeep;

import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * The size of a table, out of its metadata.
 *
 * @param files data files
 * @param bytes of data files
 * @param rows of data files
 * @param snapshots in the metadata
 * @param manifests of the current snapshot
 */
public record Figures(long files, long bytes, long rows, long snapshots, long manifests) {

  /** Of the table as it was refreshed last; reads one manifest list. */
  public static Figures of(Table table) {
    Snapshot snapshot = table.currentSnapshot();
    long snapshots = 0;
    for (Snapshot ignored : table.snapshots()) {
      snapshots++;
    }
    if (snapshot == null) {
      return new Figures(0, 0, 0, snapshots, 0);
    }
    return new Figures(
        total(snapshot, "total-data-files"),
        total(snapshot, "total-files-size"),
        total(snapshot, "total-records"),
        snapshots,
        snapshot.allManifests(table.io()).size());
  }

  private static long total(Snapshot snapshot, String name) {
    Map<String, String> summary = snapshot.summary();
    return Long.parseLong(summary.getOrDefault(name, "0"));
  }
}
