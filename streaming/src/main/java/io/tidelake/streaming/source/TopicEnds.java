package io.tidelake.streaming.source;

import io.tidelake.streaming.function.EndOffsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/** Asks Kafka where the partitions of a topic end; three small requests each time. */
public final class TopicEnds implements EndOffsets.Factory {

  private static final long serialVersionUID = 1L;

  private static final int TIMEOUT_MILLIS = 2_000;

  private final String bootstrapServers;
  private final String topic;

  /**
   * @param bootstrapServers brokers as {@code host:port}, comma-separated
   */
  public TopicEnds(String bootstrapServers, String topic) {
    this.bootstrapServers = bootstrapServers;
    this.topic = topic;
  }

  @Override
  public EndOffsets open() {
    return new OfAdmin(
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.CLIENT_ID_CONFIG, "tidelake-end-offsets",
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS,
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500)),
        topic);
  }

  private record OfAdmin(Admin admin, String topic) implements EndOffsets {

    @Override
    public Map<Integer, Long> ask() throws Exception {
      List<TopicPartition> partitions = new ArrayList<>();
      for (TopicPartitionInfo partition :
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions()) {
        partitions.add(new TopicPartition(topic, partition.partition()));
      }
      var begins = offsets(partitions, OffsetSpec.earliest());
      var ends = offsets(partitions, OffsetSpec.latest());
      Map<Integer, Long> answer = new HashMap<>();
      Map<TopicPartition, ListOffsetsResultInfo> firsts = begins.get();
      ends.get()
          .forEach(
              (partition, end) ->
                  answer.put(
                      partition.partition(),
                      end.offset() > firsts.get(partition).offset() ? end.offset() : 0));
      return answer;
    }

    /** As the source reads: what a transaction has not committed yet is not there. */
    private KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>> offsets(
        List<TopicPartition> partitions, OffsetSpec which) {
      Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
      partitions.forEach(partition -> wanted.put(partition, which));
      return admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all();
    }

    @Override
    public void close() {
      admin.close(Duration.ZERO);
    }
  }
}
