package io.tidelake.streaming.maintenance.rollup;

import io.tidelake.streaming.maintenance.rows.Accumulator;
import org.apache.flink.table.data.RowData;

/** Turns rows of a source into rows of a rollup. */
interface Counter {

  /**
   * @param row of {@link Rollup#columns}
   * @param sign 1, or -1 for a row that was deleted
   */
  void add(RowData row, int sign);

  /** What was counted and not drained. */
  Accumulator counted();
}
