package io.tidelake.streaming.job;

import io.tidelake.schema.table.LakeTables;
import io.tidelake.streaming.config.LiveOptions;
import io.tidelake.streaming.function.LiveRecord;
import io.tidelake.streaming.pipeline.LivePipeline;
import io.tidelake.streaming.pipeline.LiveSinks;
import io.tidelake.streaming.sink.LakeSink;
import io.tidelake.streaming.sink.LiveTopic;
import io.tidelake.streaming.source.BehaviorSource;
import io.tidelake.streaming.source.TopicEnds;
import java.util.Optional;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.flink.CatalogLoader;

/**
 * The streaming job: Kafka to Iceberg and to the live topic. Creates topics and tables if they are
 * missing, then runs until it is cancelled. See {@link LivePipeline} for the graph and {@link
 * LiveOptions} for the options.
 */
public final class LiveJob {

  /** The name of the job in the cluster. */
  public static final String NAME = "tidelake-live";

  private LiveJob() {}

  /**
   * @throws IllegalArgumentException for a wrong option, with one line that says which and why
   * @throws IllegalStateException if Kafka or the catalog cannot be reached or holds something else
   */
  public static void main(String[] arguments) throws Exception {
    Optional<LiveOptions> options = LiveOptions.parse(arguments);
    if (options.isPresent()) {
      run(options.get());
    }
  }

  private static void run(LiveOptions options) throws Exception {
    CatalogLoader catalog = Catalogs.loader(options);
    new Setup(options).run(catalog);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(
            JobDefaults.streaming(options.checkpointInterval()));
    build(env, options, catalog);
    env.execute(NAME);
  }

  /** Adds the job to the environment; topics and tables exist. */
  static void build(StreamExecutionEnvironment env, LiveOptions options, CatalogLoader catalog) {
    LivePipeline.build(
        env,
        BehaviorSource.of(options),
        new TopicEnds(options.bootstrapServers(), options.topic()),
        new Production(options, new LakeSink(catalog, options.namespace())),
        options.zone(),
        options.lateAfter(),
        options.liveTick());
  }

  private record Production(LiveOptions options, LakeSink lake) implements LiveSinks {

    @Override
    public void rawEvents(DataStream<RowData> rows) {
      lake.append(rows, LakeTables.RAW_EVENTS);
    }

    @Override
    public void quarantine(DataStream<RowData> rows) {
      lake.append(rows, LakeTables.QUARANTINE);
    }

    @Override
    public void behavior1m(DataStream<RowData> rows) {
      lake.appendFew(rows, LakeTables.BEHAVIOR_1M);
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
