package io.tidelake.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;

class ProducerConnectionTest {

  /** KAFKA-15591: found as a run that never ended, its first batch refused for ever. */
  @Test
  void noRequestOvertakesTheFirstOneOfAPartition() {
    Map<String, Object> properties =
        ProducerConnection.properties(
            new ProducerSettings("localhost:9092", "behavior", Compression.LZ4, 0),
            new RecordLimit("behavior", 1_000_000, Long.MAX_VALUE));

    assertThat(properties)
        .containsEntry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true)
        .containsEntry(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
  }
}
