package io.tidelake.streaming.function;

import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;

/** Events as rows of {@code raw_events}; one reused view, no copy. */
public final class AcceptedRows implements FlatMapFunction<DecodedRecord, RowData> {

  private static final long serialVersionUID = 1L;

  private transient RawEventRow row;

  @Override
  public void flatMap(DecodedRecord record, Collector<RowData> out) {
    if (record.accepted()) {
      if (row == null) {
        row = new RawEventRow();
      }
      out.collect(row.at(record.event));
    }
  }
}
