package io.tidelake.streaming.pipeline;

import io.tidelake.streaming.function.LiveRecord;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.data.RowData;

/** Where {@link LivePipeline} ends. Rows have the columns of their table, in its order. */
public interface LiveSinks {

  /** Rows are reused: a sink that keeps one copies it. */
  void rawEvents(DataStream<RowData> rows);

  void quarantine(DataStream<RowData> rows);

  /** Additive deltas. */
  void behavior1m(DataStream<RowData> rows);

  /** Absolute counts, in the order in which they must be read; parallelism 1. */
  void live(DataStream<LiveRecord> records);
}
