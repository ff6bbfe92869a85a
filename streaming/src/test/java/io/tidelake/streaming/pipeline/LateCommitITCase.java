package io.tidelake.streaming.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.streaming.function.RowOrigin;
import io.tidelake.streaming.job.TestEnvironments;
import io.tidelake.streaming.sink.Lake;
import io.tidelake.streaming.sink.LakeSink;
import io.tidelake.streaming.sink.PlainRows;
import io.tidelake.streaming.sink.SlowCatalog;
import io.tidelake.streaming.sink.UnfencedSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.iceberg.DistributionMode;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.TableLoader;
import org.apache.iceberg.flink.sink.IcebergSink;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The race of apache/iceberg#17901: the catalog takes longer with a commit than its client waits,
 * the job restarts from the checkpoint that the commit belongs to and looks at the table, and only
 * then the commit takes effect.
 */
@Timeout(300)
class LateCommitITCase {

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .setConfiguration(new Configuration())
              .build());

  // The last record of each partition is an event, so that raw_events reaches the end.
  private static final long SOME = 1_004;
  private static final long ALL = 2_008;

  @TempDir Path folder;

  private final ReplayTopic topic = new ReplayTopic();
  private final SlowCatalog slow = new SlowCatalog();
  private TestLake lake;

  @BeforeEach
  void createTables() {
    CollectedLive.MESSAGES.clear();
    lake = new TestLake(folder);
  }

  @Test
  void theSinkDoesNotRepeatIt() throws Exception {
    race(LakeSink::new);

    lake.assertHolds(TestLake.model(ALL));
    CollectedLive.assertShows(TestLake.model(ALL));
  }

  @Test
  void withoutTheFenceItIsRepeated() throws Exception {
    race(UnfencedSink::of);

    assertThat(distinctRows()).isEqualTo(TestLake.model(ALL).accepted.size());
    assertThat(committedRows()).isGreaterThan(distinctRows());
  }

  @Test
  void icebergsOwnSinkRepeatsIt() throws Exception {
    StreamExecutionEnvironment env =
        TestEnvironments.streaming(Duration.ofMillis(100), folder).setParallelism(1);
    Lake slowLake = slow.wrap(lake.lake());
    DataStream<RowData> rows =
        env.fromSource(
                topic.from(TopicPositions.NONE, TestLake.ZONE, TestLake.LATE_AFTER),
                WatermarkStrategy.noWatermarks(),
                "records")
            .filter(record -> record.accepted())
            .map(record -> PlainRows.of(record.event, RowOrigin.TOPIC))
            .returns(InternalTypeInfo.of(FlinkSchemaUtil.convert(LakeTables.RAW_EVENTS.schema())));
    IcebergSink.forRowData(rows)
        .tableLoader(
            TableLoader.fromCatalog(
                slowLake.catalog(),
                TableIdentifier.of(slowLake.namespace(), LakeTables.RAW_EVENTS.name())))
        .distributionMode(DistributionMode.NONE)
        .uidSuffix("raw-events")
        .append();
    SlowCatalog.HeldCommit late = slow.delayNextCommit("raw_events");
    JobClient job = env.executeAsync("stock");

    // No answer fails the job, which then restarts by itself.
    slow.beforeNextCommit("raw_events", late::land);
    topic.hold(SOME);

    TestJob.patiently().until(() -> committedRows() > distinctRows() && distinctRows() > 0);
    job.cancel().get(30, TimeUnit.SECONDS);
    TestJob.patiently()
        .until(() -> job.getJobStatus().get(10, TimeUnit.SECONDS).isGloballyTerminalState());
  }

  private void race(TestJob.SinkFactory sink) throws Exception {
    // Its client's time is out before the catalog answers, and nothing else goes through.
    SlowCatalog.HeldCommit late = slow.delayNextCommit("raw_events");
    slow.refuse("raw_events");
    topic.hold(SOME);
    TestJob job = new TestJob.Setup(folder, topic, slow.wrap(lake.lake())).sink(sink).start();
    TestJob.patiently().until(late::isUnderWay);

    // What the restarted job looks at does not show the commit, which lands before its own.
    int clientsOfTheFirst = slow.clients();
    topic.failReader();
    TestJob.patiently().until(() -> slow.hasRefusedOneAfter(clientsOfTheFirst));
    slow.beforeNextCommit("raw_events", late::land);
    slow.accept();
    topic.hold(ALL);
    topic.end();
    job.awaitEnd();
  }

  /**
   * Rows as the commits count them. A manifest that is listed twice is read once until manifests
   * are merged, so a scan would not show all that is wrong.
   */
  private long committedRows() {
    Snapshot snapshot = lake.table(LakeTables.RAW_EVENTS).currentSnapshot();
    return snapshot == null ? 0 : Long.parseLong(snapshot.summary().get("total-records"));
  }

  private long distinctRows() throws Exception {
    Set<String> coordinates = new HashSet<>();
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(lake.table(LakeTables.RAW_EVENTS))
            .select("kafka_partition", "kafka_offset")
            .build()) {
      rows.forEach(
          row ->
              coordinates.add(
                  row.getField("kafka_partition") + ":" + row.getField("kafka_offset")));
    }
    return coordinates.size();
  }
}
