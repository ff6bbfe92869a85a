package io.tidelake.ingest;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * What records a topic takes and keeps. The size is as Kafka measures it: key, value, headers and
 * what encloses them, before compression.
 *
 * @param topic the topic
 * @param bytes the topic's {@code max.message.bytes}
 * @param retentionMillis the topic's {@code retention.ms}; {@link #KEPT_FOREVER} if it has none
 */
public record RecordLimit(String topic, int bytes, long retentionMillis) {

  /** Records don't grow too old. */
  public static final long KEPT_FOREVER = Long.MAX_VALUE;

  /** Kafka's default, where the broker won't tell. */
  static final int DEFAULT_BYTES = 1_048_588;

  /** Of a batch (61), of a record (21) and of the lengths of key, value and headers (15). */
  private static final int OVERHEAD = 97;

  private static final int HEADER_OVERHEAD = 10;

  private static final int ANSWER_MILLIS = 8_000;

  /**
   * Asks the broker.
   *
   * @throws InterruptedException if the thread was interrupted meanwhile
   */
  public static RecordLimit of(Admin admin, String topic) throws InterruptedException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try {
      Map<ConfigResource, Config> configs =
          admin.describeConfigs(List.of(resource)).all().get(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
      Config config = configs.get(resource);
      long retention = number(config, TopicConfig.RETENTION_MS_CONFIG);
      boolean deletes = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value().contains("delete");
      return new RecordLimit(
          topic,
          Math.toIntExact(number(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG)),
          deletes && retention >= 0 ? retention : KEPT_FOREVER);
    } catch (ExecutionException | TimeoutException | RuntimeException notTold) {
      // Not everyone may read settings; then the default is the safe one.
      return new RecordLimit(topic, DEFAULT_BYTES, KEPT_FOREVER);
    }
  }

  private static long number(Config config, String name) {
    return Long.parseLong(config.get(name).value());
  }

  /** The size of a record in a batch of its own, at most. */
  public static long size(
      byte @Nullable [] key, byte @Nullable [] value, Iterable<Header> headers) {
    return size(length(key) + length(value), headers);
  }

  /**
   * The same.
   *
   * @param bytes of key and value
   */
  public static long size(long bytes, Iterable<Header> headers) {
    long size = OVERHEAD + bytes;
    for (Header header : headers) {
      // A name has one byte a character as long as it is ASCII, and three at most.
      size += HEADER_OVERHEAD + 3L * header.key().length() + length(header.value());
    }
    return size;
  }

  private static long length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  /** Why a record of that size is not sent, and what to do. */
  public String refusal(long size) {
    return "%,d bytes, but topic %s takes %,d at most: shorten the record, or raise %s of the topic"
        .formatted(size, topic, bytes, TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
  }
}
