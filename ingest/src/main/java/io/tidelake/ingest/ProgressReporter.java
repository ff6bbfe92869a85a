package io.tidelake.ingest;

/** Looks at a run from its own thread, so that it is seen to wait when the sender is blocked. */
final class ProgressReporter implements AutoCloseable {

  /** A broker that confirms nothing for so long is worth a word. */
  private static final long PATIENCE_NANOS = 3_000_000_000L;

  private final EventProducer producer;
  private final EventSource source;
  private final ProgressView view;
  private final Thread thread;

  private long lastAcknowledged;
  private long lastChange = System.nanoTime();
  private long lastLook = lastChange;
  private double rate;

  ProgressReporter(EventProducer producer, EventSource source, ProgressView view) {
    this.producer = producer;
    this.source = source;
    this.view = view;
    thread = Thread.ofPlatform().daemon().name("produce-progress").start(this::watch);
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    view.update(look());
    view.close();
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(view.intervalMillis());
        view.update(look());
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private Progress look() {
    long now = System.nanoTime();
    long acknowledged = producer.acknowledged();
    long failed = producer.failed();
    long sent = producer.sent();
    double lately = (acknowledged - lastAcknowledged) * 1e9 / Math.max(1, now - lastLook);
    rate = rate == 0 ? lately : 0.7 * rate + 0.3 * lately;
    if (acknowledged != lastAcknowledged || sent <= acknowledged + failed) {
      lastChange = now;
    }
    lastAcknowledged = acknowledged;
    lastLook = now;
    long waited = now - lastChange;
    return new Progress(
        sent,
        acknowledged,
        failed,
        source.skipped(),
        source.position(),
        source.total(),
        rate,
        waited > PATIENCE_NANOS ? waited / 1_000_000_000L : 0);
  }
}
