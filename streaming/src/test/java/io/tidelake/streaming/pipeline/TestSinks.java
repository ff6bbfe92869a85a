package io.tidelake.streaming.pipeline;

import io.tidelake.streaming.function.Completeness;
import io.tidelake.streaming.function.DecodedRecord;
import io.tidelake.streaming.function.LiveRecord;
import io.tidelake.streaming.sink.LakeSink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.data.RowData;

/** The tables, and a live topic in memory. */
record TestSinks(LakeSink lake) implements LiveSinks {

  @Override
  public void lake(
      DataStream<DecodedRecord> records,
      DataStream<RowData> minutes,
      DataStream<Completeness> completeness) {
    lake.append(records, minutes, completeness);
  }

  @Override
  public void live(DataStream<LiveRecord> records) {
    records.sinkTo(new CollectedLive()).name("live").uid("live").setParallelism(1);
  }
}
