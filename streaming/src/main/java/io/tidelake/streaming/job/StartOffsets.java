package io.tidelake.streaming.job;

import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.streaming.config.LiveOptions;
import io.tidelake.streaming.function.LakePositions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Finds where in the topic a job goes on. */
final class StartOffsets {

  private static final long TIMEOUT_SECONDS = 30;

  private final LiveOptions options;

  StartOffsets(LiveOptions options) {
    this.options = options;
  }

  /**
   * The next offset of every partition that there is now.
   *
   * @param lake what the tables hold
   * @param hasState the job has a checkpoint, which knows better: nothing is checked
   * @throws IllegalStateException if the topic does not hold the records that follow
   */
  TopicPositions following(LakePositions lake, boolean hasState) throws Exception {
    try (Admin admin = Admin.create(Setup.adminProperties(options))) {
      Map<TopicPartition, OffsetSpec> partitions =
          admin
              .describeTopics(List.of(options.topic()))
              .allTopicNames()
              .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
              .get(options.topic())
              .partitions()
              .stream()
              .collect(
                  Collectors.toMap(
                      partition -> new TopicPartition(options.topic(), partition.partition()),
                      partition -> OffsetSpec.earliest()));
      Map<Integer, Long> first = offsets(admin, partitions);
      partitions.replaceAll((partition, earliest) -> OffsetSpec.latest());
      return following(lake.start(), first, offsets(admin, partitions), hasState);
    }
  }

  private static Map<Integer, Long> offsets(Admin admin, Map<TopicPartition, OffsetSpec> asked)
      throws Exception {
    Map<Integer, Long> offsets = new TreeMap<>();
    admin
        .listOffsets(asked)
        .all()
        .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .forEach((partition, offset) -> offsets.put(partition.partition(), offset.offset()));
    return offsets;
  }

  private TopicPositions following(
      TopicPositions lake, Map<Integer, Long> first, Map<Integer, Long> end, boolean hasState) {
    TreeMap<Integer, Long> start = new TreeMap<>(first);
    lake.offsets()
        .forEach(
            (partition, offset) -> {
              if (!hasState) {
                require(partition, offset, first.get(partition), end.get(partition));
              }
              // Either the job has a checkpoint, or going on without lost records was allowed.
              start.merge(partition, offset, Math::max);
            });
    return TopicPositions.of(start);
  }

  private void require(int partition, long offset, @Nullable Long first, @Nullable Long end) {
    if (first == null || end == null || offset > end) {
      throw new IllegalStateException(
          "The tables hold partition %d of topic %s up to offset %d, but the topic ends at %s: it is not the topic that filled them. Bring it back, or use another namespace"
              .formatted(
                  partition, options.topic(), offset, end == null ? "no such partition" : end));
    }
    if (offset < first && !options.skipLost()) {
      throw new IllegalStateException(
          "The tables hold partition %d of topic %s up to offset %d, but the topic begins at %d: Kafka has deleted the %d records between. Start with --skip-lost to go on without them"
              .formatted(partition, options.topic(), offset, first, first - offset));
    }
  }
}
