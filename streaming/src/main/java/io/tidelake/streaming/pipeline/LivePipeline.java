package io.tidelake.streaming.pipeline;

import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.streaming.function.Completeness;
import io.tidelake.streaming.function.CountByMinute;
import io.tidelake.streaming.function.DecodedRecord;
import io.tidelake.streaming.function.EndOffsets;
import io.tidelake.streaming.function.LiveRecord;
import io.tidelake.streaming.function.LiveTotals;
import java.time.Duration;
import java.time.ZoneId;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.util.OutputTag;
import org.apache.iceberg.flink.FlinkSchemaUtil;

/**
 * The live job, from records of the event topic to tables and live counts:
 *
 * <pre>
 *             ┌─► write-files ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌► commit ──► raw_events
 * records ────┤                                              ▲  (1)       behavior_1m
 *  (decoded)  └─► count-by-minute ╌╌ rows of behavior_1m ╌╌╌╌┘            quarantine
 *                        ╎ ticks                             ▲
 *                        └╌╌╌╌╌╌╌╌► live-totals ╌ complete through ╌┘
 *                                       (1) └──► behavior-live (1)
 * ─── one operator chain a source subtask      ╌╌╌ network: a few hundred bytes a tick,
 *                                                  files and rows of a checkpoint
 * </pre>
 *
 * <p>A record is decoded once, where it is read, and looked at by two operators of the same chain
 * without being copied; rows and counts of a checkpoint cover exactly the offsets of the
 * checkpoint.
 */
public final class LivePipeline {

  /** How long a partition without records holds back the watermark. */
  private static final Duration IDLE_AFTER = Duration.ofSeconds(2);

  private LivePipeline() {}

  /**
   * Adds the job to the environment.
   *
   * @param source of records in the order of their partitions, one split a partition
   * @param endOffsets where the partitions of the source end
   * @param start what is in the lake already
   * @param zone the business time zone
   * @param lateAfter an event that is older than its record by more than this came late; the
   *     watermark stays behind the largest event time by as much
   * @param tick how often live counts are published
   */
  public static void build(
      StreamExecutionEnvironment env,
      Source<DecodedRecord, ?, ?> source,
      EndOffsets.Factory endOffsets,
      LiveSinks sinks,
      LiveStart start,
      ZoneId zone,
      Duration lateAfter,
      Duration tick) {
    requireChaining(env);

    SingleOutputStreamOperator<DecodedRecord> records =
        env.fromSource(source, watermarks(lateAfter), "records").uid("records");

    SingleOutputStreamOperator<RowData> minutes =
        records
            .transform(
                "count-by-minute",
                rowType(LakeTables.BEHAVIOR_1M),
                new CountByMinute(zone, tick, start.positions()))
            .uid("count-by-minute");

    SingleOutputStreamOperator<LiveRecord> totals =
        minutes
            .getSideOutput(CountByMinute.TICKS)
            .transform(
                "live-totals",
                TypeInformation.of(LiveRecord.class),
                new LiveTotals(tick, lateAfter, endOffsets, start.liveCounts()))
            .uid("live-totals")
            .setParallelism(1)
            .setMaxParallelism(1);
    sinks.live(totals);

    sinks.lake(records, minutes, totals.getSideOutput(LiveTotals.COMPLETENESS));
  }

  /**
   * Adds the left of the job alone: events and rejected records become rows of their tables, and
   * nothing is counted. For measuring, on a lake of its own: raw_events says what all tables cover,
   * so what was written like this is never counted by minute, and a job that counts refuses it.
   *
   * @param source as of {@link #build}
   * @param lateAfter as of {@link #build}
   */
  public static void buildRawOnly(
      StreamExecutionEnvironment env,
      Source<DecodedRecord, ?, ?> source,
      LiveSinks sinks,
      Duration lateAfter) {
    requireChaining(env);
    SingleOutputStreamOperator<DecodedRecord> records =
        env.fromSource(source, watermarks(lateAfter), "records").uid("records");
    sinks.lake(
        records,
        records.getSideOutput(new OutputTag<>("no-minutes", rowType(LakeTables.BEHAVIOR_1M))),
        records.getSideOutput(
            new OutputTag<>("no-completeness", TypeInformation.of(Completeness.class))));
  }

  /**
   * By event time, where an event dated in the future counts as of its record, so that one sender
   * with a wrong clock can't drag the watermark along; nor can a partition of rejected records hold
   * it back.
   */
  static WatermarkStrategy<DecodedRecord> watermarks(Duration lateAfter) {
    return WatermarkStrategy.<DecodedRecord>forBoundedOutOfOrderness(lateAfter)
        .withTimestampAssigner(
            (record, recordTime) ->
                record.accepted()
                    ? Math.min(record.event.eventTime, record.timestamp)
                    : record.timestamp)
        .withIdleness(IDLE_AFTER);
  }

  static TypeInformation<RowData> rowType(LakeTable table) {
    return InternalTypeInfo.of(FlinkSchemaUtil.convert(table.schema()));
  }

  static void requireChaining(StreamExecutionEnvironment env) {
    if (!env.isChainingEnabled() || !env.getConfig().isObjectReuseEnabled()) {
      throw new IllegalStateException(
          "The job hands records from operator to operator without copies: set"
              + " pipeline.operator-chaining.enabled and pipeline.object-reuse to true");
    }
  }
}
