package io.tidelake.streaming.sink;

import io.tidelake.streaming.function.Completeness;
import io.tidelake.streaming.function.DecodedRecord;
import io.tidelake.streaming.function.LakePositions;
import io.tidelake.streaming.function.RowOrigin;
import java.time.ZoneId;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.data.RowData;

/**
 * The tables as a sink, exactly once.
 *
 * <pre>
 * records ──► write-files ╌╌ files, positions ╌╌► commit ──► raw_events, quarantine, behavior_1m
 * minute rows ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌►  (1)
 * </pre>
 *
 * <p><b>Why not a sink of Iceberg 1.11</b>
 *
 * <ul>
 *   <li>{@code IcebergSink} and {@code FlinkSink} look once, when they start, which checkpoint of
 *       their job the table holds. A commit that an earlier incarnation sent and that lands after
 *       the look is made twice (apache/iceberg#17901, open; {@code LateCommitITCase} shows it).
 *   <li>{@code DynamicIcebergSink} validates since 1.11 (#14425, #14517), but only the last
 *       checkpoint of a commit; under a new job id it stamps restored files with that id and no
 *       longer finds the commit whose answer was lost (#16008, open); and it resolves table, schema
 *       and partition for every row.
 *   <li>All of them know a checkpoint by job, operator and number. A job that starts without state
 *       has other ones: what its predecessor wrote but had not committed is lost (#18098), what it
 *       committed is read again. One that is restored from an older checkpoint of the same job
 *       skips the numbers that the table has, with the files of records it reads anew (#10892,
 *       open).
 *   <li>All look for that number in the snapshots: once those have expired, a restored job commits
 *       again what is in the table (#5846 and what follows from it).
 *   <li>A catalog that fails or answers late fails the job, and with it the live counts; and each
 *       table has a committer of its own.
 * </ul>
 *
 * <p><b>Why this one is safe.</b> The tables say how far they cover the topic, in every snapshot of
 * the stream and in a table property that outlives the snapshots. That is all that is ever asked:
 * see {@link AppendChain} for one append, {@link CommitFiles} for what is committed when, and
 * {@link LakePositions} for a start behind the tables. The rest follows: files belong to the
 * records between two barriers because writers hold nothing over a barrier; barriers are aligned;
 * there is one commit at a time, by one subtask.
 *
 * <p>What it asks of the catalog is Iceberg's contract: compare and swap of a table's metadata, and
 * reads that see the last swap.
 */
public final class LakeSink {

  private final Lake lake;
  private final LakePositions covered;
  private final ZoneId zone;
  private final AppendChain.Fence fence;

  /**
   * @param covered what the tables hold already, as of the submission of the job
   * @param zone the business time zone
   */
  public LakeSink(Lake lake, LakePositions covered, ZoneId zone) {
    this(lake, covered, zone, AppendChain.Fence.EVERY_TRY);
  }

  LakeSink(Lake lake, LakePositions covered, ZoneId zone, AppendChain.Fence fence) {
    this.lake = lake;
    this.covered = covered;
    this.zone = zone;
    this.fence = fence;
  }

  /**
   * Adds the sink to the graph.
   *
   * @param records all of them, accepted or not, in the order of their partitions
   * @param minutes rows of {@code behavior_1m} that count exactly those records, emitted before the
   *     barrier that follows them
   * @param completeness up to when the records before the next barrier are complete
   */
  public void append(
      DataStream<DecodedRecord> records,
      DataStream<RowData> minutes,
      DataStream<Completeness> completeness) {
    DataStream<WrittenFiles> files =
        records
            .transform(
                "write-files",
                TypeInformation.of(WrittenFiles.class),
                new WriteFiles(lake, covered, zone, RowOrigin.TOPIC))
            .uid("write-files");
    DataStream<WrittenFiles> claims =
        completeness
            .map(WrittenFiles::claim)
            .returns(WrittenFiles.class)
            .name("complete-through")
            .uid("complete-through")
            .setParallelism(1);
    files
        .union(claims)
        .connect(minutes)
        .transform("commit", Types.VOID, new CommitFilesFactory(lake, covered, fence))
        .uid("commit")
        .setParallelism(1)
        .setMaxParallelism(1);
  }
}
