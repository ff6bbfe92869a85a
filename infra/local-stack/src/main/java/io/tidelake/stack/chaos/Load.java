package io.tidelake.stack.chaos;

import io.tidelake.ingest.Compression;
import io.tidelake.ingest.EventProducer;
import io.tidelake.ingest.EventSource;
import io.tidelake.ingest.ProduceException;
import io.tidelake.ingest.ProduceSummary;
import io.tidelake.ingest.ProducerSettings;
import io.tidelake.ingest.ShopGenerator;
import io.tidelake.ingest.ShopSettings;
import io.tidelake.schema.topic.Topics;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** The traffic of a shop, from the project's own producer, some of it late and some malformed. */
final class Load implements AutoCloseable {

  private static final double LATE_SHARE = 0.05;
  private static final double MALFORMED_SHARE = 0.01;

  private final EventProducer producer;
  private final CompletableFuture<ProduceSummary> ended;

  /**
   * @param rate events a second
   * @param seed of the events
   * @param report takes one line for each of the first records that cannot be delivered
   */
  Load(String bootstrapServers, long rate, long seed, Consumer<String> report)
      throws ProduceException {
    producer =
        EventProducer.connect(
            new ProducerSettings(bootstrapServers, Topics.BEHAVIOR, Compression.LZ4, rate), report);
    EventSource source =
        new ShopGenerator(
            ShopSettings.defaults()
                .withCount(EventSource.ENDLESS)
                .withSeed(seed)
                .withLateShare(LATE_SHARE)
                .withMalformedShare(MALFORMED_SHARE));
    ended =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return producer.run(source);
              } catch (IOException | ProduceException e) {
                throw new IllegalStateException(e);
              }
            },
            task -> Thread.ofPlatform().daemon().name("load").start(task));
  }

  /** Records that the broker has confirmed so far. */
  long acknowledged() {
    return producer.acknowledged();
  }

  /** Ends the traffic and returns what became of it. */
  ProduceSummary stop() throws InterruptedException, ExecutionException {
    producer.stop();
    return ended.get();
  }

  /** Ends the traffic, if nobody has yet. */
  @Override
  public void close() {
    producer.close();
  }
}
