package io.tidelake.bench.history;

/** Somebody to ask. Not thread-safe. */
interface Respondent {

  /** What tables call it. */
  String title();

  /**
   * An answer.
   *
   * @param nanos from the question until all of the answer was there
   */
  record Answer(Counts counts, long nanos) {}

  Answer ask(Question question, Period period) throws Exception;
}
