package io.tidelake.streaming.maintenance;

import io.tidelake.schema.table.LakeTable;
import io.tidelake.streaming.maintenance.rows.RowWriter;
import io.tidelake.streaming.maintenance.upkeep.Figures;
import io.tidelake.streaming.maintenance.upkeep.OrphanSearch;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.jspecify.annotations.Nullable;

/**
 * Writes runs to {@code maintenance_runs}, one commit an operation, as it ends: a run that is
 * killed leaves the rows of what it did. What it knows of each table stands in the properties too,
 * so that nobody has to read rows for it.
 */
final class Journal {

  /** Begins the name of a property that a table's name ends: when something was last done to it. */
  private static final String MAINTAINED = "tidelake.maintained.";

  /** The same of when orphans were last looked for: {@link OrphanSearch#text}. */
  private static final String ORPHANS = "tidelake.orphans.";

  /** In the summary of a snapshot: which commit of whom it was. */
  private static final String COMMIT = "tidelake.journal-commit";

  private final Table table;

  Journal(Table table) {
    this.table = table;
  }

  /** Whether a commit that rows were written with took effect. */
  boolean has(String commit) {
    for (Snapshot snapshot : table.snapshots()) {
      if (commit.equals(snapshot.summary().get(COMMIT))) {
        return true;
      }
    }
    return false;
  }

  /**
   * @param commit a name that no other has
   * @param searches for orphans, by table
   */
  void write(String commit, String runId, List<RunLine> lines, Map<String, OrphanSearch> searches)
      throws IOException {
    if (lines.isEmpty() && searches.isEmpty()) {
      return;
    }
    try (RowWriter writer = new RowWriter(table)) {
      for (RunLine line : lines) {
        writer.write(row(runId, line));
      }
      Transaction transaction = table.newTransaction();
      List<DataFile> files = writer.complete();
      if (!files.isEmpty()) {
        AppendFiles append = transaction.newAppend().set(COMMIT, commit);
        files.forEach(append::appendFile);
        append.commit();
      }
      UpdateProperties update = transaction.updateProperties();
      for (RunLine line : lines) {
        if (line.outcome() == RunLine.Outcome.DONE) {
          update.set(MAINTAINED + line.table(), line.started().plus(line.took()).toString());
        }
      }
      searches.forEach((name, search) -> update.set(ORPHANS + name, search.text()));
      update.commit();
      transaction.commitTransaction();
    }
  }

  /** When an operation last had something to do with the table, and did it; null: never. */
  @Nullable Instant maintained(LakeTable name) {
    String text = table.properties().get(MAINTAINED + name.name());
    return text == null ? null : Instant.parse(text);
  }

  /** The last look for orphans of the table; null: there was none. */
  @Nullable OrphanSearch orphans(LakeTable name) {
    return OrphanSearch.parse(table.properties().get(ORPHANS + name.name())).orElse(null);
  }

  private static GenericRowData row(String runId, RunLine line) {
    Figures before = line.before();
    Figures after = line.after();
    return GenericRowData.of(
        StringData.fromString(runId),
        StringData.fromString(line.table()),
        StringData.fromString(line.operation().title()),
        TimestampData.fromInstant(line.started()),
        line.took().toMillis(),
        StringData.fromString(line.outcome().title()),
        StringData.fromString(line.reason()),
        before == null ? null : before.files(),
        after == null ? null : after.files(),
        before == null ? null : before.bytes(),
        after == null ? null : after.bytes(),
        before == null ? null : before.snapshots(),
        after == null ? null : after.snapshots(),
        before == null ? null : before.manifests(),
        after == null ? null : after.manifests(),
        line.deletedFiles(),
        line.snapshot(),
        dateOf(line));
  }

  private static int dateOf(RunLine line) {
    return (int) LocalDate.ofInstant(line.started(), ZoneOffset.UTC).toEpochDay();
  }
}
