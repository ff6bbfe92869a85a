package io.tidelake.streaming.sink;

import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.streaming.function.DecodedRecord;
import io.tidelake.streaming.function.LakePositions;
import io.tidelake.streaming.function.RowOrigin;
import io.tidelake.streaming.pipeline.BackfillPipeline;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.DataFile;

/**
 * The tables as the end of a bounded job: writes files, which its result lists. They are part of no
 * table until a {@link BackfillCommitter} appends them.
 */
public final class BackfillSink implements BackfillPipeline.Sinks {

  /** The accumulator that counts the records read. */
  public static final String RECORDS_READ = "records-read";

  private static final String EVENTS = "hand-over-events";
  private static final String MINUTES = "hand-over-minutes";

  private final Lake lake;
  private final LakePositions covered;
  private final ZoneId zone;
  private final RowOrigin origin;
  private final int maxClosed;

  /**
   * @param covered what the tables hold already, which is not written again
   * @param zone the business time zone
   * @param origin of the records
   * @param maxClosed how many files of a table a subtask may close only because rows are of too
   *     many dates at once; with more the job fails with a {@link TooManyFilesException}
   */
  public BackfillSink(
      Lake lake, LakePositions covered, ZoneId zone, RowOrigin origin, int maxClosed) {
    this.lake = lake;
    this.covered = covered;
    this.zone = zone;
    this.origin = origin;
    this.maxClosed = maxClosed;
  }

  @Override
  public void lake(
      SingleOutputStreamOperator<DecodedRecord> records,
      SingleOutputStreamOperator<RowData> minutes) {
    records
        .transform("count-records", Types.VOID, new CountRecords(RECORDS_READ))
        .uid("count-records");
    records
        .transform(
            "write-files",
            TypeInformation.of(WrittenFiles.class),
            new WriteFiles(lake, covered, zone, origin, maxClosed))
        .uid("write-files")
        .transform(EVENTS, Types.VOID, new HandOver(EVENTS))
        .uid(EVENTS);
    minutes
        .transform(
            "write-minutes",
            TypeInformation.of(WrittenFiles.class),
            new WriteMinutes(lake, maxClosed))
        .uid("write-minutes")
        .transform(MINUTES, Types.VOID, new HandOver(MINUTES))
        .uid(MINUTES);
  }

  /** The files that the job wrote, by table. */
  public static Map<LakeTable, List<DataFile>> files(JobExecutionResult result) throws IOException {
    Map<LakeTable, List<DataFile>> files = new HashMap<>();
    for (LakeTable table : LakeTables.OF_STREAM) {
      List<DataFile> ofTable = new ArrayList<>();
      for (String operator : List.of(EVENTS, MINUTES)) {
        List<byte[]> handed =
            result.getAccumulatorResult(HandOver.accumulator(operator, table.name()));
        if (handed != null) {
          for (byte[] bytes : handed) {
            ofTable.addAll(DataFileBytes.deserialize(bytes));
          }
        }
      }
      files.put(table, ofTable);
    }
    return files;
  }
}
