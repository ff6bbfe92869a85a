package io.tidelake.stack.reconcile;

import io.tidelake.schema.topic.Topics;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What to compare.
 *
 * @param bootstrapServers host:port of one or more Kafka brokers
 * @param topic the event topic
 * @param liveTopic the topic of the live counts
 * @param trinoUrl {@code jdbc:trino://host:port/catalog/schema}, or {@code http(s)://host:port} for
 *     {@code lake/taobao} of that server
 * @param zone business time zone of the streaming job
 * @param lateAfter the lateness that the streaming job allows
 * @param since first business date; null for all
 * @param until last business date; null for all
 * @param patience how long to wait until the lake covers what is in Kafka now; zero compares what
 *     it covers
 */
public record ReconcileSettings(
    String bootstrapServers,
    String topic,
    String liveTopic,
    String trinoUrl,
    ZoneId zone,
    Duration lateAfter,
    @Nullable LocalDate since,
    @Nullable LocalDate until,
    Duration patience) {

  /** The business time zone unless the job was told another one. */
  public static final ZoneId DEFAULT_ZONE = ZoneId.of("Asia/Shanghai");

  /** The lateness that is allowed unless the job was told another one. */
  public static final Duration DEFAULT_LATE_AFTER = Duration.ofMinutes(5);

  public ReconcileSettings {
    if (since != null && until != null && until.isBefore(since)) {
      throw new IllegalArgumentException(
          "--until %s lies before --since %s: swap them".formatted(until, since));
    }
    if (patience.isNegative()) {
      throw new IllegalArgumentException(
          "--wait is %s: give a duration that is not negative, such as PT30S".formatted(patience));
    }
  }

  /** Everything, with the defaults of the job. */
  public static ReconcileSettings of(String bootstrapServers, String trinoUrl, Duration patience) {
    return new ReconcileSettings(
        bootstrapServers,
        Topics.BEHAVIOR,
        Topics.BEHAVIOR_LIVE,
        trinoUrl,
        DEFAULT_ZONE,
        DEFAULT_LATE_AFTER,
        null,
        null,
        patience);
  }

  /** Whether dates are left out, so that totals over all dates can't be compared. */
  boolean bounded() {
    return since != null || until != null;
  }

  boolean includes(LocalDate date) {
    return (since == null || !date.isBefore(since)) && (until == null || !date.isAfter(until));
  }
}
