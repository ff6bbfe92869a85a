package io.tidelake.streaming.maintenance.recompute;

/**
 * Another run has corrected the table since this one read it. No {@code ValidationException}:
 * Iceberg deletes the manifest lists of all tries when it sees one, and an earlier try whose answer
 * was lost may be what is found.
 */
final class CorrectedMeanwhileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String mark;

  /**
   * @param mark of the correction that was found
   */
  CorrectedMeanwhileException(String mark) {
    super("another run corrected behavior_1m meanwhile");
    this.mark = mark;
  }

  String mark() {
    return mark;
  }
}
