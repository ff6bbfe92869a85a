package io.tidelake.streaming.function;

/**
 * The checkpoint lacks something that this version counts, and counting it from here on would show
 * too little. The job ends for good; without a checkpoint it counts everything anew out of the
 * tables and goes on where they end, so that nothing is lost and no live count falls.
 */
final class OlderCheckpointException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  OlderCheckpointException(String missing) {
    super(
        "The checkpoint is of an earlier version, which did not count %s: start without a checkpoint. Everything is then counted out of the tables, and the job goes on where they end"
            .formatted(missing));
  }
}
