package io.tidelake.streaming.pipeline;

import io.tidelake.schema.table.LakeTables;
import io.tidelake.streaming.function.CountByMinute;
import io.tidelake.streaming.function.DecodedRecord;
import io.tidelake.streaming.function.LakePositions;
import java.time.Duration;
import java.time.ZoneId;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;

/**
 * A bounded job over the functions of the {@link LivePipeline}, from lines of files to files of the
 * tables:
 *
 * <pre>
 *           ┌─► write-files ────────────► raw_events, quarantine
 * lines ────┤
 *           └─► count-by-minute ────────► behavior_1m
 * ─── one operator chain a source subtask, nothing crosses the network
 * </pre>
 *
 * <p>What came out is committed when the job has ended, and not by it.
 */
public final class BackfillPipeline {

  /** Nobody looks at the deltas of ticks; the last one is emitted at the end all the same. */
  private static final Duration NO_TICKS = Duration.ofDays(1);

  private BackfillPipeline() {}

  /** Where the job ends. */
  public interface Sinks {

    /**
     * The tables.
     *
     * @param records of {@code raw_events} and {@code quarantine}; each is overwritten by the next
     * @param minutes rows of {@code behavior_1m}, additive deltas
     */
    void lake(
        SingleOutputStreamOperator<DecodedRecord> records,
        SingleOutputStreamOperator<RowData> minutes);
  }

  /**
   * Adds the job to the environment.
   *
   * @param source of lines, the index of a file as partition and the number of a line as offset
   * @param covered what the tables hold of these files already
   * @param zone the business time zone
   */
  public static void build(
      StreamExecutionEnvironment env,
      Source<DecodedRecord, ?, ?> source,
      Sinks sinks,
      LakePositions covered,
      ZoneId zone) {
    LivePipeline.requireChaining(env);
    SingleOutputStreamOperator<DecodedRecord> records =
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "lines").uid("lines");
    SingleOutputStreamOperator<RowData> minutes =
        records
            .transform(
                "count-by-minute",
                LivePipeline.rowType(LakeTables.BEHAVIOR_1M),
                new CountByMinute(zone, NO_TICKS, covered))
            .uid("count-by-minute");
    sinks.lake(records, minutes);
  }
}
