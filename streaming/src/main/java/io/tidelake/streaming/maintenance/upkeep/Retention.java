package io.tidelake.streaming.maintenance.upkeep;

import io.tidelake.schema.table.MaintenancePolicy;
import io.tidelake.schema.table.RetentionCommit;
import io.tidelake.schema.table.RunReason;
import java.io.IOException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.DataFileSet;
import org.apache.iceberg.util.DeleteFileSet;
import org.apache.iceberg.util.PropertyUtil;

/**
 * Drops partitions of dates that are too old, without reading a row. Their files leave the object
 * store when the snapshots that have them expire; rollups take the rows off before that. The table
 * says what was dropped ({@link RetentionCommit}).
 */
public final class Retention {

  private static final String OFFSET = "kafka_offset";

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
    long looked = table.currentSnapshot().snapshotId();
    LocalDate first = today.minusDays(policy.retentionDays());
    Types.NestedField offset = table.schema().findField(OFFSET);
    TableScan scan =
        table
            .newScan()
            .useSnapshot(looked)
            .filter(Expressions.lessThan("dt", (int) first.toEpochDay()));
    if (offset != null) {
      scan = scan.includeColumnStats(List.of(OFFSET));
    }
    DataFileSet files = DataFileSet.create();
    // Left behind they would be for no file, and rollups would take the table for one with deletes.
    DeleteFileSet deletes = DeleteFileSet.create();
    long rows = 0;
    long records = 0;
    long bytes = 0;
    try (CloseableIterable<FileScanTask> tasks = scan.planFiles()) {
      for (FileScanTask task : tasks) {
        // Else its partition holds younger dates too.
        if (task.residual().isEquivalentTo(Expressions.alwaysTrue())) {
          DataFile file = task.file();
          files.add(file);
          deletes.addAll(task.deletes());
          rows += file.recordCount();
          records += offset == null ? 0 : records(file, offset.fieldId());
          bytes += file.fileSizeInBytes();
        }
      }
    }
    if (files.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> dropped = new HashMap<>();
    dropped.put(RetentionCommit.BEFORE, first.toString());
    if (offset != null) {
      long before = PropertyUtil.propertyAsLong(table.properties(), RetentionCommit.RECORDS, 0);
      dropped.put(RetentionCommit.RECORDS, Long.toString(before + records));
    }
    return Optional.of(
        new Work(
            RunReason.RETENTION.text(
                rows, files.size(), bytes >> 10, first, policy.retentionDays()),
            new Work.Cost(0L, 0L, (long) files.size(), bytes),
            () -> drop(looked, files, deletes, dropped)));
  }

  /** Rows that came by Kafka; all if that is not known. */
  private static long records(DataFile file, int offset) {
    Map<Integer, Long> nulls = file.nullValueCounts();
    return file.recordCount() - (nulls == null ? 0 : nulls.getOrDefault(offset, 0L));
  }

  private Work.Done drop(
      long looked, DataFileSet files, DeleteFileSet deletes, Map<String, String> dropped) {
    Transaction transaction = table.newTransaction();
    // These and no others, which were not counted; compacted meanwhile, they are counted anew.
    transaction
        .newOverwrite()
        .validateFromSnapshot(looked)
        .validateNoConflictingDeletes()
        .deleteFiles(files, deletes)
        .commit();
    UpdateProperties update = transaction.updateProperties();
    dropped.forEach(update::set);
    update.commit();
    transaction.commitTransaction();
    return Work.Done.AS_PLANNED;
  }
}
