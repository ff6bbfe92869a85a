package io.tidelake.bench.pipeline;

import io.tidelake.ingest.Compression;
import io.tidelake.ingest.EventProducer;
import io.tidelake.ingest.EventSource;
import io.tidelake.ingest.ProduceException;
import io.tidelake.ingest.ProduceSummary;
import io.tidelake.ingest.ProducerSettings;
import io.tidelake.schema.topic.Topics;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/** Topics that are written before anything is measured. */
final class EventTopic {

  private static final short ONE_REPLICA = 1;

  private EventTopic() {}

  static void create(String bootstrapServers, String topic, int partitions)
      throws IOException, InterruptedException {
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
      NewTopic wanted = new NewTopic(topic, partitions, ONE_REPLICA);
      admin.createTopics(List.of(wanted.configs(Topics.behaviorConfig()))).all().get();
    } catch (ExecutionException e) {
      throw new IOException("the topic could not be created", e);
    }
  }

  /** Writes as fast as the project's own producer does. */
  static void write(String bootstrapServers, String topic, EventSource events)
      throws IOException, ProduceException {
    ProducerSettings settings =
        new ProducerSettings(bootstrapServers, topic, Compression.LZ4, ProducerSettings.UNLIMITED);
    try (EventProducer producer = EventProducer.connect(settings, text -> {})) {
      ProduceSummary summary = producer.run(events);
      if (summary.acknowledged() != events.total()) {
        throw new IOException(
            "of %,d events %,d are in the topic".formatted(events.total(), summary.acknowledged()));
      }
    }
  }
}
