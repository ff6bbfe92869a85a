package io.tidelake.stack.chaos;

import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.schema.topic.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** The topic of events, asked for its end. */
final class EventTopic {

  private static final int TIMEOUT_MILLIS = 30_000;

  private EventTopic() {}

  /** The next offsets of all partitions. */
  static TopicPositions end(String bootstrapServers)
      throws InterruptedException, ExecutionException {
    try (Admin admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                TIMEOUT_MILLIS,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                TIMEOUT_MILLIS / 2))) {
      Map<TopicPartition, OffsetSpec> partitions =
          IntStream.range(0, Topics.BEHAVIOR_PARTITIONS)
              .mapToObj(partition -> new TopicPartition(Topics.BEHAVIOR, partition))
              .collect(Collectors.toMap(partition -> partition, any -> OffsetSpec.latest()));
      Map<Integer, Long> ends = new HashMap<>();
      admin
          .listOffsets(partitions)
          .all()
          .get()
          .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
      return TopicPositions.of(ends);
    }
  }
}
