package io.tidelake.query.export;

import io.tidelake.query.platform.LakeSnapshots;
import io.tidelake.query.trino.Trino;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Rows of the lake, read by Trino. */
@Component
class LakeRows implements RowSources {

  private final Trino trino;
  private final LakeSnapshots snapshots;
  private final Pseudonyms pseudonyms;

  LakeRows(Trino trino, LakeSnapshots snapshots, Pseudonyms pseudonyms) {
    this.trino = trino;
    this.snapshots = snapshots;
    this.pseudonyms = pseudonyms;
  }

  @Override
  public RowSource rows(ExportQuestion question, boolean raw, boolean counted) {
    if (raw) {
      UnaryOperator<String> userName =
          question.plainUsers() ? UnaryOperator.identity() : pseudonyms.maker();
      return new RawEvents(
          trino, snapshot(RawEvents.TABLE), question.selection(), userName, counted);
    }
    return new StatisticsRows(
        trino, snapshot(StatisticsRows.TABLE), question.selection(), question.language());
  }

  @Override
  public SheetTotals totals(ExportQuestion question) {
    return SheetTotals.read(
        trino, snapshot(StatisticsRows.TABLE), question.selection(), question.language());
  }

  private @Nullable Long snapshot(String table) {
    return snapshots.current(table).map(LakeSnapshots.Snapshot::id).orElse(null);
  }
}
