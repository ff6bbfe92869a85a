package io.tidelake.query.live;

import io.tidelake.schema.topic.Topics;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How Kafka is reached.
 *
 * @param bootstrapServers {@code host:port}, several by comma
 * @param topic of events; only its end offsets are read, for the lag
 * @param liveTopic of live counts
 * @param properties further settings of the Kafka clients, such as {@code security.protocol}
 */
@Validated
@ConfigurationProperties("tidelake.kafka")
record KafkaProperties(
    @NotBlank @DefaultValue("localhost:9092") String bootstrapServers,
    @NotBlank @DefaultValue(Topics.BEHAVIOR) String topic,
    @NotBlank @DefaultValue(Topics.BEHAVIOR_LIVE) String liveTopic,
    @NotNull @DefaultValue Map<String, String> properties) {}
