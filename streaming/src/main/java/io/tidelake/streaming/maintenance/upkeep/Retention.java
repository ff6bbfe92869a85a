package io.tidelake.streaming.maintenance.upkeep;

import io.tidelake.schema.table.MaintenancePolicy;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Optional;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Drops partitions of dates that are too old, without reading a row. Their files leave the object
 * store when the snapshots that have them expire; rollups take the rows off before that.
 */
public final class Retention {

  private final Table table;
  private final MaintenancePolicy policy;
  private final LocalDate today;

  /**
   * @param today the business date
   */
  public Retention(Table table, MaintenancePolicy policy, LocalDate today) {
    this.table = table;
    this.policy = policy;
    this.today = today;
  }

  /** What there is to do, from metadata alone. */
  public Optional<Work> plan() throws IOException {
    table.refresh();
    if (policy.retentionDays() == 0 || table.currentSnapshot() == null) {
      return Optional.empty();
    }
    LocalDate first = today.minusDays(policy.retentionDays());
    Expression old = Expressions.lessThan("dt", (int) first.toEpochDay());
    long files = 0;
    long rows = 0;
    long bytes = 0;
    try (CloseableIterable<FileScanTask> scan = table.newScan().filter(old).planFiles()) {
      for (FileScanTask file : scan) {
        files++;
        rows += file.file().recordCount();
        bytes += file.file().fileSizeInBytes();
      }
    }
    if (files == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Work(
            "%d rows (%d files, %d KiB) are of dates before %s, more than %d days old"
                .formatted(rows, files, bytes >> 10, first, policy.retentionDays()),
            () -> {
              table.newDelete().deleteFromRowFilter(old).commit();
              return Work.Done.AS_PLANNED;
            }));
  }
}
