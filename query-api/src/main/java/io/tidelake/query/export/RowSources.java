package io.tidelake.query.export;

/** Opens what an export reads. */
interface RowSources {

  /**
   * The rows of an export, pinned to the newest state of their table.
   *
   * @param raw the events instead of the statistics
   * @param counted whether the progress shall be known, at the price of counting first
   */
  RowSource rows(ExportQuestion question, boolean raw, boolean counted);

  /** The totals of a workbook's small sheets. */
  SheetTotals totals(ExportQuestion question);
}
