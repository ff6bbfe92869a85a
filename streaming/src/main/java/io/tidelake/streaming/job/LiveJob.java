package io.tidelake.streaming.job;

import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.streaming.config.LiveOptions;
import io.tidelake.streaming.function.Completeness;
import io.tidelake.streaming.function.DecodedRecord;
import io.tidelake.streaming.function.LiveRecord;
import io.tidelake.streaming.pipeline.LivePipeline;
import io.tidelake.streaming.pipeline.LiveSinks;
import io.tidelake.streaming.pipeline.LiveStart;
import io.tidelake.streaming.sink.Lake;
import io.tidelake.streaming.sink.LakeSink;
import io.tidelake.streaming.sink.LiveTopic;
import io.tidelake.streaming.source.BehaviorSource;
import io.tidelake.streaming.source.TopicEnds;
import java.util.Optional;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;

/**
 * The streaming job: Kafka to Iceberg and to the live topic. Creates topics and tables if they are
 * missing, then runs until it is cancelled. With a checkpoint it goes on from there; without one it
 * goes on from what the tables hold. See {@link LivePipeline} for the graph and {@link LiveOptions}
 * for the options.
 */
public final class LiveJob {

  /** The name of the job in the cluster. */
  public static final String NAME = "tidelake-live";

  private LiveJob() {}

  /**
   * @throws IllegalArgumentException for a wrong option, with one line that says which and why
   * @throws IllegalStateException if Kafka or the catalog cannot be reached or holds something
   *     else, or the lake is one of {@code --raw-only} and this job is not, or the reverse
   */
  public static void main(String[] arguments) throws Exception {
    Optional<LiveOptions> options = LiveOptions.parse(arguments);
    if (options.isPresent()) {
      run(options.get());
    }
  }

  private static void run(LiveOptions options) throws Exception {
    Lake lake = new Lake(Catalogs.loader(options), options.lake().namespace());
    new Setup(options).run(lake.catalog());
    RawOnlyLake.require(options.rawOnly(), lake);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(
            JobDefaults.streaming(options.checkpointInterval()));
    boolean hasState =
        env.getConfiguration().getOptional(StateRecoveryOptions.SAVEPOINT_PATH).isPresent();
    LiveStart start = LakeState.read(lake);
    TopicPositions offsets = new StartOffsets(options).following(start.positions(), hasState);
    build(env, options, lake, start, offsets);
    env.execute(NAME);
  }

  /** Adds the job to the environment; topics and tables exist. */
  static void build(
      StreamExecutionEnvironment env,
      LiveOptions options,
      Lake lake,
      LiveStart start,
      TopicPositions offsets) {
    KafkaSource<DecodedRecord> source = BehaviorSource.of(options, offsets);
    LiveSinks sinks =
        new Production(options, new LakeSink(lake, start.positions(), options.lake().zone()));
    if (options.rawOnly()) {
      LivePipeline.buildRawOnly(env, source, sinks, options.lateAfter());
      return;
    }
    LivePipeline.build(
        env,
        source,
        new TopicEnds(options.bootstrapServers(), options.topic()),
        sinks,
        start,
        options.lake().zone(),
        options.lateAfter(),
        options.liveTick());
  }

  private record Production(LiveOptions options, LakeSink sink) implements LiveSinks {

    @Override
    public void lake(
        DataStream<DecodedRecord> records,
        DataStream<RowData> minutes,
        DataStream<Completeness> completeness) {
      sink.append(records, minutes, completeness);
    }

    @Override
    public void live(DataStream<LiveRecord> records) {
      records
          .sinkTo(LiveTopic.of(options))
          .name("behavior-live")
          .uid("behavior-live")
          .setParallelism(1);
    }
  }
}
