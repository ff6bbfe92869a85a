package io.tidelake.streaming.maintenance;

import io.tidelake.streaming.maintenance.rows.RowWriter;
import io.tidelake.streaming.maintenance.upkeep.Figures;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Table;

/** Writes runs to {@code maintenance_runs}, one commit a run. */
final class Journal {

  private final Table table;

  Journal(Table table) {
    this.table = table;
  }

  void write(String runId, List<RunLine> lines) throws IOException {
    if (lines.isEmpty()) {
      return;
    }
    try (RowWriter writer = new RowWriter(table)) {
      for (RunLine line : lines) {
        writer.write(row(runId, line));
      }
      AppendFiles append = table.newAppend();
      writer.complete().forEach(append::appendFile);
      append.commit();
    }
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
