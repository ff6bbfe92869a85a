package io.tidelake.streaming.pipeline;

import io.tidelake.schema.table.LakeTable;
import io.tidelake.schema.table.LakeTables;
import io.tidelake.streaming.function.AcceptedRows;
import io.tidelake.streaming.function.CountByMinute;
import io.tidelake.streaming.function.DecodedRecord;
import io.tidelake.streaming.function.LiveRecord;
import io.tidelake.streaming.function.LiveTotals;
import io.tidelake.streaming.function.RejectedRows;
import java.time.Duration;
import java.time.ZoneId;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.iceberg.flink.FlinkSchemaUtil;

/**
 * The live job, from records of the event topic to tables and live counts:
 *
 * <pre>
 *             ┌─► accepted-rows ─────────────────────────────────────► raw_events
 * records ────┼─► rejected-rows ─────────────────────────────────────► quarantine
 *  (decoded)  └─► count-by-minute ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌► behavior_1m
 *                        ╎ ticks                                         (1 subtask)
 *                        └╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌► live-totals ─────────────► behavior-live
 *                                             (1 subtask)
 * ─── one operator chain a source subtask      ╌╌╌ network: a few hundred bytes a tick,
 *                                                  the deltas of a checkpoint
 * </pre>
 *
 * <p>A record is decoded once, where it is read, and looked at by three operators of the same chain
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
   * @param zone the business time zone
   * @param outOfOrder how far the watermark stays behind the largest event time
   * @param tick how often live counts are published
   */
  public static void build(
      StreamExecutionEnvironment env,
      Source<DecodedRecord, ?, ?> source,
      LiveSinks sinks,
      ZoneId zone,
      Duration outOfOrder,
      Duration tick) {
    requireChaining(env);

    SingleOutputStreamOperator<DecodedRecord> records =
        env.fromSource(source, watermarks(outOfOrder), "records").uid("records");

    sinks.rawEvents(
        records
            .flatMap(new AcceptedRows())
            .returns(rowType(LakeTables.RAW_EVENTS))
            .name("accepted-rows")
            .uid("accepted-rows"));

    sinks.quarantine(
        records
            .flatMap(new RejectedRows(zone))
            .returns(rowType(LakeTables.QUARANTINE))
            .name("rejected-rows")
            .uid("rejected-rows"));

    SingleOutputStreamOperator<RowData> minutes =
        records
            .transform(
                "count-by-minute", rowType(LakeTables.BEHAVIOR_1M), new CountByMinute(zone, tick))
            .uid("count-by-minute");
    sinks.behavior1m(minutes);

    sinks.live(
        minutes
            .getSideOutput(CountByMinute.TICKS)
            .transform("live-totals", TypeInformation.of(LiveRecord.class), new LiveTotals(tick))
            .uid("live-totals")
            .setParallelism(1)
            .setMaxParallelism(1));
  }

  /** By event time; a rejected record has none and moves nothing. */
  private static WatermarkStrategy<DecodedRecord> watermarks(Duration outOfOrder) {
    return WatermarkStrategy.<DecodedRecord>forBoundedOutOfOrderness(outOfOrder)
        .withTimestampAssigner(
            (record, recordTime) -> record.accepted() ? record.event.eventTime : Long.MIN_VALUE)
        .withIdleness(IDLE_AFTER);
  }

  private static TypeInformation<RowData> rowType(LakeTable table) {
    return InternalTypeInfo.of(FlinkSchemaUtil.convert(table.schema()));
  }

  private static void requireChaining(StreamExecutionEnvironment env) {
    if (!env.isChainingEnabled() || !env.getConfig().isObjectReuseEnabled()) {
      throw new IllegalStateException(
          "The live job hands records from operator to operator without copies: set"
              + " pipeline.operator-chaining.enabled and pipeline.object-reuse to true");
    }
  }
}
