package io.tidelake.streaming.pipeline;

import io.tidelake.streaming.function.Completeness;
import io.tidelake.streaming.function.DecodedRecord;
import io.tidelake.streaming.function.LiveRecord;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.data.RowData;

/** Where {@link LivePipeline} ends. */
public interface LiveSinks {

  /**
   * The tables.
   *
   * @param records of {@code raw_events} and {@code quarantine}; each is overwritten by the next
   * @param minutes rows of {@code behavior_1m}, additive deltas, complete before each barrier
   * @param completeness what the commits may claim, one before each barrier
   */
  void lake(
      DataStream<DecodedRecord> records,
      DataStream<RowData> minutes,
      DataStream<Completeness> completeness);

  /** Absolute counts, in the order in which they must be read; parallelism 1. */
  void live(DataStream<LiveRecord> records);
}
