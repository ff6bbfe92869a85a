package io.tidelake.bench;

/** Something to measure. */
public interface Benchmark {

  /** The name on the command line. */
  String name();

  /**
   * Measures. What it starts has ended when it returns or throws.
   *
   * @param result takes the figures
   * @throws InterruptedException if it was told to end
   */
  void run(BenchSettings settings, BenchResult result) throws Exception;
}
