package io.tidelake.streaming.sink;

import org.apache.flink.api.common.accumulators.ListAccumulator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Gives the files of a bounded job to whoever started it, as part of the job's result. */
final class HandOver extends AbstractStreamOperator<Void>
    implements OneInputStreamOperator<WrittenFiles, Void> {

  private static final long serialVersionUID = 1L;

  private final String name;

  private transient ListAccumulator<byte[]> rawEvents;
  private transient ListAccumulator<byte[]> quarantine;
  private transient ListAccumulator<byte[]> minutes;

  /**
   * @param name unique in the job
   */
  HandOver(String name) {
    this.name = name;
  }

  static String accumulator(String operator, String table) {
    return operator + "/" + table;
  }

  @Override
  public void open() throws Exception {
    super.open();
    rawEvents = accumulator("raw_events");
    quarantine = accumulator("quarantine");
    minutes = accumulator("behavior_1m");
  }

  private ListAccumulator<byte[]> accumulator(String table) {
    ListAccumulator<byte[]> accumulator = new ListAccumulator<>();
    getRuntimeContext().addAccumulator(accumulator(name, table), accumulator);
    return accumulator;
  }

  @Override
  public void processElement(StreamRecord<WrittenFiles> element) {
    WrittenFiles written = element.getValue();
    add(rawEvents, written.rawEvents);
    add(quarantine, written.quarantine);
    add(minutes, written.minutes);
  }

  private static void add(ListAccumulator<byte[]> accumulator, byte[] files) {
    if (files.length > 0) {
      accumulator.add(files);
    }
  }
}
