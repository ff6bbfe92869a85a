package io.tidelake.ingest;

/**
 * Where events go and how fast.
 *
 * @param bootstrapServers host:port of one or more brokers, separated by commas
 * @param topic an existing topic
 * @param compression of the batches
 * @param rate events per second, or {@link #UNLIMITED}
 */
public record ProducerSettings(
    String bootstrapServers, String topic, Compression compression, long rate) {

  /** As fast as the broker takes the events. */
  public static final long UNLIMITED = 0;

  public ProducerSettings {
    if (rate < 0 || rate > RateSchedule.MAX_RATE) {
      throw new IllegalArgumentException(
          "rate is " + rate + ": give 0 (as fast as possible) to " + RateSchedule.MAX_RATE);
    }
  }
}
