package io.tidelake.ingest;

/** Looks at a run from its own thread, so that it is seen to wait when the sender is blocked. */
final class ProgressReporter implements AutoCloseable {

  /** A broker that confirms nothing for so long is worth a word. */
  private static final long PATIENCE_NANOS = 3_000_000_000L;

  /** The rate shown forgets what was longer ago than this. */
  private static final double SMOOTHING_SECONDS = 1.5;

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
    double seconds = Math.max(1, now - lastLook) / 1e9;
    double lately = (acknowledged - lastAcknowledged) / seconds;
    double weight = rate == 0 ? 1 : 1 - Math.exp(-seconds / SMOOTHING_SECONDS);
    rate += weight * (lately - rate);
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
