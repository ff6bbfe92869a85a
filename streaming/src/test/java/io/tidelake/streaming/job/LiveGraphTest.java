package io.tidelake.streaming.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.streaming.FolderFileSystem;
import io.tidelake.streaming.config.LiveOptions;
import io.tidelake.streaming.function.DecodedRecordType;
import io.tidelake.streaming.pipeline.LiveStart;
import io.tidelake.streaming.sink.Lake;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.VoidSerializer;
import org.apache.flink.api.java.typeutils.runtime.PojoSerializer;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.core.io.SimpleVersionedSerializerTypeSerializerProxy;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.types.PojoTestUtils;
import org.apache.iceberg.flink.CatalogLoader;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The graph as it is submitted, with Kafka's and Iceberg's connectors; nothing is contacted. */
class LiveGraphTest {

  private static final LiveOptions OPTIONS = LiveOptions.parse().orElseThrow();

  private static final Set<Class<?>> OWN_SERIALIZERS =
      Set.of(
          DecodedRecordType.INSTANCE.createSerializer(new SerializerConfigImpl()).getClass(),
          RowDataSerializer.class,
          SimpleVersionedSerializerTypeSerializerProxy.class,
          VoidSerializer.class);

  @TempDir Path folder;

  private Lake lake;

  @BeforeEach
  void createTables() {
    CatalogLoader catalog =
        CatalogLoader.hadoop(
            "test",
            FolderFileSystem.configuration(),
            Map.of("warehouse", folder.toUri().toString()));
    LakeTables.create((HadoopCatalog) catalog.loadCatalog(), OPTIONS.lake().namespace());
    lake = new Lake(catalog, OPTIONS.lake().namespace());
  }

  @Test
  void everyOperatorHasANameAndAUidOfItsOwn() {
    Set<String> uids = new HashSet<>();
    for (StreamNode node : graph().getStreamNodes()) {
      assertThat(node.getTransformationUID()).as(node.getOperatorName()).isNotBlank();
      assertThat(uids.add(node.getTransformationUID())).as(node.getTransformationUID()).isTrue();
      assertThat(node.getOperatorName()).isNotBlank();
    }
    assertThat(uids)
        .contains(
            "records", "write-files", "commit", "count-by-minute", "live-totals", "behavior-live");
  }

  @Test
  void everyStreamTypeIsAPojoOrHasASerializerOfItsOwn() {
    for (StreamNode node : graph().getStreamNodes()) {
      assertKnown(node.getTypeSerializerOut(), node);
      for (TypeSerializer<?> input : node.getTypeSerializersIn()) {
        assertKnown(input, node);
      }
    }
  }

  @Test
  void noTypeMayFallBackToKryo() {
    // Flink refuses it then wherever a serializer is made, for fields of fields and state too.
    assertThat(environment().getConfiguration().get(PipelineOptions.GENERIC_TYPES)).isFalse();
  }

  private static void assertKnown(@Nullable TypeSerializer<?> serializer, StreamNode node) {
    if (serializer instanceof PojoSerializer<?> pojo) {
      PojoTestUtils.assertSerializedAsPojoWithoutKryo(pojo.createInstance().getClass());
    } else if (serializer != null) {
      assertThat(OWN_SERIALIZERS)
          .as(node.getOperatorName())
          .anyMatch(known -> known.isInstance(serializer));
    }
  }

  @Test
  void recordsStayInOneChainFromSourceToWriters() {
    JobGraph job = graph().getJobGraph();
    JobVertex source = null;
    for (JobVertex vertex : job.getVertices()) {
      if (vertex.isInputVertex()) {
        source = vertex;
      }
    }
    assertThat(source).isNotNull();
    assertThat(source.getName())
        .contains("records", "write-files", "count-by-minute")
        .doesNotContain("commit");
  }

  @Test
  void rawOnlyLeavesOutWhatCounts() {
    LiveOptions rawOnly = LiveOptions.parse("--raw-only").orElseThrow();
    StreamExecutionEnvironment env = environment();
    LiveJob.build(env, rawOnly, lake, LiveStart.EMPTY, TopicPositions.NONE);

    assertThat(env.getStreamGraph().getStreamNodes())
        .extracting(StreamNode::getTransformationUID)
        .contains("records", "write-files", "commit")
        .doesNotContain("count-by-minute", "live-totals", "behavior-live");
  }

  @Test
  void commitsAndLiveCountsHaveOneSubtask() {
    for (StreamNode node : graph().getStreamNodes()) {
      if (Set.of("commit", "live-totals", "behavior-live").contains(node.getTransformationUID())) {
        assertThat(node.getParallelism()).isEqualTo(1);
      }
    }
  }

  @Test
  void withoutChainingTheGraphIsRefused() {
    StreamExecutionEnvironment env = environment();
    env.disableOperatorChaining();
    assertThatIllegalStateException()
        .isThrownBy(() -> LiveJob.build(env, OPTIONS, lake, LiveStart.EMPTY, TopicPositions.NONE))
        .withMessageContaining("pipeline.operator-chaining.enabled");
  }

  @Test
  void checkpointsAreExactlyOnceAndKept() {
    var config = environment().getCheckpointConfig();
    assertThat(config.getCheckpointInterval()).isEqualTo(5_000);
    assertThat(config.getCheckpointingConsistencyMode()).isEqualTo(CheckpointingMode.EXACTLY_ONCE);
    assertThat(config.getExternalizedCheckpointRetention())
        .isEqualTo(ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
  }

  private static StreamExecutionEnvironment environment() {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(
            JobDefaults.streaming(Duration.ofSeconds(5)));
    env.setParallelism(2);
    return env;
  }

  private StreamGraph graph() {
    StreamExecutionEnvironment env = environment();
    LiveJob.build(env, OPTIONS, lake, LiveStart.EMPTY, TopicPositions.NONE);
    return env.getStreamGraph();
  }
}
