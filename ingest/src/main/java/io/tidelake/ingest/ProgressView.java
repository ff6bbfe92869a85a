package io.tidelake.ingest;

/** Shows how a run gets on. Called by one thread at a time, except for {@link #message}. */
interface ProgressView extends AutoCloseable {

  /** How often {@link #update} wants to be called. */
  long intervalMillis();

  void update(Progress progress);

  /** Prints a line beside the progress. Any thread. */
  void message(String line);

  @Override
  void close();
}
