package io.tidelake.streaming.sink;

import io.tidelake.streaming.function.DecodedRecord;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Counts what a bounded job has read, for whoever watches it. */
final class CountRecords extends AbstractStreamOperator<Void>
    implements OneInputStreamOperator<DecodedRecord, Void> {

  private static final long serialVersionUID = 1L;

  private final String name;
  private final LongCounter counter = new LongCounter();

  /**
   * @param name of the accumulator
   */
  CountRecords(String name) {
    this.name = name;
  }

  @Override
  public void open() throws Exception {
    super.open();
    getRuntimeContext().addAccumulator(name, counter);
  }

  @Override
  public void processElement(StreamRecord<DecodedRecord> element) {
    counter.add(1L);
  }
}
