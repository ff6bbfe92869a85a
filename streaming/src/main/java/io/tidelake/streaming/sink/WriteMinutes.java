package io.tidelake.streaming.sink;

import io.tidelake.schema.table.LakeTables;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.table.data.RowData;
import org.jspecify.annotations.Nullable;

/** Writes rows of {@code behavior_1m} where they are made; hands the files over at the end. */
final class WriteMinutes extends AbstractStreamOperator<WrittenFiles>
    implements OneInputStreamOperator<RowData, WrittenFiles> {

  private static final long serialVersionUID = 1L;

  private final Lake lake;
  private final int maxClosed;

  private transient @Nullable OpenFiles files;
  private transient TableWriter<RowData> minutes;

  /**
   * @param maxClosed see {@link TableWriter}
   */
  WriteMinutes(Lake lake, int maxClosed) {
    this.lake = lake;
    this.maxClosed = maxClosed;
  }

  @Override
  public void open() throws Exception {
    super.open();
    files = new OpenFiles(lake.connect(), maxClosed);
    minutes = files.writer(LakeTables.BEHAVIOR_1M, getRuntimeContext().getTaskInfo());
  }

  @Override
  public void processElement(StreamRecord<RowData> element) throws Exception {
    minutes.write(element.getValue());
  }

  @Override
  public void finish() throws Exception {
    WrittenFiles written = new WrittenFiles();
    written.minutes = DataFileBytes.serialize(minutes.complete());
    output.collect(new StreamRecord<>(written));
    super.finish();
  }

  @Override
  public void close() throws Exception {
    if (files != null) {
      files.abandon();
    }
    super.close();
  }
}
