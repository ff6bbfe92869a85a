package io.tidelake.streaming.backfill;

/** Is told how a load gets on. Called by one thread at a time. */
public interface BackfillProgress extends AutoCloseable {

  /** Tells nobody. */
  BackfillProgress SILENT = new BackfillProgress() {};

  /** What is counted. */
  enum Unit {
    BYTES,
    LINES
  }

  /**
   * Another part of the work begins.
   *
   * @param title in a word
   * @param total how much there is to do
   */
  default void begin(String title, long total, Unit unit) {}

  /** So much of it is done. */
  default void update(long done) {}

  /** Something to know beside. */
  default void message(String line) {}

  @Override
  default void close() {}
}
