package io.tidelake.streaming.job;

import io.tidelake.schema.table.LakeTables;
import io.tidelake.schema.topic.Topics;
import io.tidelake.streaming.config.LiveOptions;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.flink.CatalogLoader;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Creates what the job needs and does not find: topics, namespace, tables. Idempotent; never
 * changes what exists; waits for servers that are coming up.
 */
final class Setup {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int REQUEST_TIMEOUT_MILLIS = 10_000;

  private final Retry retry = new Retry(PATIENCE, PAUSE);
  private final LiveOptions options;

  Setup(LiveOptions options) {
    this.options = options;
  }

  /**
   * @throws IllegalStateException if a server stays away, a topic has the wrong number of
   *     partitions or a table has other columns
   */
  void run(CatalogLoader catalog) {
    retry.call(
        "create the topics on the Kafka broker " + options.bootstrapServers(),
        () -> {
          createTopics();
          return true;
        });
    retry.call(
        "create the tables in the catalog " + options.lake().catalogUri(),
        () -> {
          createTables(catalog);
          return true;
        });
  }

  static Map<String, Object> adminProperties(LiveOptions options) {
    return Map.of(
        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
        options.bootstrapServers(),
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
        REQUEST_TIMEOUT_MILLIS,
        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
        REQUEST_TIMEOUT_MILLIS);
  }

  private void createTopics() throws Exception {
    List<NewTopic> wanted =
        List.of(
            new NewTopic(options.topic(), Optional.of(Topics.BEHAVIOR_PARTITIONS), brokerDefault())
                .configs(Topics.behaviorConfig()),
            new NewTopic(
                    options.liveTopic(),
                    Optional.of(Topics.BEHAVIOR_LIVE_PARTITIONS),
                    brokerDefault())
                .configs(Topics.behaviorLiveConfig()));
    try (Admin admin = Admin.create(adminProperties(options))) {
      Set<String> existing = await(admin.listTopics().names());
      for (NewTopic topic : wanted) {
        if (!existing.contains(topic.name())) {
          create(admin, topic);
        }
      }
      int livePartitions =
          await(admin.describeTopics(List.of(options.liveTopic())).allTopicNames())
              .get(options.liveTopic())
              .partitions()
              .size();
      if (livePartitions != Topics.BEHAVIOR_LIVE_PARTITIONS) {
        throw new IllegalStateException(
            "topic %s has %d partitions, but live records need one to keep their order: delete the topic or name another with --live-topic"
                .formatted(options.liveTopic(), livePartitions));
      }
    }
  }

  /** The replication factor. */
  private static Optional<Short> brokerDefault() {
    return Optional.empty();
  }

  private static void create(Admin admin, NewTopic topic) throws Exception {
    try {
      await(admin.createTopics(List.of(topic)).all());
    } catch (ExecutionException failure) {
      if (!(failure.getCause() instanceof TopicExistsException)) {
        throw failure;
      }
    }
  }

  private static <T> T await(KafkaFuture<T> future) throws Exception {
    return future.get(REQUEST_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void createTables(CatalogLoader loader) throws IOException {
    Catalog catalog = loader.loadCatalog();
    try {
      create(catalog, options.lake().namespace());
    } finally {
      if (catalog instanceof Closeable closeable) {
        closeable.close();
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static <C extends Catalog & SupportsNamespaces> void create(
      Catalog catalog, String namespace) {
    LakeTables.create((C) catalog, namespace);
  }
}
