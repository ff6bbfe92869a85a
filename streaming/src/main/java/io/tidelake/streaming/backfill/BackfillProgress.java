package io.tidelake.streaming.backfill;

/** Is told how a load gets on. Called by one thread at a time. */
public interface BackfillProgress extends AutoCloseable {

  /** Tells nobody. */
  BackfillProgress SILENT = new BackfillProgress() {};

  /** What a load does, in this order. */
  enum Part {
    /** Reading the files once, to know what they are and where their lines begin. Counts bytes. */
    SCAN,
    /** Writing what the tables lack. Counts lines; this is where the time goes. */
    LOAD
  }

  /**
   * A part of the work begins.
   *
   * @param total how much there is to do
   */
  default void begin(Part part, long total) {}

  /** So much of the part is done; never less than was told before. */
  default void update(long done) {}

  /** Something to know beside. */
  default void message(String line) {}

  @Override
  default void close() {}
}
