package io.tidelake.streaming.sink;

import io.tidelake.schema.event.BehaviorEvent;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.streaming.function.DecodedRecord;
import io.tidelake.streaming.function.LakePositions;
import io.tidelake.streaming.function.QuarantineRows;
import io.tidelake.streaming.function.RowOrigin;
import io.tidelake.streaming.function.Uncovered;
import java.io.IOException;
import java.time.ZoneId;
import java.util.Arrays;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.table.data.RowData;
import org.jspecify.annotations.Nullable;

/**
 * Writes events to files of {@code raw_events} and rejected records to files of {@code quarantine},
 * where they are read. Before each barrier the files are closed and handed to {@link CommitFiles}
 * together with the positions that they reach. No state: what is written after the last completed
 * checkpoint is never committed, and is written again.
 *
 * <p>While the object store is away, closing blocks and so does everything before it: the job holds
 * back, and the lag grows in Kafka, not here.
 */
final class WriteFiles extends AbstractStreamOperator<WrittenFiles>
    implements OneInputStreamOperator<DecodedRecord, WrittenFiles> {

  private static final long serialVersionUID = 1L;

  private static final long NOT_READ = -1;

  private final Lake lake;
  private final LakePositions covered;
  private final ZoneId zone;
  private final RowOrigin origin;
  private final int maxClosed;

  private transient Uncovered toRawEvents;
  private transient Uncovered toQuarantine;
  private transient QuarantineRows quarantineRows;
  private transient @Nullable OpenFiles files;
  private transient TableWriter<BehaviorEvent> rawEvents;
  private transient TableWriter<RowData> quarantine;
  private transient long[] positions;

  WriteFiles(Lake lake, LakePositions covered, ZoneId zone, RowOrigin origin) {
    this(lake, covered, zone, origin, Integer.MAX_VALUE);
  }

  /**
   * @param maxClosed see {@link TableWriter}
   */
  WriteFiles(Lake lake, LakePositions covered, ZoneId zone, RowOrigin origin, int maxClosed) {
    this.lake = lake;
    this.covered = covered;
    this.zone = zone;
    this.origin = origin;
    this.maxClosed = maxClosed;
  }

  @Override
  public void open() throws Exception {
    super.open();
    toRawEvents = new Uncovered(covered.rawEvents());
    toQuarantine = new Uncovered(covered.quarantined());
    quarantineRows = new QuarantineRows(zone, origin);
    positions = new long[0];
    files = new OpenFiles(lake.connect(), maxClosed);
    TaskInfo task = getRuntimeContext().getTaskInfo();
    rawEvents = files.eventWriter(origin, task);
    quarantine = files.writer(LakeTables.QUARANTINE, task);
  }

  @Override
  public void processElement(StreamRecord<DecodedRecord> element) throws Exception {
    DecodedRecord record = element.getValue();
    int partition = record.partition;
    if (partition >= positions.length) {
      int length = positions.length;
      positions = Arrays.copyOf(positions, 2 * partition + 1);
      Arrays.fill(positions, length, positions.length, NOT_READ);
    }
    positions[partition] = record.offset + 1;
    if (record.accepted()) {
      if (toRawEvents.includes(record)) {
        rawEvents.write(record.event);
      }
    } else if (toQuarantine.includes(record)) {
      quarantine.write(quarantineRows.of(record), bytes(record));
    }
  }

  private static long bytes(DecodedRecord record) {
    return record.detail.length() + length(record.key) + length(record.value);
  }

  private static long length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    handOver();
  }

  @Override
  public void finish() throws Exception {
    handOver();
    super.finish();
  }

  @Override
  public void close() throws Exception {
    if (files != null) {
      files.abandon();
    }
    super.close();
  }

  private void handOver() throws IOException {
    WrittenFiles written = new WrittenFiles();
    written.rawEvents = DataFileBytes.serialize(rawEvents.complete());
    written.quarantine = DataFileBytes.serialize(quarantine.complete());
    int size = (int) Arrays.stream(positions).filter(position -> position != NOT_READ).count();
    if (size == 0) {
      return;
    }
    written.partitions = new int[size];
    written.positions = new long[size];
    int next = 0;
    for (int partition = 0; partition < positions.length; partition++) {
      if (positions[partition] != NOT_READ) {
        written.partitions[next] = partition;
        written.positions[next++] = positions[partition];
        positions[partition] = NOT_READ;
      }
    }
    output.collect(new StreamRecord<>(written));
  }
}
